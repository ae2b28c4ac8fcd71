import type { DiskEncryptionSet } from "../lib/azure/disk-encryption-set";
import type { KeyGrant } from "../lib/azure/key-grant";
import type { KeyRotationPolicy } from "../lib/azure/key-rotation-policy";
import type { KeyEncryptionKey, KeyVault } from "../lib/azure/key-vault";
import type { ManagedDisk } from "../lib/azure/managed-disk";
import type { Snapshot } from "../lib/azure/snapshot";
import type { SubscriptionFeature } from "../lib/azure/subscription-feature";
import type { VirtualMachine } from "../lib/azure/virtual-machine";
import type { VirtualMachineSize } from "../lib/azure/virtual-machine-size";
import type {
  CustomerKeyFacts,
  DiskTarget,
  EncryptionTarget,
  SnapshotTarget,
} from "../lib/disk-encryption/checks/customer-key/facts";
import type { EncryptionAtHostFacts } from "../lib/disk-encryption/checks/host-encryption/facts";
import {
  aDisk,
  aKey,
  aKeyVault,
  aSize,
  aVirtualMachine,
  build,
  diskId,
  fact,
  OBSERVED_AT,
  SUBSCRIPTION_ID,
  VAULT_ID,
  KEY_URL,
  type Missing,
  type Overrides,
} from "./builders";

const PROVIDERS = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-web/providers`;
export const SET_ID = `${PROVIDERS}/Microsoft.Compute/diskEncryptionSets/des-web`;
export const IDENTITY_ID = `${PROVIDERS}/Microsoft.ManagedIdentity/userAssignedIdentities/id-des`;
export const PRINCIPAL_ID = "33333333-3333-4333-8333-333333333333";
export const snapshotId = (name: string): string => `${PROVIDERS}/Microsoft.Compute/snapshots/${name}`;

/** A set in the region and subscription of the disks that names a version of the key and has an identity of its own. */
export function aSet(overrides: Overrides<DiskEncryptionSet> = {}): DiskEncryptionSet {
  return build<DiskEncryptionSet>(
    {
      id: SET_ID,
      name: "des-web",
      subscriptionId: SUBSCRIPTION_ID,
      resourceGroupName: "rg-web",
      location: "westeurope",
      provisioningState: "Succeeded",
      encryptionType: "EncryptionAtRestWithCustomerKey",
      identityType: "SystemAssigned",
      identities: [{ principalId: PRINCIPAL_ID }],
      keyUrl: KEY_URL,
      sourceVaultId: VAULT_ID,
      previousKeyUrls: [],
      rotationToLatestKeyVersionEnabled: true,
    },
    overrides,
  );
}

/** The set's identity may get, wrap and unwrap, by a role assignment of last year. */
export function aGrant(overrides: Partial<KeyGrant> = {}): KeyGrant {
  return {
    principalId: PRINCIPAL_ID,
    identityName: "the set's own identity",
    model: "role-assignment",
    granted: ["get", "wrapKey", "unwrapKey"],
    grantedOn: new Date("2025-01-01T00:00:00Z"),
    ...overrides,
  };
}

/** A full snapshot of the OS disk, encrypted with the platform's key. */
export function aSnapshot(overrides: Partial<Snapshot> = {}): Snapshot {
  const name = overrides.name ?? "snapshot";
  return {
    id: snapshotId(name),
    name,
    location: "westeurope",
    diskSizeGB: 127,
    sku: "Standard_LRS",
    encryptionType: "EncryptionAtRestWithPlatformKey",
    incremental: false,
    sourceResourceId: diskId("osdisk"),
    ...overrides,
  };
}

/** A disk under the key of {@link aSet}. */
export const underTheSet = {
  encryptionType: "EncryptionAtRestWithCustomerKey",
  diskEncryptionSetId: SET_ID,
} as const;

export function aDiskTarget(
  disk: ManagedDisk | Missing = aDisk(),
  incrementalSnapshots: readonly Snapshot[] | Missing = [],
): DiskTarget {
  const name = "name" in disk ? disk.name : "osdisk";
  return {
    kind: "disk",
    id: "id" in disk ? disk.id : diskId(name),
    name,
    disk: fact(disk),
    incrementalSnapshots: fact<readonly Snapshot[]>(incrementalSnapshots),
  };
}

export function aSnapshotTarget(
  snapshot: Snapshot | Missing,
  family: {
    readonly disk?: ManagedDisk | Missing;
    readonly incrementalSnapshots?: readonly Snapshot[] | Missing;
  } = {},
): SnapshotTarget {
  const name = "name" in snapshot ? snapshot.name : "snapshot";
  return {
    kind: "snapshot",
    id: snapshotId(name),
    name,
    snapshot: fact(snapshot),
    sourceDisk: fact(family.disk ?? aDisk()),
    incrementalSnapshots: fact<readonly Snapshot[]>(family.incrementalSnapshots ?? []),
  };
}

/** Facts by their values; `notRead("...")` in place of a value that could not be read. */
export interface CustomerKeyValues {
  /** Undefined: disks and snapshots by themselves. */
  readonly virtualMachine?: VirtualMachine | undefined;
  readonly targets?: readonly EncryptionTarget[];
  readonly diskEncryptionSet?: DiskEncryptionSet | Missing;
  readonly keyVault?: KeyVault | Missing;
  readonly key?: KeyEncryptionKey | Missing;
  readonly newestKey?: KeyEncryptionKey | Missing;
  readonly keyRotationPolicy?: KeyRotationPolicy | Missing;
  readonly grants?: readonly (KeyGrant | Missing)[];
  readonly observedAt?: Date;
}

/** The facts of a running VM with one disk that meets every requirement under {@link aSet}. */
export function customerKeyFacts(values: CustomerKeyValues = {}): CustomerKeyFacts {
  const vm = "virtualMachine" in values ? values.virtualMachine : aVirtualMachine();
  return {
    ...(vm === undefined ? {} : { virtualMachine: vm }),
    targets: values.targets ?? [aDiskTarget()],
    diskEncryptionSet: fact(values.diskEncryptionSet ?? aSet()),
    keyVault: fact(values.keyVault ?? aKeyVault()),
    key: fact(values.key ?? aKey()),
    newestKey: fact(values.newestKey ?? values.key ?? aKey()),
    keyRotationPolicy: fact(values.keyRotationPolicy ?? {}),
    grants: (values.grants ?? [aGrant()]).map((grant) => fact(grant)),
    observedAt: values.observedAt ?? OBSERVED_AT,
  };
}

/** Facts by their values; `notRead("...")` in place of a value that could not be read. */
export interface EncryptionAtHostValues {
  readonly virtualMachine?: VirtualMachine;
  readonly size?: VirtualMachineSize | Missing;
  readonly disks?: readonly (ManagedDisk | Missing)[];
  readonly feature?: SubscriptionFeature | Missing;
}

/** `Microsoft.Compute/EncryptionAtHost` of the VM's subscription, registered. */
export function aFeature(state = "Registered"): SubscriptionFeature {
  return { subscriptionId: SUBSCRIPTION_ID, name: "Microsoft.Compute/EncryptionAtHost", state };
}

/** The facts of a running VM with one disk that meets every requirement of encryption at host. */
export function encryptionAtHostFacts(values: EncryptionAtHostValues = {}): EncryptionAtHostFacts {
  return {
    virtualMachine: values.virtualMachine ?? aVirtualMachine(),
    size: fact(values.size ?? aSize()),
    disks: (values.disks ?? [aDisk()]).map((disk) => fact(disk)),
    feature: fact(values.feature ?? aFeature()),
    observedAt: OBSERVED_AT,
  };
}
