import assert from "node:assert/strict";

import { known, missing } from "../../../../lib/azure/fact";
import type { VirtualMachineSize } from "../../../../lib/azure/virtual-machine-size";
import type { EncryptionFacts } from "../../../../lib/disk-encryption/checks/facts";
import {
  evaluateOsDiskResize,
  evaluateSizeChange,
} from "../../../../lib/disk-encryption/jobs/resize-encrypted-vm/evaluate";
import {
  aDisk,
  aLinuxGuest,
  aLinuxVirtualMachine,
  aLinuxVolume,
  aSize,
  aStampedDisk,
  facts,
  notRead,
  type Overrides,
} from "../../../builders";

const linux = aLinuxVirtualMachine({ dataDisks: [] });
const plainGuest = aLinuxGuest({ volumes: [aLinuxVolume({ mountPoint: "/" })] });

describe("Resizing the OS disk of a VM", () => {
  for (const [what, given, expected] of [
    ["an encrypted Linux OS disk", facts({ virtualMachine: linux, disks: [aStampedDisk()] }), "fail"],
    [
      "a Linux OS volume that the guest alone shows encrypted",
      facts({
        virtualMachine: linux,
        guest: aLinuxGuest({ volumes: [aLinuxVolume({ mountPoint: "/", state: "encrypted" })] }),
      }),
      "fail",
    ],
    ["a plain Linux OS disk", facts({ virtualMachine: linux, disks: [aDisk()], guest: plainGuest }), "pass"],
    [
      "an encrypted Windows OS disk, of which no document speaks",
      facts({ disks: [aStampedDisk()] }),
      "unknown",
    ],
    ["a disk that was not read", facts({ disks: [notRead("no rights")] }), "unknown"],
  ] as const) {
    it(`comes to ${expected} for ${what}`, () => {
      assert.deepEqual(
        evaluateOsDiskResize(given).items.map(({ outcome }) => outcome),
        [expected],
      );
    });
  }
});

describe("Changing the size of an encrypted VM", () => {
  const given: EncryptionFacts = facts({
    virtualMachine: linux,
    volumeType: "All",
    disks: [aStampedDisk()],
    size: aSize({ temporaryDiskInMB: 0 }),
  });
  const outcomes = (overrides: Overrides<VirtualMachineSize>): string =>
    evaluateSizeChange(given, known(aSize(overrides), "a test"))
      .items.map(({ outcome }) => outcome)
      .join(" ");

  for (const [what, size, expected] of [
    ["a size of the same kind", {}, "pass pass pass"],
    ["a size with less memory than the encryption took", { memoryInGB: 4 }, "pass pass pass"],
    ["a size with less than 2 GB", { memoryInGB: 1 }, "pass fail pass"],
    ["a size of version 6", { family: "standardDSv6Family" }, "fail pass pass"],
    ["a size with a temporary disk", { temporaryDiskInMB: 1024 }, "pass pass fail"],
  ] as const) {
    it(`comes to ${expected} for ${what}`, () => {
      assert.equal(outcomes(size), expected);
    });
  }

  it("is not known for a size that was not read", () => {
    const { verified, items } = evaluateSizeChange(given, missing("the region does not offer it"));
    assert.equal(verified, false);
    assert.ok(items.every(({ outcome }) => outcome === "unknown"));
  });
});
