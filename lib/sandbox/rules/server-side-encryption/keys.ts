import type { Resource, World } from "../../state";
import { identityThere } from "./identity-there";
import { keyAccess } from "./key-access";
import { keyEnabled } from "./key-enabled";
import { keyInItsTime } from "./key-in-its-time";
import { keyUse, type KeyRefusal, type KeyRule } from "./key-rule";
import { keyThere } from "./key-there";
import { keyType } from "./key-type";
import { purgeProtection } from "./purge-protection";
import { vaultLetsDiskStorageIn } from "./vault-lets-disk-storage-in";
import { vaultRegion } from "./vault-region";
import { vaultSubscription } from "./vault-subscription";
import { vaultThere } from "./vault-there";

/** What Storage needs as long as something is encrypted with a key, in this order. */
const everyUse: readonly KeyRule[] = [
  identityThere,
  vaultThere,
  vaultLetsDiskStorageIn,
  keyAccess,
  keyThere,
  keyEnabled,
  keyInItsTime,
];

/** What it looks at besides, once it can read a key that something is to be encrypted with from now on. */
const newUse: readonly KeyRule[] = [vaultRegion, vaultSubscription, purgeProtection, keyType];

/** Why what is encrypted with a key can't be read; undefined: it can. */
export function keyLoss(world: World, set: Resource, keyUrl: string): KeyRefusal | undefined {
  return firstRefusal(everyUse, world, set, keyUrl);
}

/** Why nothing can be encrypted with a key; undefined: it can. */
export function newKeyRefusal(world: World, set: Resource, keyUrl: string): KeyRefusal | undefined {
  return firstRefusal([...everyUse, ...newUse], world, set, keyUrl);
}

function firstRefusal(
  rules: readonly KeyRule[],
  world: World,
  set: Resource,
  keyUrl: string,
): KeyRefusal | undefined {
  const use = keyUse(world, set, keyUrl);
  for (const rule of rules) {
    const refusal = rule(use);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
