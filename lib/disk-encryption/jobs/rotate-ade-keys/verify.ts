import { sameResourceId } from "@runbooks/azure";
import {
  checklistOf,
  fail,
  pass,
  unknown,
  type Checklist,
  type ChecklistItem,
  type Evaluated,
} from "../../verify/checklist";
import type { AdeDiskKey, AdeKeys } from "./observe";

/** What the disks of a VM are to be encrypted with. */
export interface WishedAdeKeys {
  /** Full resource id of the vault of the secrets. */
  readonly keyVaultId: string;
  /** With its version, or `"none"`. */
  readonly keyEncryptionKeyUrl: string;
}

/**
 * Evaluates whether every disk names the keys that it is to name, whether the vault has them ready for the next start, and whether the former
 * ones are kept. Pure.
 */
export function verifyAdeKeys(observed: AdeKeys, wished: WishedAdeKeys): Checklist {
  const { vmName, keys, former } = observed;
  const items: readonly ChecklistItem[] = [
    { title: "every stamp names the key version", ...everyOf(observed, keys, (key) => stampOf(key, wished)) },
    { title: "every secret is in the vault", ...everyOf(observed, keys, (key) => vaultOf(key, wished)) },
    {
      title: "every secret's tag names the key version",
      ...everyOf(observed, keys, (key) => tagOf(key, wished)),
    },
    { title: "secret and key are ready for the next start", ...everyOf(observed, keys, readyOf) },
    ...(former.length === 0
      ? []
      : [{ title: "former secrets and key versions are kept", ...everyOf(observed, former, readyOf) }]),
  ];
  return checklistOf(`the disks of ${vmName} are encrypted with the keys that were asked for`, items);
}

type Doubt = { readonly outcome: "fail" | "unknown"; readonly evidence: string } | undefined;

function everyOf(
  { vmName, unread }: AdeKeys,
  keys: readonly AdeDiskKey[],
  doubtOf: (key: AdeDiskKey) => Doubt,
): Evaluated {
  const [first] = unread;
  if (first !== undefined) return unknown(`A disk was not read: ${first}`);
  if (keys.length === 0) return fail(`No disk of ${vmName} carries a stamp.`);
  const doubts = keys.flatMap((key) => doubtOf(key) ?? []);
  const worst = doubts.find(({ outcome }) => outcome === "fail") ?? doubts[0];
  if (worst !== undefined) return worst.outcome === "fail" ? fail(worst.evidence) : unknown(worst.evidence);
  return pass(`${keys.length} of ${keys.length}: ${[...new Set(keys.map(({ disk }) => disk))].join(", ")}.`);
}

const sameUrl = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function stampOf({ disk, keyEncryptionKeyUrl = "none" }: AdeDiskKey, wished: WishedAdeKeys): Doubt {
  return sameUrl(keyEncryptionKeyUrl, wished.keyEncryptionKeyUrl)
    ? undefined
    : { outcome: "fail", evidence: `${disk} names ${keyEncryptionKeyUrl}.` };
}

function vaultOf({ disk, secretVaultId }: AdeDiskKey, { keyVaultId }: WishedAdeKeys): Doubt {
  return sameResourceId(secretVaultId, keyVaultId)
    ? undefined
    : { outcome: "fail", evidence: `${disk} names ${secretVaultId}.` };
}

function tagOf({ disk, secret }: AdeDiskKey, wished: WishedAdeKeys): Doubt {
  if (secret.kind === "missing")
    return { outcome: "unknown", evidence: `The secret of ${disk} was not read: ${secret.reason}` };
  const tag = secret.value.tags["DiskEncryptionKeyEncryptionKeyURL"] ?? "none";
  return sameUrl(tag, wished.keyEncryptionKeyUrl)
    ? undefined
    : { outcome: "fail", evidence: `The secret of ${disk} has DiskEncryptionKeyEncryptionKeyURL ${tag}.` };
}

function readyOf({ disk, secret }: AdeDiskKey): Doubt {
  if (secret.kind === "missing")
    return { outcome: "unknown", evidence: `The secret of ${disk} was not read: ${secret.reason}` };
  const { state, keyEncryptionKeyUrl, keyEncryptionKeyState, secretUrl } = secret.value;
  if (state !== "usable") return { outcome: "fail", evidence: `Secret ${secretUrl} of ${disk} is ${state}.` };
  if (keyEncryptionKeyUrl === undefined || keyEncryptionKeyState === "usable") return undefined;
  return keyEncryptionKeyState === undefined
    ? { outcome: "unknown", evidence: `Key ${keyEncryptionKeyUrl} of ${disk} was not read.` }
    : { outcome: "fail", evidence: `Key ${keyEncryptionKeyUrl} of ${disk} is ${keyEncryptionKeyState}.` };
}
