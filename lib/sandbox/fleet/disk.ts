import type { JsonObject } from "../json";
import { defined } from "@runbooks/azure";
import type { FleetDisk, FleetVirtualMachine } from "../fleets";
import type { Resource, World } from "../state";

/** The first part of a disk's sku name, as `sku.tier` answers it: `Premium` for `Premium_LRS`. */
export function skuTier(sku: string): string {
  const tiers: Readonly<Record<string, string>> = { UltraSSD_LRS: "Ultra", StandardSSD_LRS: "Standard" };
  return tiers[sku] ?? sku.replace(/_.*$/, "");
}

/** Upper size in GB, IOPS and MB/s of each Premium SSD tier: Azure documentation, "Azure managed disk types". */
const premiumTiers: readonly (readonly [
  name: string,
  sizeInGB: number,
  iops: number,
  megabytesPerSecond: number,
])[] = [
  ["P1", 4, 120, 25],
  ["P2", 8, 120, 25],
  ["P3", 16, 120, 25],
  ["P4", 32, 120, 25],
  ["P6", 64, 240, 50],
  ["P10", 128, 500, 100],
  ["P15", 256, 1100, 125],
  ["P20", 512, 2300, 150],
  ["P30", 1024, 5000, 200],
  ["P40", 2048, 7500, 250],
  ["P50", 4096, 7500, 250],
  ["P60", 8192, 16000, 500],
  ["P70", 16384, 18000, 750],
  ["P80", 32767, 20000, 900],
];

/**
 * `creationData` of a disk that is made empty: ultra disks and Premium SSD v2 have sectors of 4096 bytes unless 512 was asked for.
 * DiskRP 2025-01-02, `creationData.logicalSectorSize`.
 */
export function emptyCreationData(sku: string): JsonObject {
  const hasSectorSize = sku === "UltraSSD_LRS" || sku === "PremiumV2_LRS";
  return { createOption: "Empty", ...(hasSectorSize ? { logicalSectorSize: 4096 } : {}) };
}

/** `diskIOPSReadWrite`, `diskMBpsReadWrite` and `tier`, as the recordings have them for the same sku and size. */
export function diskPerformance(sku: string, diskSizeGB: number): JsonObject {
  switch (sku) {
    case "Premium_LRS": {
      const [tier, , iops, megabytesPerSecond] = premiumTiers.find(([, size]) => diskSizeGB <= size) ?? [];
      return { diskIOPSReadWrite: iops, diskMBpsReadWrite: megabytesPerSecond, tier };
    }
    case "UltraSSD_LRS":
      return {
        diskIOPSReadWrite: 500,
        diskMBpsReadWrite: 8,
        readOnly: false,
        diskIOPSReadOnly: 500,
        diskMBpsReadOnly: 8,
      };
    case "PremiumV2_LRS":
      return { diskIOPSReadWrite: 3000, diskMBpsReadWrite: 125 };
    default:
      return { diskIOPSReadWrite: 500, diskMBpsReadWrite: 60 };
  }
}

const bytesInGB = 1024 ** 3;

/** The resource id of a managed disk of a fleet's VM, which lives in the VM's own group. */
export function diskId({ subscriptionId, resourceGroupName }: FleetVirtualMachine, disk: FleetDisk): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/disks/${disk.name}`;
}

/** Puts the disk resource behind one disk of a VM; an unmanaged disk has none. */
export function addDisk(
  world: World,
  machine: FleetVirtualMachine,
  disk: FleetDisk,
  managedBy: string,
): void {
  if (disk.vhdUri !== undefined) return;
  world.resources.put(diskResource(machine, disk, { managedBy, uniqueId: world.identifiers.guid() }));
}

/** The disk resource behind a managed disk of a VM. */
export function diskResource(
  machine: FleetVirtualMachine,
  disk: FleetDisk,
  { managedBy, uniqueId }: { readonly managedBy?: string; readonly uniqueId: string },
): Resource {
  const isOsDisk = disk.lun === undefined;
  return {
    id: diskId(machine, disk),
    name: disk.name,
    type: "Microsoft.Compute/disks",
    location: machine.location,
    tags: {},
    ...defined({ managedBy }),
    sku: { name: disk.sku, tier: skuTier(disk.sku) },
    properties: {
      ...(isOsDisk ? osProperties(machine) : { creationData: emptyCreationData(disk.sku) }),
      diskSizeGB: disk.diskSizeGB,
      ...diskPerformance(disk.sku, disk.diskSizeGB),
      encryption: encryptionOf(disk),
      ...defined({ maxShares: disk.maxShares }),
      networkAccessPolicy: "AllowAll",
      publicNetworkAccess: "Enabled",
      timeCreated: azureTime(machine.timeCreated),
      provisioningState: "Succeeded",
      diskState: machine.powerState === "deallocated" ? "Reserved" : "Attached",
      diskSizeBytes: disk.diskSizeGB * bytesInGB,
      uniqueId,
    },
  };
}

/** Disk and VM times carry seven decimals and an offset, not "Z": so the recordings have them. */
export function azureTime(time: string): string {
  return new Date(time).toISOString().replace("Z", "0000+00:00");
}

function osProperties({
  guest,
  hyperVGeneration,
  image,
  location,
  securityType,
}: FleetVirtualMachine): JsonObject {
  return {
    osType: guest.osType,
    hyperVGeneration,
    supportedCapabilities: { architecture: "x64" },
    ...(securityType === undefined ? {} : { securityProfile: { securityType } }),
    creationData:
      image === undefined
        ? { createOption: "Import" }
        : {
            createOption: "FromImage",
            imageReference: {
              id:
                `/Subscriptions/00000000-0000-0000-0000-000000000000/Providers/Microsoft.Compute/Locations/${location}` +
                `/Publishers/${image.publisher}/ArtifactTypes/VMImage/Offers/${image.offer}/Skus/${image.sku}` +
                `/Versions/${image.exactVersion ?? "latest"}`,
            },
          },
  };
}

// A settled disk answers its disk encryption set with the resource group in upper case: so the recordings have it.
function encryptionOf({ diskEncryptionSetId }: FleetDisk): JsonObject {
  return diskEncryptionSetId === undefined
    ? { type: "EncryptionAtRestWithPlatformKey" }
    : {
        type: "EncryptionAtRestWithCustomerKey",
        diskEncryptionSetId: diskEncryptionSetId.replace(/(?<=\/resourceGroups\/)[^/]+/i, (group) =>
          group.toUpperCase(),
        ),
      };
}
