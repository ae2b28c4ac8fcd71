import type { DiskEncryptionSet as ComputeDiskEncryptionSet } from "@azure/arm-compute";

import {
  defined,
  type DiskEncryptionSet,
  type Fact,
  parseResourceId,
  type ResourceId,
  type SetIdentity,
} from "@runbooks/azure";

import type { Connection } from "../connection/connection";
import { parseIdOfType, readResource } from "./read-resource";
import { clientsOf } from "../connection/clients";

/** @throws RunbookError `ResourceIdMalformed`. */
export const parseDiskEncryptionSetId = (id: string): ResourceId =>
  parseIdOfType(id, "Microsoft.Compute/diskEncryptionSets", "disk encryption set");

/** Reads a disk encryption set. */
export async function readDiskEncryptionSet(azure: Connection, id: string): Promise<Fact<DiskEncryptionSet>> {
  const { subscriptionId, resourceGroupName, name } = parseDiskEncryptionSetId(id);
  const source = `Microsoft.Compute/diskEncryptionSets/${name}`;
  return await readResource(`disk encryption set ${name}`, source, async () =>
    toDiskEncryptionSet(
      await clientsOf(azure).compute(subscriptionId).diskEncryptionSets.get(resourceGroupName, name),
    ),
  );
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
    ...defined({ keyUrl: set.activeKey?.keyUrl, sourceVaultId: set.activeKey?.sourceVault?.id }),
    previousKeyUrls: (set.previousKeys ?? []).map(({ keyUrl }) => keyUrl),
    rotationToLatestKeyVersionEnabled: set.rotationToLatestKeyVersionEnabled ?? false,
    ...defined({ lastKeyRotationTimestamp: set.lastKeyRotationTimestamp }),
    ...(error === undefined
      ? {}
      : { autoKeyRotationError: { code: error.code ?? "", message: error.message ?? "" } }),
    ...defined({ federatedClientId: set.federatedClientId }),
  };
}

function identitiesOf(identity: ComputeDiskEncryptionSet["identity"]): readonly SetIdentity[] {
  const types = (identity?.type ?? "None").split(",").map((type) => type.trim().toLowerCase());
  const own: readonly SetIdentity[] = types.includes("systemassigned")
    ? [defined({ principalId: identity?.principalId })]
    : [];
  const assigned = types.includes("userassigned")
    ? Object.entries(identity?.userAssignedIdentities ?? {})
    : [];
  return [
    ...own,
    ...assigned.map(([userAssignedIdentityId, value]) => ({
      userAssignedIdentityId,
      ...defined({ principalId: value.principalId }),
    })),
  ];
}
