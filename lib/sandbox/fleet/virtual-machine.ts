import type { FleetDisk, FleetVirtualMachine } from "../fleets";
import { takeDisks } from "../guest/disk-content";
import { createGuest } from "../guest/guest";
import { listAt, textAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { addDisk, azureTime, diskId } from "./disk";

/** Expands a fleet's record of a VM: the VM, its disks, its network interface, and the operating system inside. */
export function addVirtualMachine(world: World, machine: FleetVirtualMachine): void {
  const group = `/subscriptions/${machine.subscriptionId}/resourceGroups/${machine.resourceGroupName}`;
  const id = `${group}/providers/Microsoft.Compute/virtualMachines/${machine.name}`;
  const networkInterfaceId = `${group}/providers/Microsoft.Network/networkInterfaces/${machine.name}-nic`;

  for (const disk of [machine.osDisk, ...machine.dataDisks]) addDisk(world, machine, disk, id);
  addNetworkInterface(world, machine, networkInterfaceId, id);
  const virtualMachine: Resource = {
    id,
    name: machine.name,
    type: "Microsoft.Compute/virtualMachines",
    location: machine.location,
    tags: machine.tags ?? {},
    etag: '"1"',
    properties: {
      hardwareProfile: { vmSize: machine.vmSize },
      provisioningState: "Succeeded",
      vmId: world.identifiers.guid(),
      storageProfile: storageProfile(world, machine),
      ...(machine.image === undefined ? {} : { osProfile: osProfile(machine) }),
      ...securityProfile(machine),
      ...ultraDisks(machine),
      networkProfile: { networkInterfaces: [{ id: networkInterfaceId }] },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      timeCreated: azureTime(machine.timeCreated),
    },
  };
  world.resources.put(virtualMachine);
  takeDisks(world, createGuest(world, id, machine.guest, machine.powerState), virtualMachine);
}

function storageProfile(world: World, machine: FleetVirtualMachine): JsonObject {
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
            ...(image.exactVersion === undefined ? {} : { exactVersion: image.exactVersion }),
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
    ...diskControllerType(world, machine),
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
    ...(disk.writeAcceleratorEnabled === undefined
      ? {}
      : { writeAcceleratorEnabled: disk.writeAcceleratorEnabled }),
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
    ...(encryptionAtHost === undefined ? {} : { encryptionAtHost }),
  };
  return Object.keys(profile).length === 0 ? {} : { securityProfile: profile };
}

function addNetworkInterface(
  world: World,
  { name, location }: FleetVirtualMachine,
  id: string,
  virtualMachineId: string,
): void {
  world.resources.put({
    id,
    name: `${name}-nic`,
    type: "Microsoft.Network/networkInterfaces",
    location,
    tags: {},
    properties: {
      provisioningState: "Succeeded",
      primary: true,
      enableIPForwarding: false,
      virtualMachine: { id: virtualMachineId },
    },
  });
}

// Sizes with NVMe controllers alone (v6 and newer) have no SCSI.
function diskControllerType(world: World, { vmSize, hyperVGeneration }: FleetVirtualMachine): JsonObject {
  if (hyperVGeneration === "V1") return {};
  const size = world.virtualMachineSkus.find(({ name }) => name === vmSize);
  const types = listAt(size, "capabilities").find(
    (capability) => textAt(capability, "name") === "DiskControllerTypes",
  );
  return { diskControllerType: textAt(types, "value") === "NVMe" ? "NVMe" : "SCSI" };
}

function ultraDisks({ dataDisks }: FleetVirtualMachine): JsonObject {
  return dataDisks.some(({ sku }) => sku === "UltraSSD_LRS")
    ? { additionalCapabilities: { ultraSSDEnabled: true } }
    : {};
}
