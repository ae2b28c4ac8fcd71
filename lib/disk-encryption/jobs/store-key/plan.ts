import { basename } from "node:path";

import { type KeyEncryptionKey, type KeyVault, parseResourceId } from "@runbooks/azure";
import { longestWrappedInBytes, type WrapAlgorithm } from "../../nouns/wrap-algorithm";
import { evaluate } from "../../checks/evaluate";
import type { RequirementId } from "../../checks/requirement";
import { intendedFacts } from "../create-vm-from-disk/intended";
import { type Blocker, type Plan, type StepContent, type TouchedResource } from "../../change/plan";
import { ABSENT, keyEncryptionKeyState, keyVaultState } from "../../change/state";
import { DEFAULT_ALGORITHM, secretNameOf, tagsOf } from "./names";
import type { StoreKeyFacts, StoreKeyRequest } from "./observe";
import { secretId, secretState } from "../../change/secret-state";
import { planBlocked } from "../../change/blocked";
import { type PlanOptions, definePlan } from "../../change/define-plan";
import type { Finding } from "../../checks/finding";
import { RETIREMENT_WARNING } from "../../change/warnings";

/** What a vault has to fulfil, so that Azure hands a VM its key at the start. */
const applying: readonly RequirementId[] = [
  "vault-region",
  "vault-subscription",
  "vault-disk-encryption",
  "vault-firewall",
  "secret-lifetime-policy",
  "key-encryption-key",
];

/** "About keys, secrets and certificates": a secret's value has at most 25 KB; base64 makes four characters of three bytes. */
const LONGEST_PLAIN_IN_BYTES: number = Math.floor((25 * 1024 * 3) / 4);

/**
 * Plans the storing of a volume's key as a secret: wrapped with the key encryption key where there is one, tagged as the platform asks for.
 * Its version is Azure's to give: observe again, and plan the VM with it. Pure; the plan holds nothing of the key.
 *
 * @throws RunbookError `PlanBlocked` where vault or key encryption key could not be read, where the secret's name is taken by a deleted one or
 *   by another key, and where the key opens none of the VHD's volumes.
 * @see "Azure Disk Encryption sample scripts", 2026-07-14; "Troubleshoot BitLocker boot errors", 2021-04-16
 */
export function planStoreKey(facts: StoreKeyFacts, options: PlanOptions = {}): Plan {
  const { request, keyVault, keyEncryptionKey, stored } = facts;
  const { material, algorithm = DEFAULT_ALGORITHM, expiresOn } = request;
  const name = parseResourceId(request.vmId).name;
  if (keyVault.kind === "missing")
    throw planBlocked(
      `The vault could not be read: ${keyVault.reason}`,
      "Name a key vault that you can read.",
    );
  if (keyEncryptionKey !== "none" && keyEncryptionKey.kind === "missing")
    throw planBlocked(
      `The key encryption key could not be read: ${keyEncryptionKey.reason}`,
      "Name one that you can read, or none.",
    );
  assertOpensVolume(request);
  assertNameIsFree(facts);
  const vault = keyVault.value;
  const key = keyEncryptionKey === "none" ? undefined : keyEncryptionKey.value;
  const longestInBytes = longestOf(key, algorithm);
  const isThere = isStored(facts);
  const step: StepContent = {
    title: `Store the key of ${name}'s ${request.dataDisk === undefined ? "OS volume" : "data volume"} in vault ${vault.name}${key === undefined ? "" : `, wrapped with ${key.name}`}`,
    action: {
      kind: "store-key",
      vaultUri: vault.vaultUri,
      secretName: secretNameOf(request),
      tags: tagsOf(request),
      material: {
        kind: material.kind,
        ...(material.externalKey === undefined ? {} : { identifier: material.externalKey.identifier }),
      },
      longestInBytes,
      ...(key === undefined ? {} : { wrapWith: { keyUrl: key.url, algorithm } }),
      ...(expiresOn === undefined ? {} : { expiresOn: wholeSeconds(expiresOn) }),
    },
    impact: "none",
    undo: { kind: "possible", how: "delete the secret, as long as no disk names it" },
  };
  return definePlan(
    {
      job: "store-key",
      target: { id: request.vmId, name },
      steps: isThere ? [] : [step],
      touches: [keyVaultState(vault), ...keyEncryptionKeyState(facts), ...secretTouches(facts, vault)],
      findings: isThere ? [] : ruleFindings(facts),
      blockers: isThere ? [] : sizeBlockers(facts, key, longestInBytes),
      warnings: [
        RETIREMENT_WARNING,
        ...warningsOf(
          facts,
          vault,
          key,
          isThere && stored.kind === "known" ? stored.value.secretUrl : undefined,
        ),
      ],
    },
    options,
  );
}

const wholeSeconds = (date: Date): string => new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();

/** A `.bek` file that was written for another volume, or for a protector that was deleted since, unlocks nothing. */
function assertOpensVolume({ material, report }: StoreKeyRequest): void {
  if (report === undefined) return;
  const wanted = report.verdict.keyMaterial;
  const files = wanted.flatMap((one) => (one.kind === "bek-file" ? one.fileNames : []));
  const wantsPassphrase = wanted.some(({ kind }) => kind === "passphrase");
  const file = `${material.externalKey?.identifier ?? ""}.BEK`;
  const opens =
    material.kind === "passphrase" ? wantsPassphrase : files.some((one) => one.toUpperCase() === file);
  if (opens) return;
  throw planBlocked(
    material.kind === "passphrase"
      ? `${basename(report.fileName)} has no volume that a passphrase opens.`
      : `${file} opens no volume of ${basename(report.fileName)}; ${files.length === 0 ? "none of them has a startup key" : `their startup keys are ${files.join(", ")}`}.`,
    "Look which protectors the volume has (manage-bde -protectors -get C:): one that was deleted and made anew has a new .BEK file.",
  );
}

