import { type DiskEncryptionSet, type Fact, sameResourceId } from "@runbooks/azure";
import { parseManagedIdentityId } from "../../observe/read-managed-identity";
import type { NewDiskEncryptionSetFacts } from "./observe";
import { encryptionTypeOf, type DiskEncryptionSetRequest } from "./request";
import { planBlocked } from "../../change/blocked";

/**
 * What could not be read may well be there: making it would replace it.
 *
 * @throws RunbookError `PlanBlocked`.
 */
export function assertRead(facts: NewDiskEncryptionSetFacts, request: DiskEncryptionSetRequest): void {
  const { diskEncryptionSet, keyVault, newestKey, identity, grants } = facts;
  const vaultIsAbsent = keyVault.kind === "missing" && keyVault.absent === true;
  const read: readonly (readonly [string, Fact<unknown>])[] = [
    [request.diskEncryptionSetId, diskEncryptionSet],
    [request.keyVaultId, keyVault],
    // A vault that is not there has no key.
    [`key ${request.key.name}`, vaultIsAbsent ? missingKey : newestKey],
    ...(identity === "system-assigned" ? [] : [[request.userAssignedIdentityId ?? "", identity] as const]),
    ...grants.map((grant) => ["the grant of the set's identity", unnamed(grant, diskEncryptionSet)] as const),
  ];
  for (const [what, fact] of read) {
    if (fact.kind === "known" || fact.absent === true) continue;
    throw planBlocked(
      `${what.split("/").pop() ?? what} could not be read: ${fact.reason}`,
      "Get the right to read it, or name another; only what is not there is made.",
    );
  }
}

const missingKey: Fact<never> = { kind: "missing", reason: "there is no vault yet", absent: true };

/** An identity whose principal Azure has not told yet is waited for, not complained of. */
function unnamed(grant: Fact<unknown>, set: Fact<DiskEncryptionSet>): Fact<unknown> {
  const isNew =
    set.kind === "known" && set.value.identities.some(({ principalId }) => principalId === undefined);
  return grant.kind === "missing" && isNew ? { ...grant, absent: true } : grant;
}

/**
 * Type and identity of a set that is there stay as they are.
 *
 * @throws RunbookError `PlanBlocked`.
 */
export function assertChangeable(
  { diskEncryptionSet }: NewDiskEncryptionSetFacts,
  request: DiskEncryptionSetRequest,
): void {
  if (diskEncryptionSet.kind === "missing") return;
  const { name, encryptionType, identities } = diskEncryptionSet.value;
  const wished = encryptionTypeOf(request);
  if (request.encryptionType !== undefined && encryptionType !== wished) {
    throw planBlocked(
      `Set ${name} encrypts with ${encryptionType}, which can't be changed to ${wished}.`,
      "Make another set, and move the disks to it.",
    );
  }
  const { userAssignedIdentityId: asked } = request;
  const has = identities.some(
    ({ userAssignedIdentityId: own }) =>
      asked !== undefined && own !== undefined && sameResourceId(own, asked),
  );
  if (asked !== undefined && !has) {
    throw planBlocked(
      `Set ${name} does not have identity ${parseManagedIdentityId(asked).name}.`,
      "Make another set with it, or leave the identity out to go on with the set's own.",
    );
  }
}

/**
 * A set for confidential VMs can't follow its key's newest version: Azure refuses it (support knowledge base, 2026-04-24).
 *
 * @throws RunbookError `PlanBlocked`.
 */
export function assertCanFollow({
  name,
  encryptionType,
}: Pick<DiskEncryptionSet, "name" | "encryptionType">): void {
  if (encryptionType !== "ConfidentialVmEncryptedWithCustomerKey") return;
  throw planBlocked(
    `Set ${name} is for confidential VMs and can't follow new versions by itself.`,
    "Rotate it by hand.",
  );
}
