import assert from "node:assert/strict";

import type { KeyEncryptionKey } from "../../../lib/azure/key-vault";
import type { Verdict } from "../../../lib/disk-encryption/checks/finding";
import { keyEncryptionKey } from "../../../lib/disk-encryption/checks/key-encryption-key";
import {
  aKey,
  aKeyVault,
  aLinuxVirtualMachine,
  aVirtualMachine,
  aWindowsGuest,
  facts,
  notRead,
  OBSERVED_AT,
  VAULT_ID,
} from "../../builders";

const current = (key: KeyEncryptionKey): Verdict["outcome"] =>
  keyEncryptionKey(facts({ keyEncryptionKey: key }), "current").outcome;
const before = new Date(OBSERVED_AT.getTime() - 1000);
const after = new Date(OBSERVED_AT.getTime() + 1000);

describe("key-encryption-key", () => {
  for (const edition of ["module", "current"] as const) {
    it(`is optional in the ${edition} edition`, () => {
      assert.equal(keyEncryptionKey(facts({ keyEncryptionKey: "none" }), edition).outcome, "not-applicable");
    });
  }

  it("has no rule in the module edition", () => {
    assert.equal(
      keyEncryptionKey(facts({ keyEncryptionKey: aKey({ enabled: false }) }), "module").outcome,
      "not-applicable",
    );
  });

  for (const [what, key, expected] of [
    ["RSA", aKey(), "pass"],
    ["RSA in an HSM", aKey({ keyType: "RSA-HSM" }), "pass"],
    ["an elliptic curve", aKey({ keyType: "EC", keySizeInBits: undefined }), "fail"],
    ["named without its version", aKey({ version: undefined }), "fail"],
    ["disabled", aKey({ enabled: false }), "fail"],
    ["expired the moment it is read", aKey({ expiresOn: OBSERVED_AT }), "fail"],
    ["expired before it is read", aKey({ expiresOn: before }), "fail"],
    ["still good after it is read", aKey({ expiresOn: after }), "pass"],
    ["not valid yet", aKey({ notBefore: after }), "fail"],
    ["valid since before", aKey({ notBefore: before }), "pass"],
    ["not allowed to wrap", aKey({ keyOperations: ["unwrapKey"] }), "fail"],
    ["not allowed to unwrap", aKey({ keyOperations: ["wrapKey"] }), "fail"],
    ["of 1024 bits", aKey({ keySizeInBits: 1024 }), "fail"],
    ["of unknown size", aKey({ keySizeInBits: undefined }), "unknown"],
    ["in another vault than the secrets", aKey({ vaultName: "kv-other" }), "unknown"],
  ] as const) {
    it(`comes to ${expected} for a key that is ${what}`, () => {
      assert.equal(current(key), expected);
    });
  }

  const elsewhere = { name: "kv-other", id: VAULT_ID.replace(/[^/]+$/, "kv-other") };
  for (const [what, vault, expected] of [
    ["that meets what is asked of the secrets' vault", aKeyVault(elsewhere), "pass"],
    ["in another region", aKeyVault({ ...elsewhere, location: "northeurope" }), "fail"],
    [
      "in another subscription",
      aKeyVault({ ...elsewhere, subscriptionId: "33333333-3333-3333-3333-333333333333" }),
      "fail",
    ],
    ["without the flag", aKeyVault({ ...elsewhere, enabledForDiskEncryption: false }), "fail"],
    [
      "that keeps trusted services out",
      aKeyVault({ ...elsewhere, networkAcls: { defaultAction: "Deny", bypass: "None" } }),
      "fail",
    ],
    ["that could not be read", notRead("no rights"), "unknown"],
  ] as const) {
    it(`comes to ${expected} for a key in a vault of its own ${what}`, () => {
      const given = facts({
        keyEncryptionKey: aKey({ vaultName: "kv-other" }),
        keyEncryptionKeyVault: vault,
      });
      assert.equal(keyEncryptionKey(given, "current").outcome, expected);
    });
  }

  it("says everything that is wrong with a key", () => {
    const keyEncryption = aKey({ enabled: false, version: undefined });
    const verdict = keyEncryptionKey(facts({ keyEncryptionKey: keyEncryption }), "current");
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /without its version and is disabled/);
  });

  it("is unknown where the key can't be read", () => {
    assert.equal(
      keyEncryptionKey(facts({ keyEncryptionKey: notRead("no rights") }), "current").outcome,
      "unknown",
    );
  });

  const server2022 = {
    osName: "Windows Server 2022 Datacenter",
    imageReference: {
      publisher: "MicrosoftWindowsServer",
      offer: "WindowsServer",
      sku: "2022-datacenter",
      version: "latest",
    },
  };
  for (const [what, virtualMachine, guest, keySizeInBits, expected] of [
    ["Windows build 17763", aVirtualMachine(), aWindowsGuest({ osBuild: 17763 }), 2048, "pass"],
    ["Windows build 20348", aVirtualMachine(), aWindowsGuest({ osBuild: 20348 }), 2048, "fail"],
    ["Windows build 20348", aVirtualMachine(), aWindowsGuest({ osBuild: 20348 }), 3072, "pass"],
    ["Windows Server 2022 without a probe", aVirtualMachine(server2022), notRead("no probe"), 2048, "fail"],
    ["Windows Server 2022 without a probe", aVirtualMachine(server2022), notRead("no probe"), 4096, "pass"],
    [
      "a Windows of unknown version",
      aVirtualMachine({ osName: undefined, imageReference: undefined }),
      notRead("no probe"),
      2048,
      "unknown",
    ],
    ["Linux", aLinuxVirtualMachine(), notRead("no probe"), 2048, "pass"],
  ] as const) {
    it(`of ${keySizeInBits} bits comes to ${expected} for ${what}`, () => {
      const known = facts({ virtualMachine, guest, keyEncryptionKey: aKey({ keySizeInBits }) });
      assert.equal(keyEncryptionKey(known, "current").outcome, expected);
    });
  }
});
