import { bootStateOf, type DeliveredKey, boot } from "../guest/boot-state";
import type { GuestOperatingSystem } from "../guest/guest";
import { attachedDisks } from "../guest/hardware";
import { progressOf } from "../guest/volumes";
import * as platformKeyVault from "../keyvault/platform-key-vault";
import { wrapAlgorithm } from "../rules/key-vault";
import type { StampedKey } from "../rules/start";
import type { Resource, World } from "../state";
import { settingsOf } from "./start-refusals";

/**
 * Boots a VM that the host starts: it hands over the keys of the stamped disks, and the operating system comes up, or waits for a key.
 *
 * The VM runs in either case. What the host can't fetch from the vault keeps the VM from starting at all: {@link startRefusal}.
 */
export function bootVirtualMachine(
  world: World,
  virtualMachine: Resource,
  guest: GuestOperatingSystem,
): void {
  const now = world.clock.now();
  const disks = attachedDisks(world, virtualMachine);
  const osVolume = disks[0]?.managedDiskId?.toLowerCase() ?? "";
  const isPlain = progressOf(guest.encryption.get(osVolume), now).state === "decrypted";
  const lock = isPlain ? undefined : guest.locks.get(osVolume);
  const keys = lock === undefined ? [] : disks.flatMap(settingsOf).flatMap((key) => delivered(world, key));
  guest.bootState = bootStateOf(guest.osType, lock, keys);
  boot(guest, now);
}

/** What the host writes onto the small volume: the secret's value, decoded, and unwrapped where it is wrapped. */
function delivered(world: World, { secretUrl, keyUrl }: StampedKey): readonly DeliveredKey[] {
  const secret = platformKeyVault.findSecret(world, secretUrl)?.secret;
  if (secret === undefined) return [];
  const { tags, value } = secret;
  const algorithm = wrapAlgorithm(tags["DiskEncryptionKeyEncryptionAlgorithm"]);
  const bytes =
    keyUrl === undefined
      ? Buffer.from(value, "base64")
      : platformKeyVault.unwrap(world, keyUrl, algorithm, Buffer.from(value, "base64url"));
  return [{ fileName: tags["DiskEncryptionKeyFileName"] ?? "", bytes }];
}
