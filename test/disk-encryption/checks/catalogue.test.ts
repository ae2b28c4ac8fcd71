import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { OsType, VolumeType } from "../../../lib/azure/virtual-machine";
import { azureDiskEncryptionRequirements } from "../../../lib/disk-encryption/checks/evaluate";
import { requirementIds } from "../../../lib/disk-encryption/checks/requirement";
import { MODULE_STATES_NO_RULE } from "../../../lib/disk-encryption/checks/verdict";
import { aLinuxVirtualMachine, aVirtualMachine, facts } from "../../builders";
import { recordOf } from "./record-of";

const library = join(__dirname, "..", "..", "..", "lib", "disk-encryption", "checks");
const osTypes: readonly OsType[] = ["Windows", "Linux"];
const volumeTypes: readonly VolumeType[] = ["OS", "Data", "All"];

const { records: requirements, checks } = azureDiskEncryptionRequirements;

describe("The requirement catalogue", () => {
  it("has one record for each requirement, in their order", () => {
    assert.deepEqual(
      requirements().map(({ id }) => id),
      [...requirementIds],
    );
  });

  it("has a check for each requirement and for nothing else", () => {
    assert.deepEqual(Object.keys(checks), [...requirementIds]);
  });

  for (const id of requirementIds) {
    it(`${id} has a file and a test of its name`, () => {
      assert.ok(existsSync(join(library, `${id}.ts`)));
      assert.ok(existsSync(join(__dirname, `${id}.test.ts`)));
    });

    it(`${id} states a rule in the current edition`, () => {
      assert.ok(recordOf(id).current.rule);
    });

    it(`${id} asks nothing of a VM outside of those it applies to`, () => {
      const { appliesTo } = recordOf(id);
      assert.ok(appliesTo);
      for (const osType of osTypes.filter((type) => !appliesTo.osTypes.includes(type))) {
        const virtualMachine = osType === "Windows" ? aVirtualMachine() : aLinuxVirtualMachine();
        const known = facts({ virtualMachine });
        const outcomes = [checks[id](known, "module").outcome, checks[id](known, "current").outcome];
        assert.deepEqual(outcomes, ["not-applicable", "not-applicable"]);
      }
      assert.deepEqual(appliesTo.volumeTypes, volumeTypes);
    });

    it(`${id} is silent in the module edition exactly where its record states no rule`, () => {
      const silent = checks[id](facts(), "module");
      assert.equal(silent !== MODULE_STATES_NO_RULE, recordOf(id).module.rule !== undefined);
    });
  }

  it("has no test without a file of its name", () => {
    const tests = readdirSync(__dirname).filter((file) => file.endsWith(".test.ts"));
    assert.deepEqual(
      tests.filter((file) => !existsSync(join(library, file.replace(".test.ts", ".ts")))),
      [],
    );
  });

  for (const { id, module, current } of requirements()) {
    it(`${id} names title, section and date of both sources`, () => {
      for (const { source } of [module, current]) {
        for (const words of [source.title, source.section, source.date]) assert.notEqual(words.trim(), "");
      }
    });

    // The current documents support both generations: that rule can't be broken.
    it(`${id} has a fix in the current edition, or a rule that can't be broken`, () => {
      assert.ok(current.fix !== undefined || id === "vm-generation");
    });
  }

  it("cites the training module for every module edition, and documents with their date for every current one", () => {
    for (const { module, current } of requirements()) {
      assert.match(module.source.title, /training module/);
      assert.match(current.source.date, /^\d{4}-\d{2}-\d{2}$/);
    }
  });

  for (const words of [
    /Basic tier.*A-series.*Lsv2/,
    /Generation 2/,
    /2 GB/,
    /login\.microsoftonline\.com.*vault/,
    /external key protector.*TPM/,
    /Allow 256-bit recovery key/,
    /incompatible/,
    /AES-CBC/,
    /region/,
    /subscription/,
    /Enable Access to Azure Disk Encryption for volume encryption/,
    /unmanaged/,
    /own keys.*exclude/,
  ]) {
    it(`has the module's statement ${words.source}`, () => {
      assert.ok(requirements().some(({ module }) => words.test(module.rule ?? "")));
    });
  }
});
