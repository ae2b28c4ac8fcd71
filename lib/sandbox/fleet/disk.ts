import { skuTier, emptyCreationData, diskPerformance } from "../compute/managed-disk";
import type { JsonObject } from "../json";
import { defined } from "@runbooks/azure";
import type { FleetDisk, FleetVirtualMachine } from "../fleets";
import type { Resource, World } from "../state";

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
