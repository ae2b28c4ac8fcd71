import { principalsOf } from "../../managed-identity/resource-identity";
import { hasDataRight, type DataRight } from "../../keyvault/data-access";
import { accessForbidden } from "./access-forbidden";
import type { KeyRule } from "./key-rule";

/** "Enable customer-managed keys for managed disks": get, wrapKey and unwrapKey, or the role Key Vault Crypto Service Encryption User. */
const needed: readonly DataRight[] = [
  { kind: "keys", action: "read", permission: "get" },
  { kind: "keys", action: "wrap/action", permission: "wrapKey" },
  { kind: "keys", action: "unwrap/action", permission: "unwrapKey" },
];

/** One of the set's identities may read the key, wrap and unwrap with it. */
export const keyAccess: KeyRule = (use) => {
  const { world, set, found } = use;
  if (found === undefined) return undefined;
  const { vault, name } = found;
  const isGranted = principalsOf(world, set).some((principal) =>
    needed.every((right) => hasDataRight(world, vault, principal, right, name)),
  );
  return isGranted ? undefined : accessForbidden(use);
};
