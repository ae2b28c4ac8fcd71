import assert from "node:assert/strict";

import type { EncryptionFacts } from "../../../../lib/disk-encryption/checks/facts";
import { planAddedDisk } from "../../../../lib/disk-encryption/jobs/encrypt-added-disk/plan";
import { RunbookError } from "../../../../lib/azure/errors";
import {
  aDataDisk,
  aDisk,
  aLinuxExtension,
  aLinuxGuest,
  aLinuxVirtualMachine,
  aLinuxVolume,
  anOsDisk,
  aStampedDisk,
  facts,
  type FactValues,
} from "../../../builders";

type Volume = ReturnType<typeof aLinuxVolume>;
const osVolume = (state: Volume["state"]): Volume => aLinuxVolume({ mountPoint: "/", state });
const dataVolume = (mountPoint: string, state: Volume["state"]): Volume =>
  aLinuxVolume({ mountPoint, role: "data", state });

/** A Linux VM with one encrypted data disk and one that was added; no key encryption key. */
const withAddedDisk = (values: FactValues = {}): EncryptionFacts =>
  facts({
    virtualMachine: aLinuxVirtualMachine({
      osDisk: anOsDisk(),
      dataDisks: [aDataDisk(), aDataDisk({ name: "added", lun: 1 })],
      extensions: [
        aLinuxExtension(
          { os: "NotEncrypted", data: "NotEncrypted" },
          { settings: { EncryptionOperation: "EnableEncryption", VolumeType: "Data" } },
        ),
      ],
    }),
    keyEncryptionKey: "none",
    disks: [aDisk(), aStampedDisk({ name: "datadisk" }), aDisk({ name: "added" })],
    guest: aLinuxGuest({
      volumes: [osVolume("decrypted"), dataVolume("/data", "encrypted"), dataVolume("/added", "decrypted")],
      fstab: [{ device: "UUID=uuid-of-sdc1", mountPoint: "/added", hasNofail: true }],
    }),
    ...values,
  });
const volumeTypeOf = (given: EncryptionFacts): unknown => {
  const action = planAddedDisk(given).steps.at(-1)?.action;
  return action?.kind === "put-extension" ? action.settings["VolumeType"] : undefined;
};
const refusalOf = (given: EncryptionFacts): RunbookError => {
  try {
    planAddedDisk(given);
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return error;
  }
  throw new Error("It made a plan.");
};

describe("The plan to encrypt an added disk", () => {
  it("asks for Data where data disks alone are encrypted", () => {
    assert.equal(volumeTypeOf(withAddedDisk()), "Data");
    assert.deepEqual(planAddedDisk(withAddedDisk()).blockers, []);
  });

  it("asks for All where the OS disk is encrypted too, and can't be undone on Linux", () => {
    const given = withAddedDisk({
      disks: [aStampedDisk(), aStampedDisk({ name: "datadisk" }), aDisk({ name: "added" })],
    });
    assert.equal(volumeTypeOf(given), "All");
    assert.equal(planAddedDisk(given).steps.at(-1)?.undo.kind, "impossible");
  });

  it("asks for All where the OS disk alone was encrypted: the volume type only grows to All", () => {
    const given = withAddedDisk({
      disks: [aStampedDisk(), aDisk({ name: "datadisk" }), aDisk({ name: "added" })],
      guest: aLinuxGuest({
        volumes: [osVolume("encrypted"), dataVolume("/data", "decrypted"), dataVolume("/added", "decrypted")],
      }),
    });
    assert.equal(volumeTypeOf(given), "All");
  });

  it("has nothing to do where every data disk is stamped", () => {
    const disks = [aDisk(), aStampedDisk({ name: "datadisk" }), aStampedDisk({ name: "added" })];
    assert.deepEqual(planAddedDisk(withAddedDisk({ disks })).steps, []);
  });

  it("is refused where the guest shows no plain volume for the disk, and says how to make one", () => {
    const guest = aLinuxGuest({ volumes: [osVolume("decrypted"), dataVolume("/data", "encrypted")] });
    const { code, hint } = refusalOf(withAddedDisk({ guest }));
    assert.equal(code, "PlanBlocked");
    assert.match(hint, /fstab/);
  });

  it("is refused where it would rotate the keys of the others", () => {
    const { keyEncryptionKey } = facts();
    const given = { ...withAddedDisk(), keyEncryptionKey };
    assert.match(refusalOf(given).message, /rotate their keys/);
  });
});
