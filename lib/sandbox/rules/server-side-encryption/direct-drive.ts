import { encryptionTypeOf } from "../../compute/disk-encryption-sets/disk-encryption-set";
import { snapshotType } from "../../compute/resource-types";
import { AzureError } from "../../errors";
import { textAt } from "../../json";
import type { DiskRule, EncryptedResource } from "./disk-rule";
import { saysTheSame, sourceOf } from "./incremental-snapshots";

/** Disks that Azure calls "direct drive" inside. */
const isDirectDrive = ({ sku }: Pick<EncryptedResource, "sku">): boolean =>
  ["UltraSSD_LRS", "PremiumV2_LRS"].includes(textAt(sku, "name") ?? "");

/**
 * An Ultra Disk or Premium SSD v2 takes no set whose identity is user-assigned. Text: a public support playbook; newer documents have it
 * as a preview.
 */
export const noUserAssignedIdentity: DiskRule = ({ wanted, set }) => {
  if (set === undefined || !isDirectDrive(wanted)) return undefined;
  if (!(textAt(set.identity, "type") ?? "").includes("UserAssigned")) return undefined;
  return new AzureError(
    400,
    "BadRequest",
    `DiskEncryptionSet ${set.name} with UserAssigned identity type is not supported for disk ${wanted.name} since it has ` +
      `'${textAt(wanted.sku, "name") ?? ""}' SKU.`,
    { innererror: { code: "DirectDriveDiskNotSupportUserAssignedIdentityDes" } },
  );
};

/** Neither is encrypted twice ("Enable double encryption at rest for managed disks", 2026-09-16). No document gives the text. */
export const noDoubleEncryption: DiskRule = ({ wanted, set }) => {
  const isDouble =
    set !== undefined && encryptionTypeOf(set) === "EncryptionAtRestWithPlatformAndCustomerKeys";
  return isDouble && isDirectDrive(wanted)
    ? new AzureError(
        400,
        "BadRequest",
        `(sandbox) Disk '${wanted.name}' has '${textAt(wanted.sku, "name") ?? ""}' SKU, which can't be encrypted twice.`,
      )
    : undefined;
};

/**
 * "For Ultra Disks and Premium SSD v2 disks only: snapshots created from disks that are encrypted with customer-managed keys must be
 * encrypted with the same customer-managed keys" (restrictions). No document gives the text.
 */
export const sameKeyOfSnapshot: DiskRule = ({ world, wanted }) => {
  const source = wanted.type === snapshotType ? sourceOf(world, wanted) : undefined;
  if (source === undefined || !isDirectDrive(source) || saysTheSame(wanted, source)) return undefined;
  if (textAt(source.properties, "encryption", "diskEncryptionSetId") === undefined) return undefined;
  return new AzureError(
    409,
    "OperationNotAllowed",
    `(sandbox) Snapshot '${wanted.name}' must be encrypted with the disk encryption set of its disk '${source.name}'.`,
  );
};
