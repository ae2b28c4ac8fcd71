import type { DiskEncryptionSetType } from "../../lib/azure/disk-encryption-set";
import type { Fleet, FleetResource, FleetVault, FleetVirtualMachine } from "../../lib/sandbox/fleets";

const TENANT = "11111111-1111-4111-8111-111111111111";
export const SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";
export const OTHER_SUBSCRIPTION = "33333333-3333-4333-8333-333333333333";
export const PRINCIPAL = "66666666-6666-4666-8666-666666666666";
const KEY_VERSION = "0123456789abcdef0123456789abcdef";
const STARTS_AT = "2026-11-24T08:00:00Z";

const groupOf = (subscriptionId: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/rg/providers`;
export const computeId = (type: string, name: string, subscriptionId = SUBSCRIPTION): string =>
  `${groupOf(subscriptionId)}/Microsoft.Compute/${type}/${name}`;
export const vaultIdIn = (subscriptionId: string): string =>
  `${groupOf(subscriptionId)}/Microsoft.KeyVault/vaults/kv-random`;
export const keyUrlOfWorld = `https://kv-random.vault.azure.net/keys/key/${KEY_VERSION}`;
export const identityId = `${groupOf(SUBSCRIPTION)}/Microsoft.ManagedIdentity/userAssignedIdentities/id-random`;

/** Whether Azure Disk Encryption is or was on a disk. */
export type Stamp = "never" | "now" | "once";

/** A vault with a key, a set and what it may do, a VM, a disk by itself, a snapshot. */
export interface RandomWorld {
  readonly vaultSubscription: string;
  readonly vaultLocation: string;
  readonly purgeProtection: boolean;
  readonly firewall: "open" | "closed with bypass" | "closed" | "perimeter";
  readonly permissionModel: "roles" | "policies";
  readonly keyType: "RSA" | "RSA-HSM" | "EC";
  readonly keySizeInBits: number;
  readonly keyState: "enabled" | "disabled" | "expired" | "expires later";
  readonly setSubscription: string;
  readonly setLocation: string;
  readonly setType: DiskEncryptionSetType;
  readonly setIdentity: "SystemAssigned" | "UserAssigned" | "None";
  readonly rotationError: boolean;
  readonly grant: "all" | "get only" | "none" | "at the key" | "at the group";
  readonly powerState: "running" | "stopped" | "deallocated";
  readonly ephemeral: boolean;
  readonly unmanagedDataDisk: boolean;
  readonly vmSize: string;
  readonly featureRegistered: boolean;
  readonly sku: "Premium_LRS" | "UltraSSD_LRS" | "PremiumV2_LRS";
  readonly stamp: Stamp;
  readonly sectors: "4096" | "512, old" | "512, new";
  readonly maxShares: number;
  readonly incrementalSnapshot: boolean;
  readonly snapshotIsIncremental: boolean;
}

const stampOf = (stamp: Stamp): FleetResource["properties"] =>
  stamp === "never"
    ? {}
    : { encryptionSettingsCollection: { enabled: stamp === "now", encryptionSettingsVersion: "1.1" } };

/** What the disks of the world have, besides what a fleet's file can say. */
export function diskProperties({ stamp, sectors }: RandomWorld): FleetResource["properties"] {
  return {
    ...stampOf(stamp),
    creationData: { createOption: "Empty", logicalSectorSize: sectors === "4096" ? 4096 : 512 },
    timeCreated:
      sectors === "512, old" ? "2023-01-01T00:00:00.0000000+00:00" : "2026-01-01T00:00:00.0000000+00:00",
  };
}

function vaultOf(given: RandomWorld): FleetVault {
  const { vaultSubscription, vaultLocation, firewall, permissionModel, keyType, keyState } = given;
  const closed = firewall === "closed" || firewall === "closed with bypass";
  return {
    name: "kv-random",
    subscriptionId: vaultSubscription,
    resourceGroupName: "rg",
    location: vaultLocation,
    properties: {
      sku: { family: "A", name: keyType === "RSA-HSM" ? "premium" : "standard" },
      accessPolicies: permissionModel === "policies" ? policiesOf(given) : [],
      enableRbacAuthorization: permissionModel === "roles",
      enableSoftDelete: true,
      ...(given.purgeProtection ? { enablePurgeProtection: true } : {}),
      ...(firewall === "perimeter" ? { publicNetworkAccess: "SecuredByPerimeter" } : {}),
      ...(closed
        ? {
            networkAcls: {
              defaultAction: "Deny",
              bypass: firewall === "closed" ? "None" : "AzureServices",
              ipRules: [],
              virtualNetworkRules: [],
            },
          }
        : {}),
    },
    keys: [
      {
        name: "key",
        keyType,
        ...(keyType === "EC" ? {} : { keySizeInBits: given.keySizeInBits }),
        version: KEY_VERSION,
        enabled: keyState !== "disabled",
        ...(keyState === "expired" ? { expires: "2026-01-01T00:00:00Z" } : {}),
        ...(keyState === "expires later" ? { expires: "2027-01-01T00:00:00Z" } : {}),
      },
    ],
  };
}

function policiesOf({ grant }: RandomWorld): readonly FleetResource["properties"][] {
  const keys = grant === "all" ? ["Get", "WrapKey", "UnwrapKey"] : grant === "get only" ? ["get"] : [];
  return [{ tenantId: TENANT, objectId: PRINCIPAL, permissions: { keys, secrets: [], certificates: [] } }];
}

function roleOf({ grant, vaultSubscription, permissionModel }: RandomWorld): Fleet["roleAssignments"] {
  if (permissionModel === "policies" || grant === "none") return [];
  const vaultId = vaultIdIn(vaultSubscription);
  const scope =
    grant === "at the key"
      ? `${vaultId}/keys/key`
      : grant === "at the group"
        ? vaultId.replace(/\/providers\/.*$/, "")
        : vaultId;
  return [
    {
      principal: "the set",
      role: grant === "get only" ? "Key Vault Reader" : "Key Vault Crypto Service Encryption User",
      scope,
    },
  ];
}

function setOf(given: RandomWorld): FleetResource {
  const { setIdentity, setSubscription, setLocation, setType, vaultSubscription } = given;
  const identity =
    setIdentity === "SystemAssigned"
      ? { type: "SystemAssigned", principalId: PRINCIPAL, tenantId: TENANT }
      : setIdentity === "None"
        ? { type: "None" }
        : {
            type: "UserAssigned",
            userAssignedIdentities: { [identityId]: { principalId: PRINCIPAL, clientId: PRINCIPAL } },
          };
  return {
    id: computeId("diskEncryptionSets", "des", setSubscription),
    name: "des",
    type: "Microsoft.Compute/diskEncryptionSets",
    location: setLocation,
    identity,
    properties: {
      activeKey: {
        ...(vaultSubscription === setSubscription
          ? { sourceVault: { id: vaultIdIn(vaultSubscription) } }
          : {}),
        keyUrl: keyUrlOfWorld,
      },
      encryptionType: setType,
      provisioningState: "Succeeded",
      ...(given.rotationError
        ? { autoKeyRotationError: { code: "KeyVaultAccessForbidden", message: "No." } }
        : {}),
    },
  };
}

function storedResource(
  given: RandomWorld,
  type: "disks" | "snapshots",
  name: string,
  properties: FleetResource["properties"],
): FleetResource {
  return {
    id: computeId(type, name),
    name,
    type: `Microsoft.Compute/${type}`,
    location: "westeurope",
    sku: { name: type === "disks" ? given.sku : "Standard_LRS", tier: "Premium" },
    properties: {
      diskSizeGB: 32,
      diskSizeBytes: 32 * 1024 ** 3,
      encryption: { type: "EncryptionAtRestWithPlatformKey" },
      provisioningState: "Succeeded",
      diskState: "Unattached",
      ...properties,
    },
  };
}

function virtualMachineOf(given: RandomWorld): FleetVirtualMachine {
  return {
    name: "vm",
    why: "made at random",
    subscriptionId: SUBSCRIPTION,
    resourceGroupName: "rg",
    location: "westeurope",
    vmSize: given.vmSize,
    hyperVGeneration: "V2",
    timeCreated: "2026-01-01T00:00:00Z",
    powerState: given.powerState,
    osDisk: { name: "os", diskSizeGB: 32, sku: "Premium_LRS", ephemeral: given.ephemeral },
    dataDisks: [
      given.unmanagedDataDisk
        ? {
            name: "data",
            lun: 0,
            diskSizeGB: 32,
            sku: "Premium_LRS",
            vhdUri: "https://c.blob.core.windows.net/v/d.vhd",
          }
        : { name: "data", lun: 0, diskSizeGB: 32, sku: given.sku, maxShares: given.maxShares },
    ],
    guest: { osType: "Linux", distribution: "ubuntu", distributionVersion: "22.04" },
    announces: { findings: {}, findingsWithProbe: {} },
  };
}

const DISK_UNIQUE_ID = "77777777-7777-4777-8777-777777777777";

/** A fleet of the world: `vm` with disks `os` and `data`, disk `alone`, snapshot `snapshot` of it, set `des`, vault `kv-random` with `key`. */
export function fleetOf(given: RandomWorld): Fleet {
  const ofDisk = (id: string, uniqueId: string, incremental: boolean): FleetResource["properties"] => ({
    creationData: { createOption: "Copy", sourceResourceId: id, sourceUniqueId: uniqueId },
    incremental,
  });
  const alone = computeId("disks", "alone");
  const identity: FleetResource = {
    id: identityId,
    name: "id-random",
    type: "Microsoft.ManagedIdentity/userAssignedIdentities",
    location: "westeurope",
    properties: { principalId: PRINCIPAL, clientId: PRINCIPAL, tenantId: TENANT },
  };
  return {
    name: "random",
    description: "A vault, a set, a VM, a disk and a snapshot, made at random.",
    startsAt: STARTS_AT,
    tenantId: TENANT,
    principals: [
      {
        name: "tester@example",
        objectId: "44444444-4444-4444-8444-444444444444",
        applicationId: "55555555-5555-4555-8555-555555555555",
        type: "User",
      },
      { name: "the set", objectId: PRINCIPAL, applicationId: PRINCIPAL, type: "ServicePrincipal" },
    ],
    subscriptions: [
      { subscriptionId: SUBSCRIPTION, displayName: "One" },
      { subscriptionId: OTHER_SUBSCRIPTION, displayName: "Other" },
    ],
    resourceGroups: [SUBSCRIPTION, OTHER_SUBSCRIPTION].map((subscriptionId) => ({
      subscriptionId,
      name: "rg",
      location: "westeurope",
    })),
    roleAssignments: [
      ...[SUBSCRIPTION, OTHER_SUBSCRIPTION].flatMap((id) => [
        { principal: "tester@example", role: "Owner", scope: `/subscriptions/${id}` },
        { principal: "tester@example", role: "Key Vault Administrator", scope: `/subscriptions/${id}` },
      ]),
      ...roleOf(given),
    ],
    policyAssignments: [],
    features: given.featureRegistered
      ? [{ subscriptionId: SUBSCRIPTION, name: "Microsoft.Compute/EncryptionAtHost" }]
      : [],
    resources: [
      setOf(given),
      ...(given.setIdentity === "UserAssigned" ? [identity] : []),
      storedResource(given, "disks", "alone", { ...diskProperties(given), uniqueId: DISK_UNIQUE_ID }),
      storedResource(given, "snapshots", "snapshot", {
        ...stampOf(given.stamp),
        ...ofDisk(alone, DISK_UNIQUE_ID, given.snapshotIsIncremental),
      }),
      ...(given.incrementalSnapshot
        ? [storedResource(given, "snapshots", "earlier", ofDisk(alone, DISK_UNIQUE_ID, true))]
        : []),
    ],
    vaults: [vaultOf(given)],
    virtualMachines: [virtualMachineOf(given)],
  };
}
