import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { newVirtualMachineRequirements } from "../../../../lib/disk-encryption/checks/new-vm/evaluate";
import { newVirtualMachineRequirementIds } from "../../../../lib/disk-encryption/checks/new-vm/requirement";
import { requirementIds } from "../../../../lib/disk-encryption/checks/requirement";
import { MODULE_STATES_NO_RULE } from "../../../../lib/disk-encryption/checks/verdict";
import { fact } from "../../../builders";
import { aSet } from "../../../customer-key-builders";
import { newVirtualMachineFacts } from "../../../new-vm-builders";

const library = join(__dirname, "..", "..", "..", "..", "lib", "disk-encryption", "checks", "new-vm");
// Every check has something to evaluate: a set is asked for, and a template is deployed.
const facts = newVirtualMachineFacts({
  diskEncryptionSet: fact(aSet()),
  method: { kind: "template", secretVaultIds: [] },
});

describe("The catalogue of a new VM's requirements", () => {
  it("has one record and one check for each requirement, in their order", () => {
    assert.deepEqual(
      newVirtualMachineRequirements.records().map(({ id }) => id),
      [...newVirtualMachineRequirementIds],
    );
    assert.deepEqual(Object.keys(newVirtualMachineRequirements.checks), [...newVirtualMachineRequirementIds]);
  });

  it("has no requirement of Azure Disk Encryption's own catalogue", () => {
    const own: readonly string[] = newVirtualMachineRequirementIds;
    assert.deepEqual(
      requirementIds.filter((id) => own.includes(id)),
      [],
    );
  });

  for (const { id, module, current } of newVirtualMachineRequirements.records()) {
    it(`${id} has a file and a test of its name, and states a rule in the current edition`, () => {
      assert.ok(existsSync(join(library, `${id}.ts`)));
      assert.ok(existsSync(join(__dirname, `${id}.test.ts`)));
      assert.ok(current.rule);
    });

    it(`${id} is silent in the module edition exactly where its record states no rule`, () => {
      const verdict = newVirtualMachineRequirements.checks[id](facts, "module");
      assert.equal(verdict === MODULE_STATES_NO_RULE, module.rule === undefined);
    });
  }

  it("has no test without a file of its name", () => {
    const tests = readdirSync(__dirname).filter((file) => file.endsWith(".test.ts"));
    assert.deepEqual(
      tests.filter((file) => !existsSync(join(library, file.replace(".test.ts", ".ts")))),
      [],
    );
  });
});
