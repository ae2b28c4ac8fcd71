import { type DiskEncryptionSet, sameResourceId } from "@runbooks/azure";
import type { Stored } from "./targets";

/** What a disk's or a snapshot's `encryption` is to say. */
export interface WishedEncryption {
  readonly type: string;
  readonly diskEncryptionSetId?: string;
}

/** Encryption with the platform's key alone. */
export const PLATFORM_KEY: WishedEncryption = { type: "EncryptionAtRestWithPlatformKey" };

/** Encryption with the key of a set: the type on the disk has to be the set's own. */
export function encryptionWith({ id, encryptionType }: DiskEncryptionSet): WishedEncryption {
  return { type: encryptionType, diskEncryptionSetId: id };
}

/** Whether a disk or a snapshot is encrypted so already. */
export function isEncryptedAs(
  stored: Pick<Stored, "encryptionType" | "diskEncryptionSetId">,
  { type, diskEncryptionSetId }: WishedEncryption,
): boolean {
  const sameType = stored.encryptionType.toLowerCase() === type.toLowerCase();
  if (diskEncryptionSetId === undefined) return sameType;
  return (
    sameType &&
    stored.diskEncryptionSetId !== undefined &&
    sameResourceId(stored.diskEncryptionSetId, diskEncryptionSetId)
  );
}
