import type { Fact, ManagedIdentity, SetIdentity } from "@runbooks/azure";
import type { DiskEncryptionSetFacts } from "../../checks/customer-key/facts";
import type { Connection } from "../../connection/connection";
import { readDiskEncryptionSet } from "../../observe/read-disk-encryption-set";
import { readKeyGrant } from "../../observe/read-key-grant";
import { readKeyVault } from "../../observe/read-key-vault";
import { readManagedIdentity } from "../../observe/read-managed-identity";
import { newestOf, readSetFacts } from "../../observe/read-set-facts";
import type { DiskEncryptionSetRequest } from "./request";

/** What `diskEncryptionSets.plan` goes by: the set as far as it is there, and what it is to be made of. */
export interface NewDiskEncryptionSetFacts extends DiskEncryptionSetFacts {
  /** The identity that was asked for; `"system-assigned"`: Azure makes one with the set. */
  readonly identity: Fact<ManagedIdentity> | "system-assigned";
}

/**
 * Reads what there is of a disk encryption set and of what it is made of: vault, key, identity, grant. Changes nothing.
 *
 * `grants` are what is granted on the key that was asked for: to the identities of a set that is there, else to the user-assigned identity
 * that was asked for.
 *
 * @throws RunbookError `ResourceIdMalformed`. Anything that can't be read is a missing fact.
 */
export async function observeDiskEncryptionSet(
  azure: Connection,
  request: Pick<
    DiskEncryptionSetRequest,
    "diskEncryptionSetId" | "keyVaultId" | "key" | "userAssignedIdentityId"
  >,
): Promise<NewDiskEncryptionSetFacts> {
  const { diskEncryptionSetId, keyVaultId, key, userAssignedIdentityId } = request;
  const [diskEncryptionSet, keyVault, identity] = await Promise.all([
    readDiskEncryptionSet(azure, diskEncryptionSetId),
    readKeyVault(azure, keyVaultId),
    userAssignedIdentityId === undefined
      ? ("system-assigned" as const)
      : readManagedIdentity(azure, userAssignedIdentityId),
  ]);
  const newestKey = await newestOf(azure, keyVault, key.name);
  const facts = await readSetFacts(azure, diskEncryptionSet, keyVaultId);
  return {
    ...facts,
    keyVault,
    newestKey,
    identity,
    grants:
      keyVault.kind === "known"
        ? await Promise.all(
            identitiesOf(diskEncryptionSet, identity).map((one) =>
              readKeyGrant(azure, keyVault.value, key.name, one),
            ),
          )
        : [],
    observedAt: azure.clock.now(),
  };
}

/** Those that the set has, or would have from the start. */
function identitiesOf(
  set: NewDiskEncryptionSetFacts["diskEncryptionSet"],
  identity: NewDiskEncryptionSetFacts["identity"],
): readonly SetIdentity[] {
  if (set.kind === "known") return set.value.identities;
  if (identity === "system-assigned" || identity.kind === "missing") return [];
  return [{ userAssignedIdentityId: identity.value.id, principalId: identity.value.principalId }];
}
