import type { KeyEncryptionKey } from "@runbooks/azure";
import type { Check } from "../check";
import type { Verdict } from "../finding";
import { fail, MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenKeyKnown } from "./known";

const sizesInBits: readonly number[] = [2048, 3072, 4096];
const FIX = "Use an RSA key of 2048, 3072 or 4096 bits.";

/**
 * RSA keys of three sizes, from software or an HSM. The module says nothing.
 *
 * @see "Server-side encryption of Azure managed disks", Customer-managed key restrictions, 2026-04-02
 */
export const keyType: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenKeyKnown(facts, "the key's type and size", (key) => evaluate(key, facts));

function evaluate(
  { name, keyType: type, keySizeInBits }: KeyEncryptionKey,
  { keyVault }: CustomerKeyFacts,
): Verdict {
  const kind = type.toLowerCase();
  if (kind !== "rsa" && kind !== "rsa-hsm") return fail(`Key ${name} is of type ${type}, not RSA.`, FIX);
  if (keySizeInBits === undefined) return unknown(`the size of key ${name}`, FIX);
  if (!sizesInBits.includes(keySizeInBits)) return fail(`Key ${name} has ${keySizeInBits} bits.`, FIX);
  // Key Vault keeps HSM keys in the Premium tier alone, so that this is seen only where the facts don't fit together.
  if (kind === "rsa-hsm" && keyVault.kind === "known" && keyVault.value.sku.toLowerCase() !== "premium") {
    return fail(
      `Key ${name} is in an HSM, and vault ${keyVault.value.name} is of the ${keyVault.value.sku} tier.`,
      "Use a vault of the Premium tier for HSM keys.",
    );
  }
  return pass(`Key ${name} is ${type} of ${keySizeInBits} bits.`);
}
