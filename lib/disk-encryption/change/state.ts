import { createHash } from "node:crypto";

import type {
  DiskEncryptionSet,
  KeyEncryptionKey,
  KeyGrant,
  KeyVault,
  ManagedDisk,
  ManagedIdentity,
  Snapshot,
  VirtualMachine,
} from "@runbooks/azure";
import type { EncryptionFacts } from "../checks/facts";
import type { TouchedResource } from "./plan";

/** State of a resource that is not there (yet). */
export const ABSENT = "absent";
/** State of a resource that can't be read now: never what a plan was made for. */
export const UNREADABLE = "unreadable";

/** The state of a VM that a plan depends on: size, power, disks, extensions; not what its agent says from minute to minute. */
export function virtualMachineState(vm: VirtualMachine): TouchedResource {
  const { vmSize, powerState, encryptionAtHost, osDisk, dataDisks, extensions, provisioningState } = vm;
  return {
    id: vm.id.toLowerCase(),
    state: digest({
      vmSize,
      powerState,
      encryptionAtHost,
      provisioningState,
      disks: [osDisk, ...dataDisks].map(({ name, lun, managedDiskId }) => ({
        name,
        lun,
        id: managedDiskId?.toLowerCase(),
      })),
      extensions: extensions.map(({ name, settings }) => ({ name, settings })),
    }),
  };
}

/** The state of a disk that a plan depends on: that it is still the same one, too, and not another that got its name. */
export function diskState(disk: ManagedDisk): TouchedResource {
  const { sku, encryptionType, diskEncryptionSetId, encryptionSettings, diskState: state } = disk;
  const { uniqueId, timeCreated, managedBy, diskSizeGB, osType, hyperVGeneration } = disk;
  return {
    id: disk.id.toLowerCase(),
    state: digest({
      uniqueId,
      timeCreated,
      managedBy: managedBy?.toLowerCase(),
      diskSizeGB,
      osType,
      hyperVGeneration,
      sku,
      encryptionType,
      set: diskEncryptionSetId?.toLowerCase(),
      encryptionSettings,
      state,
    }),
  };
}

/** The state of a vault that a plan depends on; not who else is granted what in it. */
export function keyVaultState(vault: KeyVault): TouchedResource {
  return {
    id: vault.id.toLowerCase(),
    state: digest({ ...vault, id: undefined, accessPolicies: undefined }),
  };
}

/** The state of a snapshot that a plan depends on. */
export function snapshotState({
  id,
  sku,
  encryptionType,
  diskEncryptionSetId,
  ...rest
}: Snapshot): TouchedResource {
  const { encryptionSettings, incremental, diskSizeGB, sourceResourceId, sourceUniqueId } = rest;
  return {
    id: id.toLowerCase(),
    state: digest({
      diskSizeGB,
      sourceResourceId: sourceResourceId?.toLowerCase(),
      sourceUniqueId,
      sku,
      encryptionType,
      set: diskEncryptionSetId?.toLowerCase(),
      encryptionSettings,
      incremental,
    }),
  };
}

/** The state of a disk encryption set that a plan depends on: not when it last rotated, nor which versions it still leaves. */
export function diskEncryptionSetState(set: DiskEncryptionSet): TouchedResource {
  const { id, location, encryptionType, identityType, identities, keyUrl, ...rest } = set;
  const { sourceVaultId, rotationToLatestKeyVersionEnabled, federatedClientId, provisioningState } = rest;
  return {
    id: id.toLowerCase(),
    state: digest({
      location,
      encryptionType,
      identityType,
      identities: identities.map(({ userAssignedIdentityId, principalId }) => ({
        userAssignedIdentityId: userAssignedIdentityId?.toLowerCase(),
        principalId,
      })),
      keyUrl,
      sourceVaultId: sourceVaultId?.toLowerCase(),
      rotationToLatestKeyVersionEnabled,
      federatedClientId,
      provisioningState,
    }),
  };
}

/** The state of a user-assigned identity that a plan depends on. */
export function managedIdentityState({ id, principalId }: ManagedIdentity): TouchedResource {
  return { id: id.toLowerCase(), state: digest({ principalId }) };
}

/** The state of a key that a plan depends on: its newest version. */
export function keyState(vaultId: string, key: KeyEncryptionKey): TouchedResource {
  const { name, url, enabled, expiresOn, notBefore, keyType, keySizeInBits } = key;
  return {
    id: keyId(vaultId, name),
    state: digest({ url, enabled, expiresOn, notBefore, keyType, keySizeInBits }),
  };
}

/**
 * The state of the one version of a key that disks or a set name: whether it can wrap and unwrap. None for a key without a version, which is no
 * version's state.
 */
export function keyVersionState(vaultId: string, key: KeyEncryptionKey): readonly TouchedResource[] {
  const { name, version, enabled, expiresOn, notBefore, keyType, keySizeInBits, keyOperations } = key;
  if (version === undefined) return [];
  return [
    {
      id: `${keyId(vaultId, name)}/versions/${version.toLowerCase()}`,
      state: digest({ enabled, expiresOn, notBefore, keyType, keySizeInBits, keyOperations }),
    },
  ];
}

/** The state of a key encryption key, in its own vault; none where there is no such key, or it was not read. */
export function keyEncryptionKeyState({
  keyVault,
  keyEncryptionKey: key,
  keyEncryptionKeyVault: ownVault,
}: Pick<
  EncryptionFacts,
  "keyVault" | "keyEncryptionKey" | "keyEncryptionKeyVault"
>): readonly TouchedResource[] {
  const vault = ownVault ?? keyVault;
  return key === "none" || key.kind === "missing" || vault.kind === "missing"
    ? []
    : keyVersionState(vault.value.id, key.value);
}

/**
 * The state of what an identity may do with a key, whichever way its vault grants it.
 *
 * Its id is made up, below the key's: Azure keeps it in several places.
 */
export function keyGrantState(
  vaultId: string,
  keyName: string,
  { principalId, granted }: KeyGrant,
): TouchedResource {
  return {
    id: `${keyId(vaultId, keyName)}/grants/${principalId.toLowerCase()}`,
    state: digest({ granted }),
  };
}

/** The id under which Resource Manager knows a vault's key. */
export const keyId = (vaultId: string, keyName: string): string => `${vaultId}/keys/${keyName}`.toLowerCase();

const digest = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
