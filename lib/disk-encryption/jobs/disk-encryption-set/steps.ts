import {
  defined,
  CRYPTO_SERVICE_ENCRYPTION_USER,
  type DiskEncryptionSet,
  type KeyEncryptionKey,
  keyPermissions,
  type KeyVault,
  parseKeyVaultUrl,
} from "@runbooks/azure";
import { parseDiskEncryptionSetId } from "../../observe/read-disk-encryption-set";
import { parseManagedIdentityId } from "../../observe/read-managed-identity";
import type { ActiveKey } from "../../change/actions/disk-encryption-set";
import { guidOf } from "../../change/guid";
import type { StepContent } from "../../change/plan";
import type { NewDiskEncryptionSetFacts } from "./observe";
import { encryptionTypeOf, followsNewest, KEY_SIZE_IN_BITS, type DiskEncryptionSetRequest } from "./request";

export function createKeyStep({ keyVaultId, key }: DiskEncryptionSetRequest): StepContent {
  const { name, keySizeInBits = KEY_SIZE_IN_BITS, keyType = "RSA" } = key;
  return {
    title: `Create key ${name} (${keyType} ${keySizeInBits}) where it is not there`,
    action: { kind: "create-key", vaultId: keyVaultId, keyName: name, keySizeInBits, keyType },
    impact: "none",
    undo: { kind: "possible", how: "delete the key, as long as no disk was encrypted with it" },
  };
}

export function createIdentityStep({
  userAssignedIdentityId = "",
  location,
}: DiskEncryptionSetRequest): StepContent {
  return {
    title: `Create identity ${parseManagedIdentityId(userAssignedIdentityId).name}`,
    action: { kind: "create-managed-identity", identityId: userAssignedIdentityId, location },
    impact: "none",
    undo: { kind: "possible", how: "delete the identity, as long as no set uses it" },
  };
}

export function createSetStep(
  facts: NewDiskEncryptionSetFacts,
  request: DiskEncryptionSetRequest,
): StepContent {
  const { diskEncryptionSetId, location, userAssignedIdentityId } = request;
  const encryptionType = encryptionTypeOf(request);
  return {
    title: `Create disk encryption set ${parseDiskEncryptionSetId(diskEncryptionSetId).name} (${encryptionType})`,
    action: {
      kind: "create-disk-encryption-set",
      diskEncryptionSetId,
      location,
      encryptionType,
      activeKey: activeKeyOf(facts, request),
      rotationToLatestKeyVersionEnabled: followsNewest(request),
      ...defined({ userAssignedIdentityId }),
    },
    impact: "none",
    undo: { kind: "possible", how: "delete the set, as long as no disk uses it" },
    ...(userAssignedIdentityId === undefined
      ? {}
      : { expectedDuration: "minutes, until the grant is known everywhere" }),
  };
}

export function updateSteps(
  set: DiskEncryptionSet,
  facts: NewDiskEncryptionSetFacts,
  request: DiskEncryptionSetRequest,
): readonly StepContent[] {
  const activeKey = activeKeyOf(facts, request);
  // A newer version of the same key is no other key: the set follows it by itself, or by planKeyRotation.
  const otherKey = set.keyUrl === undefined || !sameKey(set.keyUrl, activeKey.keyUrl);
  const rotation =
    request.automaticRotation === set.rotationToLatestKeyVersionEnabled
      ? undefined
      : request.automaticRotation;
  if (!otherKey && rotation === undefined) return [];
  const words = [
    ...(otherKey ? [`key ${request.key.name}`] : []),
    ...(rotation === undefined ? [] : [`automatic rotation ${rotation ? "on" : "off"}`]),
  ];
  return [
    {
      title: `Set on disk encryption set ${set.name}: ${words.join(", ")}`,
      action: {
        kind: "update-disk-encryption-set",
        diskEncryptionSetId: set.id,
        ...(otherKey ? { activeKey } : {}),
        ...defined({ rotationToLatestKeyVersionEnabled: rotation }),
      },
      impact: "none",
      undo: {
        kind: "possible",
        how: "set the former key and rotation again; keep both keys enabled meanwhile",
      },
    },
  ];
}

/** What the set's identities still lack, by the vault's own permission model. */
export function grantSteps({ keyVault, grants }: NewDiskEncryptionSetFacts): readonly StepContent[] {
  if (keyVault.kind === "missing") return [];
  const vault = keyVault.value;
  return grants.flatMap((grant) => {
    if (grant.kind === "missing" || grant.value.granted.length === keyPermissions.length) return [];
    const { principalId, identityName } = grant.value;
    return [
      {
        title: `Let ${identityName} use the keys of vault ${vault.name}`,
        action: vault.enableRbacAuthorization
          ? {
              kind: "create-role-assignment" as const,
              scope: vault.id,
              name: guidOf(`${vault.id}/${principalId}/${CRYPTO_SERVICE_ENCRYPTION_USER.id}`.toLowerCase()),
              roleDefinitionId: CRYPTO_SERVICE_ENCRYPTION_USER.id,
              principalId,
            }
          : {
              kind: "add-access-policy" as const,
              vaultId: vault.id,
              tenantId: vault.tenantId,
              principalId,
            },
        impact: "none" as const,
        undo: {
          kind: "possible" as const,
          how: vault.enableRbacAuthorization
            ? "delete the role assignment; disks then lose their key"
            : "take the entry out of the vault's access policies; disks then lose their key",
        },
        expectedDuration: "at once; known everywhere after up to ten minutes",
      },
    ];
  });
}

function activeKeyOf(
  { newestKey, keyVault }: NewDiskEncryptionSetFacts,
  { diskEncryptionSetId }: DiskEncryptionSetRequest,
): ActiveKey {
  // Both are known where a set is planned: what is not there is made in the plan before.
  if (newestKey.kind === "missing" || keyVault.kind === "missing")
    throw new TypeError("No key to make a set of");
  const { subscriptionId } = parseDiskEncryptionSetId(diskEncryptionSetId);
  return activeKey(newestKey.value, keyVault.value, subscriptionId);
}

/** A key as a set of a subscription names it. */
export function activeKey(key: KeyEncryptionKey, vault: KeyVault, setSubscriptionId: string): ActiveKey {
  const sameSubscription = vault.subscriptionId.toLowerCase() === setSubscriptionId.toLowerCase();
  return { keyUrl: key.url, ...(sameSubscription ? { sourceVaultId: vault.id } : {}) };
}

/** Whether two URLs name one key, in whatever version. */
export function sameKey(a: string, b: string): boolean {
  const [one, other] = [parseKeyVaultUrl(a), parseKeyVaultUrl(b)];
  return (
    one.vaultUri.toLowerCase() === other.vaultUri.toLowerCase() &&
    one.name.toLowerCase() === other.name.toLowerCase()
  );
}
