import { defined } from "@runbooks/azure";
import { keyLengthInBytes } from "../../guest/encrypt";
import type { GuestOperatingSystem } from "../../guest/guest";
import type { Volume } from "../../guest/volumes";
import type { JsonObject } from "../../json";
import * as platformKeyVault from "../../keyvault/platform-key-vault";
import { wrapAlgorithm } from "../../rules/key-vault";
import type { DiskEncryptionSettings } from "../../rules/rule";
import type { Resource, World } from "../../state";

/** Where the host keeps the keys of one run. */
export interface KeySafe {
  readonly world: World;
  readonly vault: Resource;
  readonly settings: DiskEncryptionSettings;
  readonly virtualMachine: Resource;
  readonly guest: GuestOperatingSystem;
}

/** The key that a guest hands over: Linux one passphrase for all volumes, in base64 as text; Windows a key file for each volume. */
export function newKey({ world, guest }: Pick<KeySafe, "world" | "guest">): Buffer {
  return guest.osType === "Linux"
    ? Buffer.from(world.identifiers.bytes(127).toString("base64"), "ascii")
    : world.identifiers.bytes(keyLengthInBytes(guest.specification));
}

/**
 * Puts a volume's key into the vault, wrapped where there is a key encryption key, and answers what is stamped on the volume's disk.
 *
 * Value, content type and tags: "Azure Disk Encryption sample scripts", "Troubleshoot BitLocker boot errors", and the Linux extension.
 */
export function storeKey(safe: KeySafe, volume: Volume, key: Buffer): JsonObject {
  const { world, vault, settings, virtualMachine, guest } = safe;
  const kekUrl = settings.KeyEncryptionKeyURL;
  const algorithm = wrapAlgorithm(settings.KeyEncryptionAlgorithm);
  // Recorded: in upper case from Windows, in lower case from Linux.
  const guid = world.identifiers.guid();
  const name = guest.osType === "Windows" ? guid.toUpperCase() : guid;

  const secretUrl = platformKeyVault.writeSecret(world, vault, {
    name,
    value:
      kekUrl === undefined
        ? key.toString("base64")
        : platformKeyVault.wrap(world, kekUrl, algorithm, key).toString("base64url"),
    contentType: kekUrl === undefined ? "BEK" : "Wrapped BEK",
    tags: {
      DiskEncryptionKeyFileName: fileName(name, volume),
      DiskEncryptionKeyEncryptionAlgorithm: algorithm,
      ...defined({ DiskEncryptionKeyEncryptionKeyURL: kekUrl }),
      ...(guest.osType === "Windows"
        ? { VolumeLetter: `${volume.mountPoint}\\`, VolumeLabel: volume.role === "os" ? "Windows" : "" }
        : {}),
      MachineName: virtualMachine.name,
    },
  });
  return {
    diskEncryptionKey: { sourceVault: { id: settings.KeyVaultResourceId }, secretUrl },
    ...(kekUrl === undefined
      ? {}
      : { keyEncryptionKey: { sourceVault: { id: kekVaultId(safe, kekUrl) }, keyUrl: kekUrl } }),
  };
}

/** Under which name the key appears on the guest's key volume. */
function fileName(secretName: string, { disk, mountPoint }: Volume): string {
  if (mountPoint.endsWith(":")) return `${secretName}.BEK`;
  return disk?.lun === undefined ? "LinuxPassPhraseFileName" : `LinuxPassPhraseFileName_1_${disk.lun}`;
}

function kekVaultId({ world, settings }: KeySafe, kekUrl: string): string | undefined {
  return settings.KekVaultResourceId ?? platformKeyVault.findKey(world, kekUrl)?.vault.id;
}
