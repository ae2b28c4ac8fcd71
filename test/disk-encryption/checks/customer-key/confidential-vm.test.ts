import assert from "node:assert/strict";

import { confidentialVm } from "../../../../lib/disk-encryption/checks/customer-key/confidential-vm";
import { aDisk, aVirtualMachine, notRead } from "../../../builders";
import { aDiskTarget, customerKeyFacts } from "../../../customer-key-builders";

describe("confidential-vm, under a customer's key", () => {
  it("is not a matter of the module", () => {
    assert.equal(confidentialVm(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [securityType, expected] of [
    [undefined, "pass"],
    ["TrustedLaunch", "pass"],
    ["ConfidentialVM_DiskEncryptedWithPlatformKey", "fail"],
    ["ConfidentialVM_DiskEncryptedWithCustomerKey", "fail"],
    ["ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey", "unknown"],
  ] as const) {
    it(`comes to ${expected} for a disk of security type ${securityType ?? "(none)"}`, () => {
      const targets = [aDiskTarget(aDisk({ securityType }))];
      assert.equal(confidentialVm(customerKeyFacts({ targets }), "current").outcome, expected);
    });
  }

  it("is unknown for any disk of a confidential VM, of which no document tells", () => {
    const virtualMachine = aVirtualMachine({ securityType: "ConfidentialVM" });
    assert.equal(confidentialVm(customerKeyFacts({ virtualMachine }), "current").outcome, "unknown");
  });

  it("is unknown where a disk can't be read", () => {
    const targets = [aDiskTarget(notRead("no rights"))];
    assert.equal(confidentialVm(customerKeyFacts({ targets }), "current").outcome, "unknown");
  });
});
