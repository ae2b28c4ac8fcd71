import {
  defined,
  type DiskEncryptionSet,
  type Fact,
  type KeyEncryptionKey,
  type KeyLifetimeTrigger,
  type KeyRotationPolicy,
  type KeyVault,
  parseKeyVaultUrl,
  RunbookError,
} from "@runbooks/azure";
import { evaluateCustomerKey } from "../../checks/customer-key/evaluate";
import type { DiskEncryptionSetFacts } from "../../checks/customer-key/facts";
import type { CustomerKeyRequirementId } from "../../checks/customer-key/requirement";
import { type Plan, type StepContent } from "../../change/plan";
import { diskEncryptionSetState, keyState, keyVaultState } from "../../change/state";
import { assertCanFollow } from "./preconditions";
import { activeKey, sameKey } from "./steps";
import { planBlocked } from "../../change/blocked";
import { type PlanOptions, definePlan } from "../../change/define-plan";

/** How the key of a set is to be rotated. */
export type KeyRotationRequest =
  /** By hand: until the set names another version than this one. The URL of the version, as the set names it now. */
  | { readonly kind: "by-hand"; readonly replaces: string }
  /** By itself: the set follows the newest version. */
  | {
      readonly kind: "automatic";
      /** Have Key Vault make a new version so long after the last, as ISO 8601 writes it: `P1Y`. Without it the key's policy is left alone; with it, its notice stays. */
      readonly newVersionAfter?: string;
      /** How long a new version lives; without it: without an end. */
      readonly expiresIn?: string;
    };

/** What the new version has to meet, before the set is pointed to it. */
const ofTheNewVersion: readonly CustomerKeyRequirementId[] = [
  "vault-firewall",
  "key-type",
  "key-usable",
  "key-grant",
];

/** Told in every plan of a rotation. "Server-side encryption of Azure managed disks", Customer-managed keys, 2026-04-02. */
const KEEP_OLD_VERSION =
  "Keep the old version enabled until all disks are wrapped with the new one (the set's previousKeys are empty then); no VM restarts for it.";

/**
 * Plans the rotation of a set's key. Pure.
 *
 * By hand it is two plans, since the new version is told only once it is made: the first makes it, the second points the set to it. Plan
 * with the same `replaces` until nothing is left. A set that follows the newest version does the second by itself, within an hour.
 *
 * @throws RunbookError `PlanBlocked` where set, vault or key could not be read, nor the rotation policy that is to be replaced, or where the
 *   set can't follow by itself; `ArgumentInvalid` for a version of another key.
 */
export function planKeyRotation(
  facts: DiskEncryptionSetFacts,
  request: KeyRotationRequest,
  options: PlanOptions = {},
): Plan {
  const read = readOf(facts);
  const { steps, warnings } =
    request.kind === "by-hand" ? byHand(read, request.replaces) : automatic(read, facts, request);
  const pointsToNew = steps.some(({ action }) => action.kind === "update-disk-encryption-set");
  const findings = evaluateCustomerKey({ ...facts, key: facts.newestKey, targets: [] }).filter(
    ({ requirement }) => ofTheNewVersion.includes(requirement),
  );
  return definePlan(
    {
      job: "rotate-customer-key",
      target: read.set,
      steps,
      touches: [
        diskEncryptionSetState(read.set),
        keyVaultState(read.vault),
        keyState(read.vault.id, read.newest),
      ],
      findings: pointsToNew ? findings : [],
      warnings,
    },
    options,
  );
}

interface Read {
  readonly set: DiskEncryptionSet;
  readonly keyUrl: string;
  readonly vault: KeyVault;
  readonly newest: KeyEncryptionKey;
}

interface Rotation {
  readonly steps: readonly StepContent[];
  readonly warnings: readonly string[];
}

function byHand({ set, keyUrl, vault, newest }: Read, replaces: string): Rotation {
  if (!sameKey(replaces, keyUrl)) {
    throw new RunbookError(
      "ArgumentInvalid",
      `${replaces} is not a version of the key of set ${set.name}.`,
      `Give the version that is to be replaced, e.g. ${keyUrl}. For another key plan the set anew: diskEncryptionSets.plan(...).`,
    );
  }
  if (!sameVersion(keyUrl, replaces)) {
    return {
      steps: [],
      warnings:
        set.previousKeyUrls.length === 0 ? [] : [`Azure is still wrapping disks anew. ${KEEP_OLD_VERSION}`],
    };
  }
  if (sameVersion(newest.url, replaces)) {
    return {
      steps: [rotateStep(vault, newest)],
      warnings: [
        set.rotationToLatestKeyVersionEnabled
          ? `Set ${set.name} follows the newest version by itself, within an hour.`
          : `Apply this, observe again and plan again with the same version to replace: Azure tells the new version only then.`,
        KEEP_OLD_VERSION,
      ],
    };
  }
  return set.rotationToLatestKeyVersionEnabled
    ? {
        steps: [],
        warnings: [
          `The key has a newer version, which set ${set.name} takes by itself, within an hour of its making.`,
          KEEP_OLD_VERSION,
        ],
      }
    : { steps: [pointStep(set, vault, newest)], warnings: [KEEP_OLD_VERSION] };
}

