import { evaluateCustomerKey } from "../../checks/customer-key/evaluate";
import type { CustomerKeyRequirementId } from "../../checks/customer-key/requirement";
import { parseDiskEncryptionSetId } from "../../observe/read-disk-encryption-set";
import { type Plan, type StepContent, type TouchedResource } from "../../change/plan";
import {
  ABSENT,
  diskEncryptionSetState,
  keyId,
  keyState,
  keyVaultState,
  managedIdentityState,
} from "../../change/state";
import { factsAfterwards } from "./afterwards";
import type { NewDiskEncryptionSetFacts } from "./observe";
import { assertCanFollow, assertChangeable, assertRead } from "./preconditions";
import { encryptionTypeOf, type DiskEncryptionSetRequest } from "./request";
import { createIdentityStep, createKeyStep, createSetStep, grantSteps, updateSteps } from "./steps";
import { createVaultStep, mendVaultSteps } from "./vault-steps";
import { type PlanOptions, definePlan } from "../../change/define-plan";

/** Requirements of a set by itself, whatever disks it is for; those that the plan meets by its own steps are not among them. */
const ofTheSet: readonly CustomerKeyRequirementId[] = [
  "vault-region",
  "vault-subscription",
  "vault-soft-delete",
  "vault-purge-protection",
  "vault-firewall",
  "key-type",
  "key-usable",
];

/**
 * Plans what is missing to a disk encryption set: vault, key, identity, the set, the grant. Pure.
 *
 * What Azure tells only afterwards ends the plan: a new key's version, a new identity's principal. Apply it, observe again, and plan again,
 * until nothing is left; the plan's last warning says what comes next.
 *
 * @throws RunbookError `PlanBlocked` where something could not be read, so that nobody knows whether it is there, and for what can't be changed
 *   on a set that is there, or can't be of its type; `ResourceIdMalformed`.
 */
export function planDiskEncryptionSet(
  facts: NewDiskEncryptionSetFacts,
  request: DiskEncryptionSetRequest,
  options: PlanOptions = {},
): Plan {
  const { name, id } = parseDiskEncryptionSetId(request.diskEncryptionSetId);
  assertRead(facts, request);
  assertChangeable(facts, request);
  if (request.automaticRotation === true) {
    const { diskEncryptionSet: set } = facts;
    assertCanFollow(set.kind === "known" ? set.value : { name, encryptionType: encryptionTypeOf(request) });
  }
  const prepared = preparingSteps(facts, request);
  const set = prepared.next === undefined ? settingSteps(facts, request) : undefined;
  const steps = [...prepared.steps, ...(set?.steps ?? [])];
  const next = prepared.next ?? set?.next;
  const findings = evaluateCustomerKey(factsAfterwards(facts, request)).filter(({ requirement }) =>
    ofTheSet.includes(requirement),
  );
  return definePlan(
    {
      job: "prepare-disk-encryption-set",
      target: { id, name },
      steps,
      touches: touchesOf(facts, request),
      findings: steps.length === 0 ? [] : findings,
      warnings: [
        ...(steps.some(({ undo }) => undo.kind === "impossible") ? [PURGE_PROTECTION_WARNING] : []),
        ...(next === undefined ? [] : [next]),
      ],
    },
    options,
  );
}

const PURGE_PROTECTION_WARNING =
  "Purge protection can't be switched off again: the vault and its keys then outlive a deletion by the vault's retention days.";
const PLAN_AGAIN = "Apply this, observe again and plan again:";

interface Stage {
  readonly steps: readonly StepContent[];
  /** What comes after this plan, and why not in it; absent where nothing does. */
  readonly next?: string;
}

/** Vault, key and identity. */
function preparingSteps(facts: NewDiskEncryptionSetFacts, request: DiskEncryptionSetRequest): Stage {
  const { keyVault, newestKey, identity } = facts;
  const vaultSteps = keyVault.kind === "known" ? mendVaultSteps(keyVault.value) : [createVaultStep(request)];
  const keySteps = newestKey.kind === "known" ? [] : [createKeyStep(request)];
  const identitySteps =
    identity === "system-assigned" || identity.kind === "known" ? [] : [createIdentityStep(request)];
  const told = [
    ...(keySteps.length === 0 ? [] : ["the key's version"]),
    ...(identitySteps.length === 0 ? [] : ["the identity's principal"]),
  ];
  return {
    steps: [...vaultSteps, ...keySteps, ...identitySteps],
    ...(told.length === 0
      ? {}
      : { next: `${PLAN_AGAIN} the set needs ${told.join(" and ")}, which Azure tells only then.` }),
  };
}

/** The set itself, and what its identity is granted. */
function settingSteps(facts: NewDiskEncryptionSetFacts, request: DiskEncryptionSetRequest): Stage {
  const { diskEncryptionSet, identity } = facts;
  const grants = grantSteps(facts);
  if (diskEncryptionSet.kind === "known") {
    return {
      steps: [...grants, ...updateSteps(diskEncryptionSet.value, facts, request)],
      ...(diskEncryptionSet.value.identities.some(({ principalId }) => principalId === undefined)
        ? { next: `${PLAN_AGAIN} Azure has not told the principal of the set's identity yet.` }
        : {}),
    };
  }
  return identity === "system-assigned"
    ? {
        steps: [createSetStep(facts, request)],
        next: `${PLAN_AGAIN} the set's own identity is granted the key once Azure has made it. Until then no disk can use the set.`,
      }
    : { steps: [...grants, createSetStep(facts, request)] };
}

function touchesOf(
  { diskEncryptionSet: set, keyVault, newestKey, identity }: NewDiskEncryptionSetFacts,
  request: DiskEncryptionSetRequest,
): readonly TouchedResource[] {
  const absent = (id: string): TouchedResource => ({ id: id.toLowerCase(), state: ABSENT });
  const key = keyId(request.keyVaultId, request.key.name);
  return [
    set.kind === "known" ? diskEncryptionSetState(set.value) : absent(request.diskEncryptionSetId),
    keyVault.kind === "known" ? keyVaultState(keyVault.value) : absent(request.keyVaultId),
    newestKey.kind === "known" ? keyState(request.keyVaultId, newestKey.value) : absent(key),
    ...(identity === "system-assigned"
      ? []
      : [
          identity.kind === "known"
            ? managedIdentityState(identity.value)
            : absent(request.userAssignedIdentityId ?? ""),
        ]),
  ];
}
