import assert from "node:assert/strict";

import { keyVaultSettingIds, keyVaultSettings } from "../../../lib/disk-encryption/nouns/key-vault-settings";

const setting = (id: string): ReturnType<typeof keyVaultSettings>[number] =>
  keyVaultSettings().find((one) => one.id === id) ?? assert.fail();

describe("The settings of a key vault", () => {
  it("have one record each, in their order", () => {
    assert.deepEqual(
      keyVaultSettings().map(({ id }) => id),
      [...keyVaultSettingIds],
    );
  });

  it("say in the newest documents when each applies, with title, section and date", () => {
    for (const { current } of keyVaultSettings()) {
      assert.notEqual(current.says, undefined);
      assert.match(current.source.date, /^\d{4}-\d{2}-\d{2}$/);
    }
  });

  it("have the module's name of the one that is required", () => {
    const { need, module } = setting("enabledForDiskEncryption");
    assert.equal(need, "required");
    assert.match(module.says ?? "", /Enable Access to Azure Disk Encryption for volume encryption/);
  });

  for (const [id, who] of [
    ["enabledForDeployment", /Microsoft\.Compute/],
    ["enabledForTemplateDeployment", /Azure Resource Manager/],
  ] as const) {
    it(`have the module's note on ${id}: only for deployments with templates`, () => {
      const { need, module } = setting(id);
      assert.equal(need, "if-needed");
      assert.match(module.says ?? "", who);
      assert.match(module.says ?? "", /Only when VMs are deployed with Resource Manager templates/);
    });
  }

  it("tell that new vaults go by role assignments since the API version of 2026-02-01", () => {
    assert.match(setting("enableRbacAuthorization").current.says ?? "", /2026-02-01/);
  });

  it("tell that purge protection can't be switched off again", () => {
    assert.match(setting("enablePurgeProtection").current.says ?? "", /can't be switched off again/);
  });
});
