import { bootStateOf, type DeliveredKey, boot } from "../guest/boot-state";
import type { GuestOperatingSystem } from "../guest/guest";
import { attachedDisks, type AttachedDisk } from "../guest/hardware";
import { progressOf } from "../guest/volumes";
import * as platformKeyVault from "../keyvault/platform-key-vault";
import { wrapAlgorithm } from "../rules/key-vault";
import { type StampedKey, startRules, type StartRefusal } from "../rules/start";
import type { Resource, World } from "../state";
import { defined, sameResourceId } from "@runbooks/azure";
import { isJsonObject, listAt, textAt, type JsonObject } from "../json";
import { newKeyRefusal } from "../rules/server-side-encryption/keys";
import { activeKeyUrlOf, findSet, setIdOf } from "../rules/server-side-encryption/disk-encryption-set";
import { lossOf } from "./set-rotation";
import { isStamped } from "../rules/server-side-encryption/disks";

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

/** Why a VM does not boot: Storage can't read its disks, or the host can't hand the guest its keys. Undefined: it boots. */
export function startRefusal(world: World, virtualMachine: Resource): StartRefusal | undefined {
  const disks = attachedDisks(world, virtualMachine);
  const refusal = storageRefusal(world, virtualMachine);
  if (refusal !== undefined) return refusal;
  for (const settings of disks.flatMap(settingsOf)) {
    for (const rule of startRules) {
      const refusal = rule(world, settings);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

/**
 * Why Storage can't read a VM's disks, or write those that were made just now: a set of theirs does not reach its key.
 *
 * @param except - ids of disks that are not looked at, such as those that a running VM has had before.
 */
export function storageRefusal(
  world: World,
  virtualMachine: Resource,
  { except = [] }: { readonly except?: readonly string[] } = {},
): StartRefusal | undefined {
  const disks = attachedDisks(world, virtualMachine).filter(
    ({ managedDiskId = "" }) => !except.some((id) => sameResourceId(id, managedDiskId)),
  );
  for (const set of new Set(disks.flatMap((disk) => setOf(world, disk)))) {
    const refusal = lossOf(world, set) ?? newKeyRefusal(world, set, activeKeyUrlOf(set));
    if (refusal !== undefined) return { code: refusal.code, message: refusal.message };
  }
  return undefined;
}

function setOf(world: World, { resource }: AttachedDisk): readonly Resource[] {
  const set = resource === undefined ? undefined : findSet(world, setIdOf(resource));
  return set === undefined ? [] : [set];
}

/** Where the stamp of a disk says that its keys are; nothing of a disk without one. */
export function settingsOf({ resource }: AttachedDisk): readonly StampedKey[] {
  if (resource === undefined || !isStamped(resource)) return [];
  const entries: readonly JsonObject[] = listAt(
    resource.properties,
    "encryptionSettingsCollection",
    "encryptionSettings",
  ).filter(isJsonObject);
  return entries.map((entry) => {
    const keyUrl = textAt(entry, "keyEncryptionKey", "keyUrl");
    const keyVaultId = textAt(entry, "keyEncryptionKey", "sourceVault", "id");
    return {
      secretUrl: textAt(entry, "diskEncryptionKey", "secretUrl") ?? "",
      vaultId: textAt(entry, "diskEncryptionKey", "sourceVault", "id") ?? "",
      ...defined({ keyUrl, keyVaultId }),
    };
  });
}
