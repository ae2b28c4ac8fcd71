import { sameSubscription } from "../../resource-ids";
import * as platformKeyVault from "../../keyvault/platform-key-vault";
import type { FoundKey } from "../../keyvault/platform-key-vault";
import type { Resource, World } from "../../state";
import { userAssignedIdsOf, principalsOf } from "../../managed-identity/resource-identity";
import { textAt } from "../../json";
import { letsTrustedServicesIn } from "../key-vault";
import { hasDataRight, type DataRight } from "../../keyvault/data-access";
import { sameRegion } from "@runbooks/azure";
import { isPurgeProtected } from "../../keyvault/attributes";

/** A key that Storage is to encrypt with, for a disk encryption set. */
interface KeyUse {
  readonly world: World;
  /** As it is, or as a request would make it. */
  readonly set: Resource;
  readonly keyUrl: string;
  /** Undefined: the vault is not there. */
  readonly found: FoundKey | undefined;
}

/** Why Storage can't use a key; code and text as Azure has them. */
export interface KeyRefusal {
  readonly code: string;
  readonly message: string;
}

/** One thing that Storage needs of a set's key; undefined: it has it. */
type KeyRule = (use: KeyUse) => KeyRefusal | undefined;

/** What the rules look at. */
function keyUse(world: World, set: Resource, keyUrl: string): KeyUse {
  return { world, set, keyUrl, found: platformKeyVault.findKey(world, keyUrl) };
}

/**
 * Azure's refusal of a set whose identity can't get, wrap and unwrap. Text with a user-assigned identity: public Terraform logs; with the
 * set itself: a test of azure-powershell.
 */
function accessForbidden({ set, keyUrl }: KeyUse): KeyRefusal {
  const [userAssigned] = userAssignedIdsOf(set.identity);
  const whom =
    textAt(set.identity, "type") === "UserAssigned" && userAssigned !== undefined
      ? `user-assigned identity '${userAssigned}'`
      : `disk encryption set '${set.name}'`;
  return {
    code: "KeyVaultAccessForbidden",
    message:
      `Unable to access key vault resource '${keyUrl}' to enable encryption at rest. Please grant get, wrap and unwrap key permissions ` +
      `to ${whom}. Please visit https://aka.ms/keyvaultaccessssecmk for more information.`,
  };
}

/**
 * The set has an identity that Entra knows. Code: a public support reference (2026-04-06), for an identity whose token can't be
 * had; no document gives the text.
 */
const identityThere: KeyRule = ({ world, set }) =>
  principalsOf(world, set).length > 0
    ? undefined
    : {
        code: "KeyVaultAccessTokenCannotBeAcquired",
        message: `(sandbox) No token can be had for the identity of disk encryption set '${set.name}': it has none, or it was deleted.`,
      };

/** The vault is there, and not soft-deleted. No document gives code and text. */
const vaultThere: KeyRule = ({ found, keyUrl }) =>
  found === undefined
    ? { code: "KeyVaultNotFound", message: `(sandbox) The key vault of key '${keyUrl}' is not found.` }
    : undefined;

/** A vault with a firewall lets "Azure Disk Storage, when configured with a disk encryption set" through (Key Vault network security, 2026-06-16). */
const vaultLetsDiskStorageIn: KeyRule = (use) =>
  use.found === undefined || letsTrustedServicesIn(use.found.vault) ? undefined : accessForbidden(use);

/** "Enable customer-managed keys for managed disks": get, wrapKey and unwrapKey, or the role Key Vault Crypto Service Encryption User. */
const needed: readonly DataRight[] = [
  { kind: "keys", action: "read", permission: "get" },
  { kind: "keys", action: "wrap/action", permission: "wrapKey" },
  { kind: "keys", action: "unwrap/action", permission: "unwrapKey" },
];

/** One of the set's identities may read the key, wrap and unwrap with it. */
const keyAccess: KeyRule = (use) => {
  const { world, set, found } = use;
  if (found === undefined) return undefined;
  const { vault, name } = found;
  const isGranted = principalsOf(world, set).some((principal) =>
    needed.every((right) => hasDataRight(world, vault, principal, right, name)),
  );
  return isGranted ? undefined : accessForbidden(use);
};

