import { sameSubscription } from "../../resource-ids";
import { valueAt, textAt } from "../../json";
import type { Resource, World } from "../../state";
import { AzureError, invalidParameter, operationNotAllowed, notFound, badRequest } from "../../errors";
import { sameResourceId, sameRegion } from "@runbooks/azure";

import { setIdOf, encryptionTypeOf, activeKeyUrlOf, findSet } from "./disk-encryption-set";
import { guestOf } from "../../guest/guest";
import { diskType, snapshotType } from "../../resource-types";
import { newKeyRefusal } from "./keys";

/** What of a disk or a snapshot the rules look at. */
export type EncryptedResource = Pick<Resource, "id" | "name" | "type" | "location" | "sku" | "properties">;

/** A disk or a snapshot whose encryption a request would set or change. */
interface EncryptionRequest {
  readonly world: World;
  /** As it would be. */
  readonly wanted: EncryptedResource;
  /** As it is; undefined: it is to be made. */
  readonly old: Resource | undefined;
  /** The disk encryption set that `wanted` names; undefined: none, or none that there is. */
  readonly set: Resource | undefined;
  /** Whether the encryption is another than before. */
  readonly encryptionChanges: boolean;
}

/** One thing that Azure refuses of server-side encryption; undefined: it does not. */
type DiskRule = (request: EncryptionRequest) => AzureError | undefined;

/** A platform key needs no set. Code: Azure/azure-cli#22484; no document gives the text. */
const platformKeyWithoutSet: DiskRule = ({ wanted: { properties } }) => {
  const type = textAt(properties, "encryption", "type");
  if (
    type !== "EncryptionAtRestWithPlatformKey" ||
    textAt(properties, "encryption", "diskEncryptionSetId") === undefined
  )
    return undefined;
  return invalidParameter(
    "(sandbox) A disk encryption set was sent with encryption by a platform key.",
    "disk.encryption.type",
  );
};

/** A customer's key is found through a set. Text of a parameter that is missing: from memory. */
const customerKeyWithSet: DiskRule = ({ wanted: { properties } }) => {
  const type = textAt(properties, "encryption", "type") ?? "EncryptionAtRestWithPlatformKey";
  if (
    type === "EncryptionAtRestWithPlatformKey" ||
    textAt(properties, "encryption", "diskEncryptionSetId") !== undefined
  )
    return undefined;
  const target = "encryption.diskEncryptionSetId";
  return invalidParameter(`Required parameter '${target}' is missing (null).`, target);
};

/**
 * The set of a confidential VM's disk "can be set only" with the security type of a customer's key, and has to be then
 * (Microsoft.Compute, DiskRP 2025-01-02). Text of a parameter that is missing: from memory.
 */
const confidentialDiskWithSet: DiskRule = ({ wanted: { properties } }) => {
  const target = "securityProfile.secureVMDiskEncryptionSetId";
  const isForCustomerKey =
    textAt(properties, "securityProfile", "securityType") === "ConfidentialVM_DiskEncryptedWithCustomerKey";
  if (!isForCustomerKey || textAt(properties, ...target.split(".")) !== undefined) return undefined;
  return invalidParameter(`Required parameter '${target}' is missing (null).`, target);
};

/**
 * A confidential VM's disk is copied in its subscription, with its set and no other. Text: a public support reference, which cuts it off.
 */
const confidentialCopy: DiskRule = ({ world, wanted, old }) => {
  const source = old === undefined ? sourceOf(world, wanted) : undefined;
  const setOfSource = source === undefined ? undefined : confidentialSetOf(source);
  if (source === undefined || setOfSource === undefined) return undefined;
  const isElsewhere = !sameSubscription(source.id, wanted.id);
  const ofAtRest = textAt(wanted.properties, "encryption", "diskEncryptionSetId") ?? setOfSource;
  const isSameSet = [confidentialSetOf(wanted) ?? "", ofAtRest].every((id) =>
    sameResourceId(id, setOfSource),
  );
  if (!isElsewhere && isSameSet) return undefined;
  const what = isElsewhere ? "subscription" : "disk encryption set";
  return invalidParameter(
    `Cannot create disk or snapshot by copying CVM disk from different ${what} (sandbox): '${source.name}' is encrypted with ${setOfSource}.`,
    "creationData.sourceResourceId",
  );
};

const confidentialSetOf = ({ properties }: Pick<EncryptedResource, "properties">): string | undefined =>
  textAt(properties, "securityProfile", "secureVMDiskEncryptionSetId");

/**
 * "Managed disks currently or previously encrypted using Azure Disk Encryption can't be encrypted using customer-managed keys"
 * (restrictions, 2025-02-18). Text: "Server-side encryption of Azure managed disks", troubleshooting of customer-managed keys.
 */
