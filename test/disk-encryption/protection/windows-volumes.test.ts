import assert from "node:assert/strict";

import { known } from "../../../lib/azure/fact";
import type { WindowsVolume } from "../../../lib/disk-encryption/nouns/guest";
import { evaluateProtection } from "../../../lib/disk-encryption/protection/evaluate";
import type { VirtualMachineProtection } from "../../../lib/disk-encryption/protection/protection";
import {
  aDataDisk,
  anExtension,
  anOsDisk,
  aSecret,
  aStampedDisk,
  aVirtualMachine,
  aWindowsGuest,
  aWindowsVolume,
  views,
  type Overrides,
} from "../../builders";

const osVolume = (overrides: Overrides<WindowsVolume> = {}): WindowsVolume =>
  aWindowsVolume({ state: "encrypted", percentEncrypted: 100, method: "XTS-AES 256", ...overrides });
const volume = (mountPoint: string, role: WindowsVolume["role"]): WindowsVolume =>
  aWindowsVolume({ mountPoint, role, state: "encrypted", percentEncrypted: 100 });

/** A VM with one stamped OS disk, and as many stamped data disks. */
function protectionOf(
  volumes: readonly WindowsVolume[],
  dataDisks: readonly string[] = [],
  hasTemporaryDisk = false,
): VirtualMachineProtection {
  return evaluateProtection(
    views({
      virtualMachine: aVirtualMachine({
        osDisk: anOsDisk({ encryptionState: "EncryptionState/encrypted" }),
        dataDisks: dataDisks.map((name, lun) => aDataDisk({ name, lun })),
        extensions: [anExtension()],
      }),
      disks: [aStampedDisk(), ...dataDisks.map((name) => aStampedDisk({ name }))],
      secrets: [aSecret()],
      guest: aWindowsGuest({ volumes }),
      hasTemporaryDisk: known(hasTemporaryDisk, "a test"),
    }),
  );
}

describe("Windows' own word on its volumes", () => {
  it("tells the key protectors of a volume, External Key for Azure Disk Encryption's", () => {
    const { proven, disks } = protectionOf([
      osVolume({ keyProtectors: ["External Key", "Numerical Password"] }),
    ]);
    assert.equal(disks[0]?.views.guest.says, "C: encrypted (XTS-AES 256, External Key, Numerical Password)");
    assert.equal(proven, true);
  });

  it("tells the temporary disk's state in a row of its own", () => {
    const { disks } = protectionOf([osVolume(), volume("D:", "temporary")], [], true);
    const temporary = disks.find(({ role }) => role === "temporary");
    assert.equal(temporary?.azureDiskEncryption.state, "encrypted");
    assert.equal(temporary.views.guest.says, "D: encrypted (External Key)");
  });

  it("proves nothing where somebody suspended BitLocker's protection", () => {
    const { proven, disks } = protectionOf([osVolume({ protection: "off" })]);
    assert.equal(proven, false);
    assert.match(disks[0]?.contradictions.join() ?? "", /protection of C: is off/);
  });

  it("proves nothing where the External Key protector is gone", () => {
    const { proven, disks } = protectionOf([osVolume({ keyProtectors: ["TPM"] })]);
    assert.equal(proven, false);
    assert.match(disks[0]?.contradictions.join() ?? "", /C: has no External Key protector/);
  });

  it("finds no fault with a volume that is still being encrypted, whose protection comes last", () => {
    const { disks } = protectionOf([
      osVolume({ state: "encrypting", percentEncrypted: 40, protection: "off" }),
    ]);
    assert.deepEqual(disks[0]?.contradictions, []);
  });

  it("proves nothing of a data disk where its volume may be the temporary disk's, relabelled", () => {
    const volumes = [osVolume(), volume("D:", "data")];
    assert.equal(protectionOf(volumes, ["data1"], false).proven, true);
    const { proven, disks } = protectionOf(volumes, ["data1"], true);
    assert.equal(proven, false);
    assert.match(
      disks[1]?.contradictions.join() ?? "",
      /lie on 1 disk, one of which may be the temporary disk;/,
    );
    assert.equal(protectionOf([...volumes, volume("F:", "data")], ["data1"], true).proven, true);
  });
});
