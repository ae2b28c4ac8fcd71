import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseNotebooks, readNotebook, walkthrough, writeNotebook } from "../../lib/kernel/dist/headless";
import { aNotebook } from "./a-notebook";

describe("a walkthrough", () => {
  const aFolder = (notebooks: Record<string, readonly string[]>): string => {
    const folder = mkdtempSync(join(tmpdir(), "walkthrough-"));
    for (const [name, cells] of Object.entries(notebooks)) {
      writeNotebook(join(folder, `${name}.ipynb`), aNotebook(...cells));
    }
    return folder;
  };

  it("goes on after a notebook that failed, and leaves a copy and a page of each", async () => {
    const notebooksFolder = aFolder({ "01-b": ["console.log(1);"], "00-a": ["throw 1;"] });
    const outFolder = join(notebooksFolder, "out");
    const results = await walkthrough({ notebooksFolder, outFolder });
    assert.deepEqual(
      results.map(({ name, failed }) => [name, failed?.number]),
      [
        ["00-a", 1],
        ["01-b", undefined],
      ],
    );
    assert.ok(results.every(({ pagePath }) => existsSync(pagePath)));
    assert.equal(readNotebook(join(outFolder, "01-b.ipynb")).cells.length, 1);
  });

  it("runs notebooks at the same time where that is asked for, and tells of them in their order", async () => {
    const notebooksFolder = aFolder({
      // Ends only once the other one has run.
      "00-a": [
        'import { existsSync } from "node:fs";\nwhile (!existsSync("there")) await new Promise((resolve) => setTimeout(resolve, 10));',
      ],
      "01-b": ['import { writeFileSync } from "node:fs";\nwriteFileSync("there", "");'],
    });
    const told: string[] = [];
    const results = await walkthrough({
      notebooksFolder,
      outFolder: join(notebooksFolder, "out"),
      atATime: 2,
      onNotebook: ({ name }) => told.push(name),
    });
    assert.deepEqual(told, ["00-a", "01-b"]);
    assert.ok(results.every(({ failed }) => failed === undefined));
  });

  it("begins no further notebook once one could not be written", async () => {
    const notebooksFolder = aFolder({ "00-a": ["1;"], "01-b": ["2;"] });
    const outFolder = join(notebooksFolder, "out");
    const begun: string[] = [];
    mkdirSync(join(outFolder, "00-a.ipynb"), { recursive: true });
    await assert.rejects(
      walkthrough({ notebooksFolder, outFolder, onCell: (name) => begun.push(name) }),
      /EISDIR/,
    );
    assert.deepEqual(begun, ["00-a"]);
  });

  it("runs nothing if a parameter is declared by no notebook", async () => {
    const notebooksFolder = aFolder({ "00-a": ["1;"], "01-b": ["// parameters\nlet limit: number = 1;"] });
    const outFolder = join(notebooksFolder, "out");
    const parameters = { limt: 2 };
    await assert.rejects(walkthrough({ notebooksFolder, outFolder, parameters }), {
      code: "ParameterInvalid",
    });
    assert.equal(existsSync(outFolder), false);
  });

  it("finds a notebook by the beginning of its name, and says which there are if there is none", () => {
    const folder = aFolder({ "00-a": ["1;"], "01-b": ["1;"] });
    assert.deepEqual(chooseNotebooks(folder, ["01"]), ["01-b"]);
    assert.deepEqual(chooseNotebooks(folder, ["01-b.ipynb", "00"]), ["00-a", "01-b"]);
    assert.throws(() => chooseNotebooks(folder, ["07"]), { hint: "Name one of 00-a, 01-b." });
  });
});
