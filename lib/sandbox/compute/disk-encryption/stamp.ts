import { isStamped } from "../../rules/server-side-encryption/disks";
import { sameResourceId } from "@runbooks/azure";
import { sha256Of } from "../../guest/boot-state";
import { volumesOfRun } from "../../guest/encrypt";
import { volumesOf, type Volume } from "../../guest/volumes";
import type { EncryptionOperation, VolumeType } from "../../guest/handler-status";
import type { GuestOperatingSystem } from "../../guest/guest";
import { listAt, textAt, type Json } from "../../json";
import * as platformKeyVault from "../../keyvault/platform-key-vault";
import { wrapAlgorithm } from "../../rules/key-vault";
import { updateProperties, type Resource, type World } from "../../state";
import { newKey, storeKey, type KeySafe } from "./key-secret";

/** The single-pass release stamps version 1.1; the one with an Entra application 1.0 (typings of @azure/arm-compute). */
const encryptionSettingsVersion = "1.1";

/**
 * Stamps the disks of a run before a byte is encrypted: each volume's key goes into the vault, its address onto the disk.
 *
 * A disk that carries the same vault, key encryption key and algorithm already stays as it is: a new SequenceVersion alone does not rotate
 * keys. With another of them it gets a new key, and a stamp that names it (Azure/azure-linux-extensions, VMEncryption; on Windows assumed).
 * The former secret stays in its vault.
 *
 * @returns whether a disk that was stamped before was stamped anew.
 */
export function stampDisks(
  safe: KeySafe,
  run: { readonly operation: EncryptionOperation; readonly volumeType: VolumeType },
): boolean {
  const { world, guest, virtualMachine } = safe;
  const volumes = volumesOf(world, guest, virtualMachine);
  let stampedAnew = false;
  const passphrase = newKey(safe);
  for (const volume of volumesOfRun(volumes, guest.osType, run.operation, run.volumeType)) {
    const disk = volume.disk?.resource;
    // A volume that was decrypted inside the VM has no protector left for the key in the vault: it gets a new one (sandbox).
    const isUnlocked = guest.encryption.get(volume.key)?.toldInGuest === true;
    if (disk === undefined || (isStampedAlike(safe, disk) && !isUnlocked)) continue;
    stampedAnew ||= isStamped(disk);
    const key = guest.osType === "Linux" ? passphrase : newKey(safe);
    const entry = storeKey(safe, volume, key);
    guest.locks.set(volume.key, { kind: "key", sha256: sha256Of(key) });
    setStamp(world, disk, { enabled: true, encryptionSettings: [entry], encryptionSettingsVersion });
  }
  return stampedAnew;
}

/** Clears the stamp: `enabled` becomes false at once, while the guest still decrypts. A disk never stamped stays without one. */
export function clearStamps(
  world: World,
  guest: GuestOperatingSystem,
  virtualMachine: Resource,
  volumeType: VolumeType,
): void {
  const volumes: readonly Volume[] = volumesOfRun(
    volumesOf(world, guest, virtualMachine),
    guest.osType,
    "DisableEncryption",
    volumeType,
  );
  for (const { disk } of volumes) {
    if (disk?.resource === undefined || !isStamped(disk.resource)) continue;
    setStamp(world, disk.resource, { enabled: false, encryptionSettingsVersion });
  }
}

function isStampedAlike({ world, settings }: KeySafe, disk: Resource): boolean {
  if (!isStamped(disk)) return false;
  const [entry] = listAt(disk.properties, "encryptionSettingsCollection", "encryptionSettings");
  const vaultId = textAt(entry, "diskEncryptionKey", "sourceVault", "id") ?? "";
  const kekUrl = textAt(entry, "keyEncryptionKey", "keyUrl");
  const secret = platformKeyVault.findSecret(world, textAt(entry, "diskEncryptionKey", "secretUrl") ?? "");
  // Undefined: nothing wraps the secret, or it is gone, and nobody can tell.
  const algorithm =
    kekUrl === undefined ? undefined : secret?.secret?.tags["DiskEncryptionKeyEncryptionAlgorithm"];
  return (
    sameResourceId(vaultId, settings.KeyVaultResourceId ?? "") &&
    kekUrl?.toLowerCase() === settings.KeyEncryptionKeyURL?.toLowerCase() &&
    (algorithm === undefined || algorithm === wrapAlgorithm(settings.KeyEncryptionAlgorithm))
  );
}

function setStamp(world: World, disk: Resource, stamp: Json): void {
  updateProperties(world.resources, disk.id, (properties) => ({
    ...properties,
    encryptionSettingsCollection: stamp,
  }));
}