function assertNameIsFree({ request, isDeleted }: StoreKeyFacts): void {
  if (isDeleted.kind === "missing" || !isDeleted.value) return;
  throw planBlocked(
    `The vault has a deleted secret ${secretNameOf(request)}, which keeps its name until it is purged.`,
    "Recover it (on live Azure: az keyvault secret recover), or purge it where purge protection lets you; then observe again.",
  );
}

/** Whether the secret is there as it would be made. Its value is not read; a `.bek` file's name stands for it. */
function isStored({ request, stored, observedAt }: StoreKeyFacts): boolean {
  if (stored.kind === "missing") return false;
  const { tags, enabled, expiresOn } = stored.value;
  return (
    request.material.kind === "bek" &&
    enabled &&
    (expiresOn === undefined || expiresOn > observedAt) &&
    Object.entries(tagsOf(request)).every(([name, value]) => tags[name] === value)
  );
}

/** What can't be read now can't be compared later either: of that the plan warns. */
function secretTouches({ request, stored }: StoreKeyFacts, vault: KeyVault): readonly TouchedResource[] {
  if (stored.kind === "known") return [secretState(vault.id, stored.value)];
  return stored.absent === true ? [{ id: secretId(vault.id, secretNameOf(request)), state: ABSENT }] : [];
}

function longestOf(key: KeyEncryptionKey | undefined, algorithm: WrapAlgorithm): number {
  // A size that is not known is evaluated by the key's own check.
  return key?.keySizeInBits === undefined
    ? LONGEST_PLAIN_IN_BYTES
    : longestWrappedInBytes(key.keySizeInBits, algorithm);
}

function ruleFindings({
  request,
  keyVault,
  keyEncryptionKey,
  secretLifetimePolicies,
  observedAt,
}: StoreKeyFacts): readonly Finding[] {
  const { vmId, location, expiresOn } = request;
  const facts = intendedFacts({
    vmId,
    location,
    // How long a key has to be is known to the byte here: what is asked of it by the version of Windows does not count.
    osType: "Linux",
    keyVault,
    keyEncryptionKey,
    secretLifetimePolicies,
    observedAt,
  });
  // A policy that demands an expiry date is met by one.
  const counted = applying.filter((id) => id !== "secret-lifetime-policy" || expiresOn === undefined);
  return evaluate(facts, counted);
}

/** What is too large for the key encryption key, the vault would refuse; nothing is sent to find that out. */
function sizeBlockers(
  { request }: StoreKeyFacts,
  key: KeyEncryptionKey | undefined,
  longestInBytes: number,
): readonly Blocker[] {
  const { material, algorithm = DEFAULT_ALGORITHM } = request;
  if (material.lengthInBytes <= longestInBytes) return [];
  const large = [3072, 4096].find((bits) => longestWrappedInBytes(bits, algorithm) >= material.lengthInBytes);
  return [
    {
      requirement: "key-encryption-key",
      outcome: "fail",
      evidence:
        key?.keySizeInBits === undefined
          ? `The key has ${material.lengthInBytes} bytes; a secret holds at most ${longestInBytes}.`
          : `The volume's key has ${material.lengthInBytes} bytes; ${algorithm} with ${key.name}, of ${key.keySizeInBits} bits, wraps at most ${longestInBytes}.`,
      fix:
        large === undefined
          ? "Store it without a key encryption key."
          : `Use a key encryption key of ${large} bits, or none.`,
    },
  ];
}

function warningsOf(
  { request, stored, isDeleted, observedAt }: StoreKeyFacts,
  vault: KeyVault,
  key: KeyEncryptionKey | undefined,
  storedAs: string | undefined,
): readonly string[] {
  const { expiresOn } = request;
  if (storedAs !== undefined)
    return [
      `${storedAs} is there with the same file name, algorithm and key; its value was not read, and is not written again.`,
    ];
  const rights = vault.enableRbacAuthorization
    ? `the roles Key Vault Secrets Officer${key === undefined ? "" : " and Key Vault Crypto User"} in vault ${vault.name}`
    : `the permissions secret set${key === undefined ? "" : ", key get and key wrapKey"} in vault ${vault.name}`;
  return [
    `It takes ${rights}; whether you have them shows only when the request is sent.`,
    ...(expiresOn === undefined
      ? []
      : [
          `The secret expires on ${wholeSeconds(expiresOn)}: from then on the VM does not start any more.${expiresOn <= observedAt ? " That day is past." : ""}`,
        ]),
    ...(stored.kind === "known"
      ? [`Secret ${stored.value.secretName} gets a new version; disks that name an older one keep it.`]
      : []),
    ...(stored.kind === "missing" && stored.absent !== true
      ? [
          `Whether the secret is there already could not be read, so a version that is written meanwhile goes unnoticed: ${stored.reason}`,
        ]
      : []),
    ...(isDeleted.kind === "missing"
      ? [`Whether a deleted secret keeps the name could not be read: ${isDeleted.reason}`]
      : []),
    "The secret's version is Azure's to give: observe again, and plan the VM with it.",
  ];
}
