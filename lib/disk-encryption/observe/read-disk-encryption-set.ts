import type { DiskEncryptionSet as ComputeDiskEncryptionSet } from "@azure/arm-compute";

import {
  absent,
  type DiskEncryptionSet,
  type Fact,
  known,
  missing,
  parseResourceId,
  type ResourceId,
  RunbookError,
  type SetIdentity,
} from "@runbooks/azure";
import { azureError, azureErrorCode } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { optional } from "./optional";
import { clientsOf } from "../connection/clients";

/**
 * Takes a disk encryption set's full resource id apart.
 *
 * @throws RunbookError `ResourceIdMalformed`.
 */
export function parseDiskEncryptionSetId(id: string): ResourceId {
  const parsed = parseResourceId(id);
  if (parsed.type.toLowerCase() !== "microsoft.compute/diskencryptionsets") {
    throw new RunbookError(
      "ResourceIdMalformed",
      `'${id}' is the id of a ${parsed.type}, not of a disk encryption set.`,
      "Give /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/diskEncryptionSets/<name>.",
    );
  }
  return parsed;
}

/** Reads a disk encryption set; missing where it can't be read, `absent` only where Azure said that its group has no such set. */
export async function readDiskEncryptionSet(azure: Connection, id: string): Promise<Fact<DiskEncryptionSet>> {
  const { subscriptionId, resourceGroupName, name } = parseDiskEncryptionSetId(id);
  try {
    const set = await clientsOf(azure)
      .compute(subscriptionId)
      .diskEncryptionSets.get(resourceGroupName, name);
    return known(toDiskEncryptionSet(set), `GET Microsoft.Compute/diskEncryptionSets/${name}`);
  } catch (error) {
    const { message } = azureError(error, `reading disk encryption set ${name}`);
    return azureErrorCode(error) === "ResourceNotFound" ? absent(message) : missing(message);
  }
}

/** The library's set from the client's. Pure. */
export function toDiskEncryptionSet(set: ComputeDiskEncryptionSet): DiskEncryptionSet {
  const { subscriptionId, resourceGroupName, name, id } = parseResourceId(set.id ?? "");
  const error = set.autoKeyRotationError;
  return {
    id,
    name,
    subscriptionId,
    resourceGroupName,
    location: set.location,
    provisioningState: set.provisioningState ?? "Succeeded",
    encryptionType: set.encryptionType ?? "EncryptionAtRestWithCustomerKey",
    identityType: set.identity?.type ?? "None",
    identities: identitiesOf(set.identity),
    ...optional("keyUrl", set.activeKey?.keyUrl),
    ...optional("sourceVaultId", set.activeKey?.sourceVault?.id),
    previousKeyUrls: (set.previousKeys ?? []).map(({ keyUrl }) => keyUrl),
    rotationToLatestKeyVersionEnabled: set.rotationToLatestKeyVersionEnabled ?? false,
    ...optional("lastKeyRotationTimestamp", set.lastKeyRotationTimestamp),
    ...(error === undefined
      ? {}
      : { autoKeyRotationError: { code: error.code ?? "", message: error.message ?? "" } }),
    ...optional("federatedClientId", set.federatedClientId),
  };
}

function identitiesOf(identity: ComputeDiskEncryptionSet["identity"]): readonly SetIdentity[] {
  const types = (identity?.type ?? "None").split(",").map((type) => type.trim().toLowerCase());
  const own: readonly SetIdentity[] = types.includes("systemassigned")
    ? [optional("principalId", identity?.principalId)]
    : [];
  const assigned = types.includes("userassigned")
    ? Object.entries(identity?.userAssignedIdentities ?? {})
    : [];
  return [
    ...own,
    ...assigned.map(([userAssignedIdentityId, value]) => ({
      userAssignedIdentityId,
      ...optional("principalId", value.principalId),
    })),
  ];
}
