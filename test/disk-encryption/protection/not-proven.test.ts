import assert from "node:assert/strict";

import { evaluateProtection } from "../../../lib/disk-encryption/protection/evaluate";
import { notProvenBecause, type NotProven } from "../../../lib/disk-encryption/protection/not-proven";
import {
  anExtension,
  anOsDisk,
  aSecret,
  aStampedDisk,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  notRead,
  views,
  type ViewValues,
} from "../../builders";

const encrypted: ViewValues = {
  virtualMachine: aVirtualMachine({
    osDisk: anOsDisk({ encryptionState: "EncryptionState/encrypted" }),
    extensions: [anExtension()],
  }),
  disks: [aStampedDisk()],
  secrets: [aSecret()],
  guest: aWindowsGuest({
    volumes: [aVolume({ state: "encrypted", percentEncrypted: 100, method: "XTS-AES 256" })],
  }),
};
const reasonOf = (values: ViewValues): NotProven | undefined =>
  notProvenBecause(evaluateProtection(views({ ...encrypted, ...values })));

describe("Why a VM is not proven encrypted", () => {
  it("is nothing where it is proven", () => {
    assert.equal(reasonOf({}), undefined);
  });

  for (const [what, values, because, nextStep] of [
    [
      "no disk has Azure Disk Encryption",
      { virtualMachine: aVirtualMachine(), disks: undefined, guest: aWindowsGuest() },
      /no disk of vm-web-01/,
      /Plan its encryption/,
    ],
    [
      "the guest was not asked",
      { guest: notRead("no probe was run") },
      /no probe was run/,
      /verify again with the probe/,
    ],
    [
      "the secret was not read",
      { secrets: [notRead("not authorized")] },
      /unlock it: not read: not authorized/,
      /Key Vault Reader/,
    ],
    [
      "the secret is disabled",
      { secrets: [aSecret({ state: "disabled" })] },
      /will not unlock osdisk: secret disabled/,
      /before the VM is stopped/,
    ],
    [
      "BitLocker is still at work",
      { guest: aWindowsGuest({ volumes: [aVolume({ state: "encrypting", percentEncrypted: 40 })] }) },
      /is in-progress/,
      /Watch it to its end/,
    ],
  ] as const) {
    it(`is said, with the next step, where ${what}`, () => {
      const reason = reasonOf(values as ViewValues);
      assert.match(reason?.because ?? "", because);
      assert.match(reason?.nextStep ?? "", nextStep);
    });
  }
});
