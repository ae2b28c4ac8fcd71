import { sameSubscription } from "../../resource-ids";
import { AzureError, invalidParameter } from "../../errors";
import type { Resource, World } from "../../state";
import { textAt, valueAt } from "../../json";
import { parseItemUrl } from "../../keyvault/vaults-by-name";
import { encryptionTypeOf, activeKeyUrlOf } from "./disk-encryption-set";
import { newKeyRefusal } from "./keys";

/** A disk encryption set that a request would make, or change. */
export interface SetRequest {
  readonly world: World;
  /** As it would be. */
  readonly set: Resource;
  /** As it is; undefined: there is none yet. */
  readonly old: Resource | undefined;
}

/** One thing that Azure refuses of a set before it looks at any key; undefined: it does not. */
type SetRule = (request: SetRequest) => AzureError | undefined;

/**
 * The key's URL names a version, "regardless of rotationToLatestKeyVersionEnabled" (Microsoft.Compute, DiskRP 2025-01-02). No document
 * gives the text.
 */
const versionedKeyUrl: SetRule = ({ set }) => {
  const keyUrl = textAt(set.properties, "activeKey", "keyUrl");
  const target = "properties.activeKey.keyUrl";
  if (keyUrl === undefined) {
    return invalidParameter(`Required parameter '${target}' is missing (null).`, target);
  }
  const url = parseItemUrl(keyUrl);
  if (url?.kind === "keys" && url.version !== undefined) return undefined;
  return invalidParameter(
    `(sandbox) '${keyUrl}' is not the URL of a key in a key vault with its version.`,
    target,
  );
};

/**
 * `sourceVault` "is optional and cannot be used if the key vault's subscription is not the same as the disk encryption set's"
 * (Microsoft.Compute, DiskRP 2025-01-02), and names the vault of the key. No document gives the texts.
 */
const sourceVault: SetRule = ({ set }) => {
  const vaultId = textAt(set.properties, "activeKey", "sourceVault", "id");
  if (vaultId === undefined) return undefined;
  const keyUrl = textAt(set.properties, "activeKey", "keyUrl") ?? "";
  const vaultName = vaultId.split("/").at(-1) ?? "";
  if (!sameSubscription(vaultId, set.id)) {
    return invalid(
      `Key vault '${vaultName}' is in another subscription than disk encryption set '${set.name}'; sourceVault has to be left out then.`,
    );
  }
  return parseItemUrl(keyUrl)?.vaultName.toLowerCase() === vaultName.toLowerCase()
    ? undefined
    : invalid(`Key '${keyUrl}' is not in key vault '${vaultName}'.`);
};

function invalid(message: string): AzureError {
  return invalidParameter(`(sandbox) ${message}`, "properties.activeKey.sourceVault.id");
}

const types: readonly string[] = [
  "EncryptionAtRestWithCustomerKey",
  "EncryptionAtRestWithPlatformAndCustomerKeys",
  "ConfidentialVmEncryptedWithCustomerKey",
];

/**
 * The encryption type is one of a set's, and stays as it was made ("Enable customer-managed keys for managed disks", 2026-07-20). Code and text of a change: those of Compute for any property that stays.
 */
const encryptionTypeFixed: SetRule = ({ set, old }) => {
  const target = "properties.encryptionType";
  const type = encryptionTypeOf(set);
  if (!types.includes(type)) {
    return invalidParameter(
      `(sandbox) '${type}' is not an encryption type of a disk encryption set.`,
      target,
    );
  }
  return old === undefined || encryptionTypeOf(old) === type
    ? undefined
    : new AzureError(409, "PropertyChangeNotAllowed", "Changing property 'encryptionType' is not allowed.", {
        target,
      });
};

/** A set for confidential VMs doesn't rotate by itself. Text: a public support reference, which cuts it off after the type. */
const noRotationOfConfidential: SetRule = ({ set }) => {
  const type = encryptionTypeOf(set);
  const rotates = valueAt(set.properties, "rotationToLatestKeyVersionEnabled") === true;
  if (!rotates || type !== "ConfidentialVmEncryptedWithCustomerKey") return undefined;
  return invalidParameter(
    `Auto-key rotation for DiskEncryptionSet with EncryptionType '${type}' (sandbox) is not supported.`,
    "properties.rotationToLatestKeyVersionEnabled",
  );
};

/**
 * A key is looked at while the set is made only where an identity exists beforehand, a user-assigned one. A new set's own identity
 * exists with the set, so the set is made before anything can be granted (recorded), and the key is looked at when something is to be
 * encrypted. The new key of an old set is looked at always (azure-powershell).
 */
const identityReachesNewKey: SetRule = ({ world, set, old }) => {
  const isNewKey = old === undefined || activeKeyUrlOf(old) !== activeKeyUrlOf(set);
  const type = textAt(set.identity, "type") ?? "None";
  if (!isNewKey || (old === undefined && !type.includes("UserAssigned"))) return undefined;
  const refusal = newKeyRefusal(world, set, activeKeyUrlOf(set));
  return refusal === undefined ? undefined : new AzureError(400, refusal.code, refusal.message);
};

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