function automatic(
  { set, vault, newest }: Read,
  { keyRotationPolicy: policy }: DiskEncryptionSetFacts,
  { newVersionAfter, expiresIn }: Extract<KeyRotationRequest, { readonly kind: "automatic" }>,
): Rotation {
  assertCanFollow(set);
  const policySteps =
    newVersionAfter === undefined
      ? []
      : policyStepsOf(vault, newest, policy, {
          rotates: { timeAfterCreate: newVersionAfter },
          ...defined({ expiresIn }),
        });
  const steps = [...policySteps, ...(set.rotationToLatestKeyVersionEnabled ? [] : [followStep(set)])];
  return { steps, warnings: steps.length === 0 ? [] : [KEEP_OLD_VERSION] };
}

/** A request replaces the whole policy: what is not asked for stays only where it is sent again. */
function policyStepsOf(
  { vaultUri }: KeyVault,
  { name }: KeyEncryptionKey,
  former: Fact<KeyRotationPolicy>,
  wished: Pick<KeyRotationPolicy, "expiresIn"> & { readonly rotates: { readonly timeAfterCreate: string } },
): readonly StepContent[] {
  if (former.kind === "missing") {
    throw planBlocked(
      `What the rotation policy of key ${name} says now was not read, and would be lost: ${former.reason}`,
      "Get the right to read it in the vault (getrotationpolicy), or plan without newVersionAfter.",
    );
  }
  const { expiresIn, rotates, notifies } = former.value;
  const { timeAfterCreate } = wished.rotates;
  if (expiresIn === wished.expiresIn && inPolicyWords(rotates) === inPolicyWords(wished.rotates)) return [];
  return [
    {
      title: `Have Key Vault make a new version of key ${name} every ${timeAfterCreate}`,
      action: {
        kind: "set-key-rotation-policy",
        vaultUri,
        keyName: name,
        timeAfterCreate,
        ...defined({ expiresIn: wished.expiresIn, notifies }),
      },
      impact: "none",
      undo: { kind: "possible", how: `set the former rotation policy again: ${policyWords(former.value)}` },
    },
  ];
}

/** All that a rotation policy says. */
const policyWords = ({ rotates, notifies, expiresIn }: KeyRotationPolicy): string =>
  [
    `a new version ${inPolicyWords(rotates)}`,
    `a notice ${inPolicyWords(notifies)}`,
    expiresIn === undefined ? "versions without an end" : `versions that live ${expiresIn}`,
  ].join(", ");

function inPolicyWords(trigger: KeyLifetimeTrigger | undefined): string {
  if (trigger === undefined) return "never";
  return "timeAfterCreate" in trigger
    ? `${trigger.timeAfterCreate} after the last`
    : `${trigger.timeBeforeExpiry} before a version expires`;
}

function rotateStep({ name, vaultUri }: KeyVault, key: KeyEncryptionKey): StepContent {
  return {
    title: `Make a new version of key ${key.name} in vault ${name}`,
    action: { kind: "rotate-key", vaultUri, keyName: key.name },
    impact: "none",
    undo: { kind: "possible", how: "disable the new version, as long as nothing was wrapped with it" },
  };
}

function pointStep(set: DiskEncryptionSet, vault: KeyVault, newest: KeyEncryptionKey): StepContent {
  return {
    title: `Point set ${set.name} to version ${newest.version ?? ""} of key ${newest.name}`,
    action: {
      kind: "update-disk-encryption-set",
      diskEncryptionSetId: set.id,
      activeKey: activeKey(newest, vault, set.subscriptionId),
    },
    impact: "none",
    undo: { kind: "possible", how: "point the set to the old version again, as long as that is enabled" },
    expectedDuration: "at once; Azure then wraps the disks' keys anew, in the background",
  };
}

function followStep(set: DiskEncryptionSet): StepContent {
  return {
    title: `Have set ${set.name} follow its key's newest version`,
    action: {
      kind: "update-disk-encryption-set",
      diskEncryptionSetId: set.id,
      rotationToLatestKeyVersionEnabled: true,
    },
    impact: "none",
    undo: {
      kind: "possible",
      how: "switch automatic rotation off again; the set stays with the version that it has then",
    },
    expectedDuration: "at once; the set then follows a new version within an hour",
  };
}

function sameVersion(a: string, b: string): boolean {
  const [one, other] = [parseKeyVaultUrl(a).version, parseKeyVaultUrl(b).version];
  return one?.toLowerCase() === other?.toLowerCase();
}

function readOf({ diskEncryptionSet, keyVault, newestKey }: DiskEncryptionSetFacts): Read {
  for (const fact of [diskEncryptionSet, keyVault, newestKey]) {
    if (fact.kind === "known") continue;
    throw planBlocked(
      `The set's key can't be rotated: ${fact.reason}`,
      "Name a set whose vault and key you can read.",
    );
  }
  // Looked at again one by one: the loop does not tell the compiler.
  if (diskEncryptionSet.kind === "known" && keyVault.kind === "known" && newestKey.kind === "known") {
    const { keyUrl } = diskEncryptionSet.value;
    if (keyUrl !== undefined)
      return { set: diskEncryptionSet.value, keyUrl, vault: keyVault.value, newest: newestKey.value };
  }
  throw planBlocked("The set names no key.", "Give it one: diskEncryptionSets.plan(...).");
}
