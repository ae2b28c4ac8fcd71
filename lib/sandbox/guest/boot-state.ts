import type { GuestOperatingSystem } from "./guest";
import { paused, resumed } from "./volumes";
import { createHash } from "node:crypto";
import type { VolumeLock } from "./disk-content";

/** The VM comes on. An operating system that comes up with it goes on with encryption where it stopped. */
export function boot(guest: GuestOperatingSystem, now: Date): void {
  guest.powerState = "running";
  if (guest.bootState.kind !== "up") return;
  guest.bootedAt = now;
  for (const [key, encryption] of guest.encryption) guest.encryption.set(key, resumed(encryption, now));
}

/** The guest goes down: encryption waits. */
export function shutDown(
  guest: GuestOperatingSystem,
  powerState: "stopped" | "deallocated",
  now: Date,
): void {
  guest.powerState = powerState;
  for (const [key, encryption] of guest.encryption) guest.encryption.set(key, paused(encryption, now));
}

/** How far an operating system came when its VM was started. */
export type BootState =
  | { readonly kind: "up" }
  /** It waits for a key that nobody will type: the VM runs, and its agent never reports. */
  | { readonly kind: "waits-for-key"; readonly screen: string };

/** A key that the host hands over at the start, as a file on a small volume of its own. */
export interface DeliveredKey {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/**
 * Whether an operating system comes up from its volume.
 *
 * @param lock - what opens the OS volume; undefined: it is plain.
 * @see "Troubleshoot BitLocker boot errors" and Azure/azure-linux-extensions#673: what the boot screen says without the key.
 */
export function bootStateOf(
  osType: "Windows" | "Linux",
  lock: VolumeLock | undefined,
  keys: readonly DeliveredKey[],
): BootState {
  if (lock === undefined) return { kind: "up" };
  const isNamedRightly = ({ fileName }: DeliveredKey): boolean =>
    osType === "Windows" ? /\.bek$/i.test(fileName) : fileName === "LinuxPassPhraseFileName";
  if (keys.some((key) => isNamedRightly(key) && opens(lock, key))) return { kind: "up" };
  const screen =
    osType === "Windows"
      ? "Plug in the USB driver that has the BitLocker key"
      : "FAILED to find suitable passphrase file";
  return { kind: "waits-for-key", screen };
}

/** The SHA-256 of a key: enough to tell whether it is the same. */
export function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function opens(lock: VolumeLock, { bytes }: DeliveredKey): boolean {
  switch (lock.kind) {
    case "key":
      return sha256Of(bytes) === lock.sha256;
    case "external-key":
      return lock.protectors.some((protector) => bytes.includes(guidBytes(protector)));
    case "passphrase":
      return bytes.length > 0;
  }
}

/** A GUID as Windows writes it into files: the first three groups have their bytes reversed. */
function guidBytes(guid: string): Buffer {
  const groups = guid.replaceAll(/[{}]/g, "").split("-");
  return Buffer.concat(
    groups.map((group, index) => {
      const bytes = Buffer.from(group, "hex");
      return index < 3 ? bytes.reverse() : bytes;
    }),
  );
}