const neverAzureDiskEncryption: DiskRule = ({ wanted, encryptionChanges }) => {
  const isPlatformKey = setIdOf(wanted) === undefined;
  if (isPlatformKey || !encryptionChanges || !wasEverStamped(wanted)) return undefined;
  return operationNotAllowed(
    `Disk '${wanted.name}' was previously encrypted with Azure Disk Encryption. Server-side encryption with customer managed keys ` +
      "cannot be enabled on this disk at this time.",
  );
};

/**
 * A disk's encryption changes while no VM holds the disk, or its VM is deallocated ("Enable customer-managed keys for managed disks",
 * 2026-07-20; both ways). No document gives the text.
 */
const notInUse: DiskRule = ({ world, old, encryptionChanges }) => {
  if (!encryptionChanges || old?.managedBy === undefined) return undefined;
  if (guestOf(world, old.managedBy)?.powerState === "deallocated") return undefined;
  return operationNotAllowed(
    `(sandbox) The encryption of disk '${old.name}' can't be changed while it is attached to a running VM.`,
  );
};

/**
 * A disk and all its incremental snapshots use the same set, and none of them can leave it (restrictions, 2025-02-18). That the first set is
 * refused too is inferred: from the first rule, and from the refusal that a public support reference quotes. It cuts the text off after
 * "already has"; that of a snapshot is the sandbox's.
 */
const incrementalSnapshots: DiskRule = ({ world, wanted, old, encryptionChanges }) => {
  if (wanted.type === diskType) {
    return encryptionChanges && old !== undefined && hasIncrementalSnapshots(world, old)
      ? operationNotAllowed(
          `Cannot update encryption properties for disk because it already has (sandbox) incremental snapshots: disk '${old.name}'.`,
        )
      : undefined;
  }
  const source = sourceOf(world, wanted);
  if (valueAt(wanted.properties, "incremental") !== true || source === undefined) return undefined;
  return saysTheSame(wanted, source)
    ? undefined
    : operationNotAllowed(
        `(sandbox) Incremental snapshot '${wanted.name}' and its disk '${source.name}' must be encrypted with the same disk encryption set.`,
      );
};

function hasIncrementalSnapshots(world: World, disk: Resource): boolean {
  const uniqueId = valueAt(disk.properties, "uniqueId");
  return world.resources
    .list(snapshotType, "")
    .some(
      ({ properties }) =>
        valueAt(properties, "incremental") === true &&
        valueAt(properties, "creationData", "sourceUniqueId") === uniqueId,
    );
}

/** What a snapshot was taken of; undefined where that is gone, or another of its name by now. */
function sourceOf(world: World, { properties }: Pick<EncryptedResource, "properties">): Resource | undefined {
  const source = world.resources.get(textAt(properties, "creationData", "sourceResourceId") ?? "");
  const uniqueId = valueAt(properties, "creationData", "sourceUniqueId");
  return uniqueId === undefined || uniqueId === valueAt(source?.properties, "uniqueId") ? source : undefined;
}

/** Whether two disks or snapshots are encrypted alike. */
function saysTheSame(
  a: Pick<EncryptedResource, "properties">,
  b: Pick<EncryptedResource, "properties">,
): boolean {
  const type = ({ properties }: Pick<EncryptedResource, "properties">): string =>
    textAt(properties, "encryption", "type") ?? "EncryptionAtRestWithPlatformKey";
  return type(a) === type(b) && sameResourceId(setIdOf(a) ?? "", setIdOf(b) ?? "");
}

/** The set is there. No document gives the text. */
const setThere: DiskRule = ({ wanted, set, encryptionChanges }) => {
  const id = setIdOf(wanted);
  if (!encryptionChanges || id === undefined || set !== undefined) return undefined;
  return notFound(`(sandbox) Disk encryption set ${id} is not found.`, id);
};

/**
 * "Most resources related to your customer-managed keys (disk encryption sets, VMs, disks, and snapshots) must be in the same
 * subscription and region" (restrictions, 2025-02-18). No document gives the text.
 */
const setSubscription: DiskRule = ({ wanted, set }) => {
  if (set === undefined || sameSubscription(wanted.id, set.id)) return undefined;
  return invalidParameter(
    `(sandbox) Disk encryption set '${set.name}' is in another subscription than '${wanted.name}'.`,
    "encryption.diskEncryptionSetId",
  );
};

/** The set is in the disk's region (restrictions, 2025-02-18). No document gives the text. */
const setRegion: DiskRule = ({ wanted, set }) => {
  if (set === undefined || sameRegion(wanted.location ?? "", set.location ?? "")) return undefined;
  return invalidParameter(
    `(sandbox) Disk encryption set '${set.name}' is in ${set.location ?? ""}, '${wanted.name}' in ${wanted.location ?? ""}.`,
    "encryption.diskEncryptionSetId",
  );
};

const confidential = "ConfidentialVmEncryptedWithCustomerKey";

