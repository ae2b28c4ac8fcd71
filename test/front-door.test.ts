import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import * as library from "@runbooks/disk-encryption";

describe("The library's front door", () => {
  it("has the verbs of a runbook", () => {
    for (const verb of [
      "connect",
      "observe",
      "evaluate",
      "planEncryption",
      "approve",
      "apply",
      "watch",
      "verify",
    ] as const) {
      assert.equal(typeof library[verb], "function", verb);
    }
  });
});

describe("The declarations of the packages that notebooks import", () => {
  for (const name of ["azure", "disk-encryption", "fleet", "vhd", "kernel"]) {
    const folder = join(__dirname, "..", "lib", name);
    const declarations = readdirSync(join(folder, "dist"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".d.ts"))
      // What an earlier build left behind is nobody's.
      .filter((file) => existsSync(join(folder, file.replace(/\.d\.ts$/, ".ts"))));

    it(`export each type by name: a notebook's variable may be of any of them (${name})`, () => {
      assert.ok(declarations.length > 0);
      const unnamed = declarations.flatMap((file) =>
        [
          ...readFileSync(join(folder, "dist", file), "utf8").matchAll(
            /^(?:declare )?(?:interface|type) (\w+)/gm,
          ),
        ].map(([, type = ""]) => `${file}: ${type}`),
      );
      assert.deepEqual(unnamed, []);
    });
  }
});
