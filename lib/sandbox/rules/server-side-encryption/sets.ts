import { encryptionTypeFixed } from "./encryption-type-fixed";
import { identityReachesNewKey } from "./identity-reaches-new-key";
import { noRotationOfConfidential } from "./no-rotation-of-confidential";
import type { SetRequest, SetRule } from "./set-rule";
import { sourceVault } from "./source-vault";
import { versionedKeyUrl } from "./versioned-key-url";

const setRules: readonly SetRule[] = [
  versionedKeyUrl,
  sourceVault,
  encryptionTypeFixed,
  noRotationOfConfidential,
  identityReachesNewKey,
];

/** Throws what Azure answers to a set that it doesn't take. */
export function assertSetAccepted(request: SetRequest): void {
  for (const rule of setRules) {
    const refusal = rule(request);
    if (refusal !== undefined) throw refusal;
  }
}
