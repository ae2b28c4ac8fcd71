import assert from "node:assert/strict";

import { missing } from "../../../../lib/azure/fact";
import type { NewVirtualMachineDeployment } from "../../../../lib/disk-encryption/checks/new-vm/facts";
import { newVmEncryptionAtHost } from "../../../../lib/disk-encryption/checks/new-vm/new-vm-encryption-at-host";
import { aSize, fact, SUBSCRIPTION_ID } from "../../../builders";
import { newVirtualMachineFacts } from "../../../new-vm-builders";

const feature = (state: string): NewVirtualMachineDeployment["encryptionAtHostFeature"] =>
  fact({ subscriptionId: SUBSCRIPTION_ID, name: "Microsoft.Compute/EncryptionAtHost", state });
const outcome = (overrides: Partial<NewVirtualMachineDeployment>): string =>
  newVmEncryptionAtHost(newVirtualMachineFacts(overrides), "current").outcome;

describe("new-vm-encryption-at-host", () => {
  it("asks nothing where it was not asked for", () => {
    assert.equal(outcome({}), "not-applicable");
  });

  it("passes where the feature is registered and the size supports it", () => {
    assert.equal(outcome({ encryptionAtHostFeature: feature("Registered") }), "pass");
  });

  for (const state of ["NotRegistered", "Pending", "Registering"]) {
    it(`fails while the feature is ${state}`, () => {
      assert.equal(outcome({ encryptionAtHostFeature: feature(state) }), "fail");
    });
  }

  it("fails for a size that does not support it", () => {
    const size = fact(aSize({ encryptionAtHostSupported: false }));
    assert.equal(outcome({ encryptionAtHostFeature: feature("Registered"), size }), "fail");
  });

  it("is unknown where the feature can't be read", () => {
    assert.equal(outcome({ encryptionAtHostFeature: missing("no rights") }), "unknown");
  });
});
