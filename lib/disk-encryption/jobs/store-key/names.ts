import { defined, parseResourceId } from "@runbooks/azure";
import { type WrapAlgorithm } from "../../nouns/wrap-algorithm";
import { guidOf } from "../../change/guid";
import type { StoreKeyRequest } from "./observe";

export const DEFAULT_ALGORITHM: WrapAlgorithm = "RSA-OAEP";

/** Tags by which the platform knows what to do with the secret. Azure/azure-linux-extensions, VMEncryption; "Troubleshoot BitLocker boot errors". */
export const keyTags = {
  fileName: "DiskEncryptionKeyFileName",
  algorithm: "DiskEncryptionKeyEncryptionAlgorithm",
  keyUrl: "DiskEncryptionKeyEncryptionKeyURL",
} as const;

export type Named = Pick<StoreKeyRequest, "material" | "vmId" | "dataDisk">;

/** A GUID: of a `.bek` file its own; of a passphrase one made of the VM and the disk, the same at each planning. */
export function secretNameOf({ material, vmId, dataDisk }: Named): string {
  const place = dataDisk === undefined ? "os" : `${dataDisk.controller}/${dataDisk.lun}`;
  return material.externalKey?.identifier ?? guidOf(`${vmId.toLowerCase()}/${place}`);
}

/**
 * The secret's tags: under which name the key appears on the guest's key volume, how it is wrapped, and for people which machine and volume.
 *
 * The algorithm is there without a key encryption key too: a VM whose secret lacks it is refused at the start.
 */
export function tagsOf(request: StoreKeyRequest): Readonly<Record<string, string>> {
  const { material, vmId, keyEncryptionKeyUrl, algorithm = DEFAULT_ALGORITHM, volumeLetter = "C" } = request;
  return {
    [keyTags.fileName]: fileNameOf(request),
    [keyTags.algorithm]: algorithm,
    ...defined({ [keyTags.keyUrl]: keyEncryptionKeyUrl }),
    MachineName: parseResourceId(vmId).name,
    ...(material.kind === "bek" ? { VolumeLetter: `${volumeLetter.charAt(0).toUpperCase()}:\\` } : {}),
  };
}

function fileNameOf({ material, dataDisk }: StoreKeyRequest): string {
  if (material.externalKey !== undefined) return `${material.externalKey.identifier}.BEK`;
  return dataDisk === undefined
    ? "LinuxPassPhraseFileName"
    : `LinuxPassPhraseFileName_${dataDisk.controller}_${dataDisk.lun}`;
}
