import type { KeyEncryptionKey } from "@runbooks/azure";
import { inWords } from "./verdict";

const neededOperations: readonly string[] = ["wrapKey", "unwrapKey"];

/** Why a version of a key can't wrap and unwrap at a moment, each reason a clause after the key's name; none where it can. */
export function unusableBecause(key: KeyEncryptionKey, observedAt: Date): readonly string[] {
  return [
    ...(key.version === undefined ? ["is named without its version"] : []),
    ...(key.enabled ? [] : ["is disabled"]),
    ...(key.expiresOn !== undefined && key.expiresOn <= observedAt
      ? [`expired on ${key.expiresOn.toISOString()}`]
      : []),
    ...(key.notBefore !== undefined && key.notBefore > observedAt
      ? [`is not valid before ${key.notBefore.toISOString()}`]
      : []),
    ...missingOperations(key),
  ];
}

function missingOperations({ keyOperations }: KeyEncryptionKey): readonly string[] {
  const allowed = keyOperations.map((operation) => operation.toLowerCase());
  const lacking = neededOperations.filter((operation) => !allowed.includes(operation.toLowerCase()));
  return lacking.length === 0 ? [] : [`does not allow ${inWords(lacking)}`];
}
