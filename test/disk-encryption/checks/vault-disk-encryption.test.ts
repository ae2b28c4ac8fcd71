import assert from "node:assert/strict";

import { vaultDiskEncryption } from "../../../lib/disk-encryption/checks/vault-disk-encryption";
import { aKeyVault, aVirtualMachine, facts, notRead } from "../../builders";

describe("vault-disk-encryption", () => {
  for (const edition of ["module", "current"] as const) {
    for (const [enabledForDiskEncryption, expected] of [
      [true, "pass"],
      [false, "fail"],
    ] as const) {
      it(`comes to ${expected} in the ${edition} edition where the flag is ${enabledForDiskEncryption}`, () => {
        const keyVault = aKeyVault({ enabledForDiskEncryption });
        assert.equal(vaultDiskEncryption(facts({ keyVault }), edition).outcome, expected);
      });
    }

    it(`is unknown in the ${edition} edition where the vault can't be read`, () => {
      assert.equal(
        vaultDiskEncryption(facts({ keyVault: notRead("no rights") }), edition).outcome,
        "unknown",
      );
    });
  }

  it("does not ask for the flags of deployments, which a running VM does without", () => {
    const keyVault = aKeyVault({ enabledForDeployment: false, enabledForTemplateDeployment: false });
    assert.equal(vaultDiskEncryption(facts({ keyVault }), "module").outcome, "pass");
  });

  for (const [edition, expected] of [
    ["module", "fail"],
    ["current", "not-applicable"],
  ] as const) {
    it(`comes to ${expected} in the ${edition} edition without the flag where the VM has an encryption identity`, () => {
      const virtualMachine = aVirtualMachine({ encryptionIdentityId: "/subscriptions/s/identity" });
      const keyVault = aKeyVault({ enabledForDiskEncryption: false });
      assert.equal(vaultDiskEncryption(facts({ virtualMachine, keyVault }), edition).outcome, expected);
    });
  }
});
