import { createHash } from "node:crypto";

import { newGuest, type GuestOperatingSystem } from "../../guest/guest";
import type { VolumeEncryption } from "../../guest/volumes";
import { diskIdOf, type GeneratedContext } from "./context";
import type { VolumeState } from "./disk-encryption-states";
import { ownDisks } from "./disks";
import type { GeneratedMachine } from "./machines";
import { MODEL_SECRET, secretUrlOf } from "./secrets";
import { virtualMachineIdOf } from "./virtual-machines";

const dayInMs = 24 * 60 * 60 * 1000;
/** What is under way takes so long that it is under way still, whatever a class or a bench does with the clock. */
const neverThroughInMs = 60 * dayInMs;

/** The operating system inside a generated VM, as it is when the fleet starts. */
export function guestOfMachine(context: GeneratedContext, machine: GeneratedMachine): GuestOperatingSystem {
  const { state, powerState, kind } = machine;
  const { startsAt } = context;
  const bootedAt = before(startsAt, 10);
  const guest = newGuest(virtualMachineIdOf(machine), context.recordOf(machine).guest, powerState, bootedAt);
  const disks = kind.disks === "unmanaged" ? [] : ownDisks(machine);
  for (const disk of disks) guest.disks.add(diskIdOf(machine, disk).toLowerCase());
  if (state === undefined) return guest;

  const isOff = powerState !== "running";
  for (const disk of disks) {
    const key = diskIdOf(machine, disk).toLowerCase();
    const encryption = encryptionOf(state.volumes[disk.role], startsAt);
    if (encryption === undefined) continue;
    guest.encryption.set(key, isOff ? { ...encryption, pausedAt: startsAt } : encryption);
    if (disk.stamp === "on") guest.locks.set(key, { kind: "key", sha256: sha256Of(key) });
  }
  const temporary = encryptionOf(state.volumes.temporary, startsAt);
  if (temporary !== undefined && !isOff) guest.encryption.set("temporary", temporary);
  if (state.extension !== "gone") {
    guest.diskEncryption =
      state.isDualPass === true
        ? { ...state.run, secretUrl: secretUrlOf(context, machine, MODEL_SECRET) }
        : state.run;
  }
  const { outcome } = state.run;
  if (outcome.kind === "failed") {
    guest.provisioningError = { code: "VMExtensionProvisioningError", message: outcome.message };
  }
  return guest;
}

function encryptionOf(state: VolumeState, startsAt: Date): VolumeEncryption | undefined {
  const done = {
    direction: "encrypting",
    percentAtStart: 100,
    startedAt: before(startsAt, 90),
    fullDurationInMs: 0,
  } as const;
  switch (state) {
    case "plain":
      return undefined;
    case "encrypted":
      return done;
    // Encrypted since the last start.
    case "restart-pending":
      return { ...done, startedAt: before(startsAt, 1) };
    case "encrypting":
    case "decrypting":
      return {
        direction: state,
        percentAtStart: state === "encrypting" ? 20 : 80,
        startedAt: before(startsAt, 1),
        fullDurationInMs: neverThroughInMs,
      };
  }
}

const before = (time: Date, days: number): Date => new Date(time.getTime() - days * dayInMs);

/** Of a key that nobody has: the volume does not open with another. */
const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");
