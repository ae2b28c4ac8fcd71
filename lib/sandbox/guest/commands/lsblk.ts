import { isRestartPending } from "../handler-status";
import type { Volume } from "../volumes";
import type { CommandContext, CommandOutput } from "./command";

interface BlockDevice {
  readonly name: string;
  readonly type: "disk" | "part" | "crypt";
  readonly fstype: string | null;
  readonly mountpoint: string | null;
  readonly children?: readonly BlockDevice[];
}

/**
 * `lsblk -J -o NAME,TYPE,FSTYPE,MOUNTPOINT`: an encrypted volume is a `crypt` child of its partition.
 *
 * A data volume that is being encrypted in place is not mounted; the OS volume is mounted plain until the VM was restarted.
 */
export function listBlockDevices({ guest, volumes }: CommandContext): CommandOutput {
  const restartPending = isRestartPending(guest, volumes);
  const blockdevices = volumes.map((volume, index) =>
    blockDevice(volume, `sd${String.fromCharCode("a".charCodeAt(0) + index)}`, restartPending),
  );
  return { stdout: JSON.stringify({ blockdevices }, undefined, 3) };
}

function blockDevice(volume: Volume, name: string, restartPending: boolean): BlockDevice {
  return {
    name,
    type: "disk",
    fstype: null,
    mountpoint: null,
    children: [partition(volume, `${name}1`, restartPending)],
  };
}

function partition(volume: Volume, name: string, restartPending: boolean): BlockDevice {
  const { role, fileSystem, mountPoint, state } = volume;
  if (state === "encrypted" && !(role === "os" && restartPending)) {
    const crypt: BlockDevice = {
      name: cryptName(volume),
      type: "crypt",
      fstype: fileSystem,
      mountpoint: mountPoint,
    };
    return { name, type: "part", fstype: "crypto_LUKS", mountpoint: null, children: [crypt] };
  }
  const isMounted = role === "os" || state === "decrypted";
  return { name, type: "part", fstype: fileSystem, mountpoint: isMounted ? mountPoint : null };
}

/** The name of the device behind which a decrypted view of the volume appears: `osencrypt` for the OS volume. */
export function cryptName({ role, key }: Volume): string {
  if (role === "os") return "osencrypt";
  return role === "temporary" ? "resourceencrypt" : `dataencrypt-${key.split("/").pop() ?? key}`;
}
