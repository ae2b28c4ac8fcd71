import assert from "node:assert/strict";

import type { EncryptionFacts } from "../../../../lib/disk-encryption/checks/facts";
import { planRemoveExtension } from "../../../../lib/disk-encryption/jobs/remove-extension/plan";
import {
  aDisk,
  anExtension,
  aStampedDisk,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  facts,
  notRead,
  VM_ID,
  type FactValues,
} from "../../../builders";

const encrypted = (values: FactValues = {}): EncryptionFacts =>
  facts({
    virtualMachine: aVirtualMachine({ extensions: [anExtension()] }),
    disks: [aStampedDisk()],
    guest: aWindowsGuest({ volumes: [aVolume({ state: "encrypted" })] }),
    ...values,
  });
const decrypted = (values: FactValues = {}): EncryptionFacts =>
  encrypted({ disks: [aDisk()], guest: aWindowsGuest(), ...values });

describe("The plan to remove the extension", () => {
  it("is one request, word for word", () => {
    assert.deepEqual(
      planRemoveExtension(decrypted()).steps.map(({ request }) => request),
      [{ method: "DELETE", path: `${VM_ID}/extensions/AzureDiskEncryption` }],
    );
  });

  it("has nothing to do without an extension", () => {
    assert.deepEqual(planRemoveExtension(encrypted({ virtualMachine: aVirtualMachine() })).steps, []);
  });

  for (const [what, given] of [
    ["a disk carries the stamp", encrypted()],
    ["the guest shows an encrypted volume without a stamp", encrypted({ disks: [aDisk()] })],
    ["the guest was not read", decrypted({ guest: notRead("no probe") })],
  ] as const) {
    it(`is refused where ${what}, unless that is said`, () => {
      assert.throws(() => planRemoveExtension(given), { code: "PlanBlocked" });
      assert.equal(planRemoveExtension(given, { whileEncrypted: true }).steps.length, 1);
    });
  }

  for (const [what, given] of [
    [
      "a volume is being decrypted",
      decrypted({ guest: aWindowsGuest({ volumes: [aVolume({ state: "decrypting" })] }) }),
    ],
    [
      "the extension works",
      decrypted({
        virtualMachine: aVirtualMachine({
          extensions: [anExtension({ statusCode: "ProvisioningState/transitioning" })],
        }),
      }),
    ],
    ["a disk was not read", decrypted({ disks: [notRead("no rights")] })],
  ] as const) {
    it(`is refused where ${what}, whatever is said`, () => {
      assert.throws(() => planRemoveExtension(given, { whileEncrypted: true }), { code: "PlanBlocked" });
    });
  }

  it("says that the disks stay encrypted, that the documents disagree, and what the tools show then", () => {
    const warnings = planRemoveExtension(encrypted(), { whileEncrypted: true }).warnings.join("\n");
    for (const words of [/stay encrypted/, /documents disagree/, /az vm encryption show/])
      assert.match(warnings, words);
    assert.doesNotMatch(planRemoveExtension(decrypted()).warnings.join(), /stay encrypted/);
  });
});
