import { defined } from "@runbooks/azure";
import type { FleetDisk, FleetVirtualMachine } from "../fleets";
import { takeDisks } from "../guest/disk-content";
import { createGuest } from "../guest/guest";
import { capability } from "../guest/hardware";
import type { JsonObject } from "../json";
import type { Resource, World } from "../state";
import { addDisk, azureTime, diskId } from "./disk";

/** Expands a fleet's record of a VM: the VM, its disks, its network interface, and the operating system inside. */
export function addVirtualMachine(world: World, machine: FleetVirtualMachine): void {
  const group = `/subscriptions/${machine.subscriptionId}/resourceGroups/${machine.resourceGroupName}`;
  const id = `${group}/providers/Microsoft.Compute/virtualMachines/${machine.name}`;
  const networkInterfaceId = `${group}/providers/Microsoft.Network/networkInterfaces/${machine.name}-nic`;

  for (const disk of [machine.osDisk, ...machine.dataDisks]) addDisk(world, machine, disk, id);
  world.resources.put(networkInterfaceResource(machine, networkInterfaceId, id));
  const virtualMachine = virtualMachineResource(machine, {
    id,
    networkInterfaceId,
    vmId: world.identifiers.guid(),
    diskControllerTypes: diskControllerTypes(world, machine),
  });
  world.resources.put(virtualMachine);
  takeDisks(world, createGuest(world, id, machine.guest, machine.powerState), virtualMachine);
}

/** What a VM's resource has beside what a fleet says of it. */
export interface VirtualMachineIdentity {
  readonly id: string;
  readonly networkInterfaceId: string;
  /** `properties.vmId` */
  readonly vmId: string;
  /** The size's capability of that name; undefined where the size has none. */
  readonly diskControllerTypes: string | undefined;
}

/** A fleet's VM as a resource. */
export function virtualMachineResource(
  machine: FleetVirtualMachine,
  identity: VirtualMachineIdentity,
): Resource {
  return {
    id: identity.id,
    name: machine.name,
    type: "Microsoft.Compute/virtualMachines",
    location: machine.location,
    tags: machine.tags ?? {},
    etag: '"1"',
    properties: {
      hardwareProfile: { vmSize: machine.vmSize },
      provisioningState: "Succeeded",
      vmId: identity.vmId,
      storageProfile: storageProfile(machine, identity.diskControllerTypes),
      ...(machine.image === undefined ? {} : { osProfile: osProfile(machine) }),
      ...securityProfile(machine),
      ...ultraDisks(machine),
      networkProfile: { networkInterfaces: [{ id: identity.networkInterfaceId }] },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      timeCreated: azureTime(machine.timeCreated),
    },
  };
}

function storageProfile(
  machine: FleetVirtualMachine,
  diskControllerTypesOfSize: string | undefined,
): JsonObject {
  const { image, guest, osDisk, dataDisks } = machine;
  return {
    ...(image === undefined
      ? {}
      : {
          imageReference: {
            publisher: image.publisher,
            offer: image.offer,
            sku: image.sku,
            version: "latest",
            ...defined({ exactVersion: image.exactVersion }),
          },
        }),
    osDisk: {
      osType: guest.osType,
      ...attachedDisk(machine, osDisk),
      createOption: image === undefined ? "Attach" : "FromImage",
      caching: osDisk.ephemeral === true ? "ReadOnly" : "ReadWrite",
      ...(osDisk.ephemeral === true ? { diffDiskSettings: { option: "Local", placement: "CacheDisk" } } : {}),
    },
    dataDisks: dataDisks.map((disk) => ({
      lun: disk.lun,
      ...attachedDisk(machine, disk),
      createOption: "Empty",
      caching: disk.sku === "UltraSSD_LRS" ? "None" : "ReadOnly",
      toBeDetached: false,
    })),
    ...diskControllerType(machine, diskControllerTypesOfSize),
  };
}

function attachedDisk(machine: FleetVirtualMachine, disk: FleetDisk): JsonObject {
  return {
    name: disk.name,
    ...(disk.vhdUri === undefined
      ? {
          managedDisk: {
            ...(disk.diskEncryptionSetId === undefined
              ? {}
              : { diskEncryptionSet: { id: disk.diskEncryptionSetId } }),
            storageAccountType: disk.sku,
            id: diskId(machine, disk),
          },
          deleteOption: "Detach",
        }
      : { vhd: { uri: disk.vhdUri } }),
    diskSizeGB: disk.diskSizeGB,
    ...defined({ writeAcceleratorEnabled: disk.writeAcceleratorEnabled }),
  };
}

function osProfile({ name, guest }: FleetVirtualMachine): JsonObject {
  return {
    computerName: name,
    adminUsername: "contosoadmin",
    ...(guest.osType === "Windows"
      ? {
          windowsConfiguration: {
            provisionVMAgent: true,
            enableAutomaticUpdates: true,
            patchSettings: { patchMode: "AutomaticByOS", assessmentMode: "ImageDefault" },
          },
        }
      : {
          linuxConfiguration: {
            disablePasswordAuthentication: true,
            provisionVMAgent: true,
            patchSettings: { patchMode: "ImageDefault", assessmentMode: "ImageDefault" },
            enableVMAgentPlatformUpdates: false,
          },
        }),
    secrets: [],
    allowExtensionOperations: true,
    requireGuestProvisionSignal: true,
  };
}

function securityProfile({ securityType, encryptionAtHost }: FleetVirtualMachine): JsonObject {
  const profile = {
    ...(securityType === undefined
      ? {}
      : { uefiSettings: { secureBootEnabled: true, vTpmEnabled: true }, securityType }),
    ...defined({ encryptionAtHost }),
  };
  return Object.keys(profile).length === 0 ? {} : { securityProfile: profile };
}

/** The network interface of a fleet's VM. */
export function networkInterfaceResource(
  { name, location }: FleetVirtualMachine,
  id: string,
  virtualMachineId: string,
): Resource {
  return {
    id,
    name: `${name}-nic`,
    type: "Microsoft.Network/networkInterfaces",
    location,
    tags: {},
    properties: {
      provisioningState: "Succeeded",
      primary: true,
      enableIPForwarding: false,
      // A fleet's VMs have no network: that part of the configuration is left out.
      ipConfigurations: [
        {
          name: "ipconfig1",
          id: `${id}/ipConfigurations/ipconfig1`,
          type: "Microsoft.Network/networkInterfaces/ipConfigurations",
          properties: {
            provisioningState: "Succeeded",
            primary: true,
            privateIPAddressVersion: "IPv4",
            privateIPAllocationMethod: "Dynamic",
          },
        },
      ],
      virtualMachine: { id: virtualMachineId },
    },
  };
}

function diskControllerTypes(world: World, { vmSize }: FleetVirtualMachine): string | undefined {
  const size = world.virtualMachineSkus.find(({ name }) => name === vmSize);
  return capability(size, "DiskControllerTypes");
}

// Sizes with NVMe controllers alone (v6 and newer) have no SCSI.
function diskControllerType(
  { hyperVGeneration }: FleetVirtualMachine,
  typesOfSize: string | undefined,
): JsonObject {
  return hyperVGeneration === "V1" ? {} : { diskControllerType: typesOfSize === "NVMe" ? "NVMe" : "SCSI" };
}

function ultraDisks({ dataDisks }: FleetVirtualMachine): JsonObject {
  return dataDisks.some(({ sku }) => sku === "UltraSSD_LRS")
    ? { additionalCapabilities: { ultraSSDEnabled: true } }
    : {};
}