/** That version of the key is there, and not soft-deleted. No document gives code and text. */
const keyThere: KeyRule = ({ found, keyUrl }) =>
  found !== undefined && found.key === undefined
    ? { code: "KeyVaultKeyNotFound", message: `(sandbox) The key vault key '${keyUrl}' is not found.` }
    : undefined;

/** The key is enabled. Code and text: a public support playbook, "SSE+CMK VM start fails". */
const keyEnabled: KeyRule = ({ set, keyUrl, found }) =>
  found?.key?.enabled === false
    ? {
        code: "KeyVaultKeyNotEnabled",
        message: `The key vault key '${keyUrl}' used for disk encryption set '${set.name}' must be enabled state.`,
      }
    : undefined;

/** The key is in its time. Text of an expired one: the same playbook, which shows it under KeyVaultAccessForbidden. */
const keyInItsTime: KeyRule = ({ world, keyUrl, found }) => {
  if (found?.key === undefined) return undefined;
  const code = "KeyVaultAccessForbidden";
  switch (platformKeyVault.usability(found.key, world.clock.now())) {
    case "expired":
      return { code, message: `Unable to access key '${keyUrl}'. Key is expired.` };
    case "not-yet-valid":
      return { code, message: `Unable to access key '${keyUrl}'. (sandbox) Key is not valid yet.` };
    case "disabled":
    case "usable":
      return undefined;
  }
};

/**
 * The vault is in the set's region. Source: restrictions in "Server-side encryption of Azure managed disks", 2026-04-02; code:
 * "Troubleshoot BYOK issues" (Azure Kubernetes Service), where it comes at the first use of a set. No document gives the text.
 */
const vaultRegion: KeyRule = ({ set, found }) => {
  const [ofVault, ofSet] = [found?.vault.location, set.location];
  if (ofVault === undefined || ofSet === undefined || sameRegion(ofVault, ofSet)) return undefined;
  return {
    code: "KeyVaultAndDiskInDifferentRegions",
    message: `(sandbox) Key vault '${found?.vault.name ?? ""}' is in ${ofVault}, disk encryption set '${set.name}' in ${ofSet}.`,
  };
};

/**
 * The training module asks for a vault in the subscription of the disks. Enforced in the module edition alone: "Server-side encryption of Azure
 * managed disks", 2026-04-02, lets it be another.
 */
const vaultSubscription: KeyRule = ({ world, set, found }) => {
  if (world.edition !== "module" || found === undefined) return undefined;
  if (sameSubscription(found.vault.id, set.id)) return undefined;
  return {
    code: "KeyVaultAndDiskInDifferentSubscriptions",
    message: `(sandbox) Key vault '${found.vault.name}' is in another subscription than disk encryption set '${set.name}' (training module).`,
  };
};

/**
 * The vault has purge protection ("Enable customer-managed keys for managed disks", 2026-07-20). Code: "Troubleshoot BYOK issues" (Azure
 * Kubernetes Service), where it comes at the first use of a set. No document gives the text.
 */
const purgeProtection: KeyRule = ({ found, set }) =>
  found === undefined || isPurgeProtected(found.vault)
    ? undefined
    : {
        code: "KeyVaultNotPurgeProtectionEnabled",
        message: `(sandbox) Key vault '${found.vault.name}' of disk encryption set '${set.name}' has no purge protection.`,
      };

const supportedSizesInBits: readonly number[] = [2048, 3072, 4096];

/**
 * "Only software and HSM RSA keys of sizes 2,048-bit, 3,072-bit and 4,096-bit are supported" (customer-managed keys, restrictions,
 * 2025-02-18). No document gives code and text.
 */
const keyType: KeyRule = ({ keyUrl, found }) => {
  if (found?.key === undefined) return undefined;
  const { keyType: type, keySizeInBits } = found.key;
  const isSupported =
    /^RSA(-HSM)?$/i.test(type) && keySizeInBits !== undefined && supportedSizesInBits.includes(keySizeInBits);
  if (isSupported) return undefined;
  const size = keySizeInBits === undefined ? "" : ` of ${keySizeInBits} bits`;
  return {
    code: "KeyVaultKeyTypeNotSupported",
    message: `(sandbox) The key vault key '${keyUrl}' is of type ${type}${size}; RSA and RSA-HSM of 2048, 3072 and 4096 bits are supported.`,
  };
};

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
