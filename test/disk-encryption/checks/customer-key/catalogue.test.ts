import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { customerKeyRequirements } from "../../../../lib/disk-encryption/checks/customer-key/evaluate";
import { customerKeyRequirementIds } from "../../../../lib/disk-encryption/checks/customer-key/requirement";
import { customerKeyFacts } from "../../../customer-key-builders";
import { describeCatalogue } from "../describe-catalogue";

describeCatalogue({
  name: "customer-managed keys",
  ids: customerKeyRequirementIds,
  catalogue: customerKeyRequirements,
  facts: customerKeyFacts(),
  folder: "customer-key",
});

describe("The catalogue of customer-managed keys", () => {
  for (const words of [
    /managed disks, their snapshots and managed images; unmanaged disks and the temporary disk are not covered/,
    /own key and Azure Disk Encryption exclude each other/,
    /key vault is in the region of the VM's disks/,
    /key vault is in the subscription of the VM's disks/,
    /disk encryption set that references the key in the key vault has to be made, and the disks pointed to it/,
  ]) {
    it(`has the module's statement ${words.source}`, () => {
      assert.ok(customerKeyRequirements.records().some(({ module }) => words.test(module.rule ?? "")));
    });
  }

  it("has no test without a file of its name", () => {
    const tests = readdirSync(__dirname).filter(
      (file) => file.endsWith(".test.ts") && !["catalogue.test.ts", "evaluate.test.ts"].includes(file),
    );
    const checks = join(
      __dirname,
      "..",
      "..",
      "..",
      "..",
      "lib",
      "disk-encryption",
      "checks",
      "customer-key",
    );
    assert.deepEqual(
      tests.filter((file) => !existsSync(join(checks, file.replace(".test.ts", ".ts")))),
      [],
    );
  });
});