/**
 * The disk's encryption is of its set's type: sets for confidential VMs go into `securityProfile`, all others into `encryption`. Text: a
 * public support reference, which cuts it off after the set's type.
 */
const setType: DiskRule = ({ wanted: { properties }, set }) => {
  if (set === undefined) return undefined;
  const ofSet = encryptionTypeOf(set);
  const isForEncryption = textAt(properties, "encryption", "diskEncryptionSetId") !== undefined;
  const wanted = isForEncryption ? textAt(properties, "encryption", "type") : confidential;
  // The type of such a set is none that `encryption` knows (typings of @azure/arm-compute, KnownEncryptionType).
  if (isForEncryption && wanted === confidential) {
    return invalidParameter(
      `(sandbox) '${confidential}' is not an encryption type of a disk.`,
      "encryption.type",
    );
  }
  if (ofSet === wanted) return undefined;
  return invalidParameter(
    `The type of the Disk Encryption Set in the request is ${ofSet} (sandbox) and not ${wanted ?? ""}.`,
    "encryption.type",
  );
};

/** Disks that Azure calls "direct drive" inside. */
const isDirectDrive = ({ sku }: Pick<EncryptedResource, "sku">): boolean =>
  ["UltraSSD_LRS", "PremiumV2_LRS"].includes(textAt(sku, "name") ?? "");

/**
 * An Ultra Disk or Premium SSD v2 takes no set whose identity is user-assigned. Text: a public support playbook; newer documents have it
 * as a preview.
 */
const noUserAssignedIdentity: DiskRule = ({ wanted, set }) => {
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
const noDoubleEncryption: DiskRule = ({ wanted, set }) => {
  const isDouble =
    set !== undefined && encryptionTypeOf(set) === "EncryptionAtRestWithPlatformAndCustomerKeys";
  return isDouble && isDirectDrive(wanted)
    ? badRequest(
        `(sandbox) Disk '${wanted.name}' has '${textAt(wanted.sku, "name") ?? ""}' SKU, which can't be encrypted twice.`,
      )
    : undefined;
};

/**
 * "For Ultra Disks and Premium SSD v2 disks only: snapshots created from disks that are encrypted with customer-managed keys must be
 * encrypted with the same customer-managed keys" (restrictions). No document gives the text.
 */
const sameKeyOfSnapshot: DiskRule = ({ world, wanted }) => {
  const source = wanted.type === snapshotType ? sourceOf(world, wanted) : undefined;
  if (source === undefined || !isDirectDrive(source) || saysTheSame(wanted, source)) return undefined;
  if (textAt(source.properties, "encryption", "diskEncryptionSetId") === undefined) return undefined;
  return operationNotAllowed(
    `(sandbox) Snapshot '${wanted.name}' must be encrypted with the disk encryption set of its disk '${source.name}'.`,
  );
};

/** The set can encrypt with its key: where its identity is its own, this is the first time that Azure looks. */
const setReachesKey: DiskRule = ({ world, set, encryptionChanges }) => {
  if (set === undefined || !encryptionChanges) return undefined;
  const refusal = newKeyRefusal(world, set, activeKeyUrlOf(set));
  return refusal === undefined ? undefined : new AzureError(400, refusal.code, refusal.message);
};

/** What Azure looks at before it changes how a disk or a snapshot is encrypted, in this order. */
const diskRules: readonly DiskRule[] = [
  platformKeyWithoutSet,
  customerKeyWithSet,
  confidentialDiskWithSet,
  confidentialCopy,
  neverAzureDiskEncryption,
  notInUse,
  incrementalSnapshots,
  setThere,
  setSubscription,
  setRegion,
  setType,
  noUserAssignedIdentity,
  noDoubleEncryption,
  sameKeyOfSnapshot,
];

/** Throws what Azure answers to an encryption at rest that it doesn't take; the set's access to its key is looked at last. */
export function assertEncryptionAccepted(
  world: World,
  wanted: EncryptedResource,
  old: Resource | undefined,
  { withKey = true }: { readonly withKey?: boolean } = {},
): void {
  const encryptionChanges = old === undefined || !saysTheSame(old, wanted);
  const request = { world, wanted, old, set: findSet(world, setIdOf(wanted)), encryptionChanges };
  for (const rule of withKey ? [...diskRules, setReachesKey] : diskRules) {
    const refusal = rule(request);
    if (refusal !== undefined) throw refusal;
  }
}

/** Whether Azure Disk Encryption is on for a disk, by its stamp. */
export function isStamped({ properties }: Resource): boolean {
  return valueAt(properties, "encryptionSettingsCollection", "enabled") === true;
}

/** Whether a disk ever was under Azure Disk Encryption: the mark survives decryption ("Migrate from Azure Disk Encryption"). */
export function wasEverStamped({ properties }: Resource): boolean {
  return valueAt(properties, "encryptionSettingsCollection") !== undefined;
}
