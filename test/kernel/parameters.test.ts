import assert from "node:assert/strict";
import {
  declaredParameters,
  injectParameters,
  type JsonObject,
  parseParameter,
} from "../../lib/kernel/dist/headless";
import { aNotebook } from "./a-notebook";

const cell =
  '// parameters\nlet vmName: string = "vm-web-01";\nlet limit: number = 10;\nlet mode: "sandbox" | "live" = "sandbox";';

describe("a parameter on a command line", () => {
  for (const [argument, value] of [
    ["limit=10", 10],
    ["vmName=vm-web-01", "vm-web-01"],
    ['vmName="10"', "10"],
    ["note=a=b", "a=b"],
    ["note=", ""],
    ["names=[1,2]", [1, 2]],
    ["isDryRun=true", true],
  ] as const) {
    it(`reads ${argument} as ${JSON.stringify(value)}`, () => {
      assert.deepEqual(parseParameter(argument).value, value);
    });
  }

  for (const argument of ["limit", "=10", "the limit=10", "1st=2"]) {
    it(`refuses ${argument}`, () => {
      assert.throws(() => parseParameter(argument), { code: "ParameterInvalid" });
    });
  }
});

describe("the parameters of a notebook", () => {
  const inject = (values: JsonObject) => injectParameters(aNotebook("1;", cell, "2;"), values, "trial");

  it("are read from the cell tagged parameters", () => {
    assert.deepEqual(declaredParameters(aNotebook("1;", cell), "trial"), [
      { name: "vmName", type: "string" },
      { name: "limit", type: "number" },
      { name: "mode", type: '"sandbox" | "live"' },
    ]);
  });

  it("are set in a cell of their own right after it, and set anew in an executed copy", () => {
    const injected = inject({ limit: 3, vmName: 'a "b"' });
    assert.equal(injected.cells[2]?.source, '// Parameters\nlimit = 3;\nvmName = "a \\"b\\"";\nvoid 0;');
    assert.deepEqual(injected.cells[2].metadata, { tags: ["injected-parameters"] });
    const again = injectParameters(injected, { limit: 4 }, "trial");
    assert.equal(again.cells.length, 4);
    assert.match(again.cells[2]?.source ?? "", /limit = 4/);
  });

  it("leave the notebook as it is if none is given", () => {
    assert.equal(inject({}).cells.length, 3);
  });

  for (const [values, problem] of [
    [{ limit: "oops" }, /Parameter limit of trial is a number: "oops" doesn't fit\.\n {2}Try: /],
    [{ limit: 3, vmName: 10 }, /Parameter vmName of trial is a string: 10 doesn't fit\./],
    [{ mode: "prod" }, /Parameter mode of trial is a "sandbox" \| "live": "prod" doesn't fit\./],
    [{ vmName: null }, /Parameter vmName of trial is a string: null doesn't fit\./],
    [{ size: 3 }, /trial has no parameter size\.\n {2}Try: Its parameters are vmName, limit, mode\./],
  ] as const) {
    it(`refuse ${JSON.stringify(values)} in two lines`, () => {
      assert.throws(
        () => inject(values),
        (error) => {
          assert.match(String(error), /^ParameterInvalid: .*\n.*$/);
          assert.match(String(error), problem);
          return true;
        },
      );
    });
  }

  for (const [source, problem] of [
    ['// parameters\nlet vmName: string = "vm', /line 2, Unterminated string literal/],
    ["// parameters\nlet vmName: string =", /line 2, Expression expected/],
    ["// parameters\nlet vmName: string;", /vmName has no value/],
    ["// parameters\nlet vmName = 1;", /vmName has no type/],
    [
      "// parameters\nlet vmName: string = 1;\nconsole.log(vmName);",
      /"console.log\(vmName\);" is no parameter/,
    ],
    ["// parameters\nconst limit: number = 1;", /is no parameter/],
  ] as const) {
    it(`refuse a half-written cell: ${source.split("\n").at(-1) ?? ""}`, () => {
      assert.throws(
        () => injectParameters(aNotebook(source), {}, "trial"),
        (error) => {
          assert.match(
            String(error),
            /^ParametersCellUnreadable: The parameters cell of trial .*\n {2}Try: .*$/,
          );
          assert.match(String(error), problem);
          return true;
        },
      );
    });
  }
});
