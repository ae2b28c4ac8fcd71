import assert from "node:assert/strict";

import type { DiskEncryptionSet } from "../../../../lib/azure/disk-encryption-set";
import { absent, missing } from "../../../../lib/azure/fact";
import type { NewVirtualMachineDeployment } from "../../../../lib/disk-encryption/checks/new-vm/facts";
import { newVmDiskEncryptionSet } from "../../../../lib/disk-encryption/checks/new-vm/new-vm-disk-encryption-set";
import { fact, VAULT_ID, type Overrides } from "../../../builders";
import { aSet } from "../../../customer-key-builders";
import { newVirtualMachineFacts } from "../../../new-vm-builders";

const OTHER_SUBSCRIPTION = "99999999-9999-9999-9999-999999999999";

const outcomes = (diskEncryptionSet: NewVirtualMachineDeployment["diskEncryptionSet"]): readonly string[] => {
  const facts = newVirtualMachineFacts({ diskEncryptionSet });
  return [newVmDiskEncryptionSet(facts, "module").outcome, newVmDiskEncryptionSet(facts, "current").outcome];
};
const withSet = (overrides: Overrides<DiskEncryptionSet>): readonly string[] =>
  outcomes(fact(aSet(overrides)));

describe("new-vm-disk-encryption-set", () => {
  it("asks nothing where none was asked for", () => {
    assert.deepEqual(outcomes("none"), ["not-applicable", "not-applicable"]);
  });

  it("passes for a set of the VM's region and subscription", () => {
    assert.deepEqual(withSet({}), ["pass", "pass"]);
    assert.deepEqual(withSet({ encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" }), [
      "pass",
      "pass",
    ]);
  });

  for (const [what, overrides] of [
    ["of another region", { location: "northeurope" }],
    ["of another subscription", { subscriptionId: OTHER_SUBSCRIPTION }],
    ["for confidential VMs", { encryptionType: "ConfidentialVmEncryptedWithCustomerKey" }],
  ] as const) {
    it(`fails for a set ${what}`, () => {
      assert.deepEqual(withSet(overrides), ["fail", "fail"]);
    });
  }

  it("fails in the module's edition alone for a vault of another subscription", () => {
    const sourceVaultId = VAULT_ID.replace(/^\/subscriptions\/[^/]+/, `/subscriptions/${OTHER_SUBSCRIPTION}`);
    assert.deepEqual(withSet({ sourceVaultId }), ["fail", "pass"]);
  });

  it("is unknown in the module's edition where the set does not name its vault", () => {
    assert.deepEqual(withSet({ sourceVaultId: undefined }), ["unknown", "pass"]);
  });

  it("fails for a set that is not there, and is unknown for one that can't be read", () => {
    assert.deepEqual(outcomes(absent("no such set")), ["fail", "fail"]);
    assert.deepEqual(outcomes(missing("no rights")), ["unknown", "unknown"]);
  });
});
