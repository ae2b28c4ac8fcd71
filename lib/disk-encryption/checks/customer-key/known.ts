import type { DiskEncryptionSet, KeyEncryptionKey, KeyVault } from "@runbooks/azure";
import type { Verdict } from "../finding";
import { whenKnown } from "../verdict";
import type { DiskEncryptionSetFacts } from "./facts";

/** Evaluates the set; `unknown` where none was named or it could not be read. */
export function whenSetKnown(
  { diskEncryptionSet }: Pick<DiskEncryptionSetFacts, "diskEncryptionSet">,
  what: string,
  evaluate: (set: DiskEncryptionSet) => Verdict,
): Verdict {
  return whenKnown(
    diskEncryptionSet,
    what,
    "Name a disk encryption set that is there and that you may read.",
    evaluate,
  );
}

/** Evaluates the vault of the set's key; `unknown` where it was not found or could not be read. */
export function whenVaultKnown(
  { keyVault }: Pick<DiskEncryptionSetFacts, "keyVault">,
  what: string,
  evaluate: (vault: KeyVault) => Verdict,
): Verdict {
  return whenKnown(keyVault, what, "Name the key's vault by its full resource id (keyVaultId).", evaluate);
}

/** Evaluates the set's key; `unknown` where it could not be read. */
export function whenKeyKnown(
  { key }: Pick<DiskEncryptionSetFacts, "key">,
  what: string,
  evaluate: (key: KeyEncryptionKey) => Verdict,
): Verdict {
  return whenKnown(key, what, "See that the key is there and that you may read its vault.", evaluate);
}
