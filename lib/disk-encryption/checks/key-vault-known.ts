import type { KeyVault } from "@runbooks/azure";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { whenKnown } from "./verdict";

/** Evaluates the vault; `unknown` where none was named or it could not be read. */
export function whenKeyVaultKnown(
  { keyVault }: EncryptionFacts,
  what: string,
  evaluate: (keyVault: KeyVault) => Verdict,
): Verdict {
  return whenKnown(
    keyVault,
    what,
    "Name a key vault that you may read (--key-vault with its full resource id, or the VM's tag diskEncryptionKeyVault).",
    evaluate,
  );
}
