import type {
  DataDisk,
  InstanceViewStatus,
  OSDisk,
  VirtualMachine as ComputeVirtualMachine,
  VirtualMachineExtension as ComputeExtension,
} from "@azure/arm-compute";

import {
  defined,
  type AttachedDisk,
  parseResourceId,
  RunbookError,
  type VirtualMachine,
  type VirtualMachineExtension,
} from "@runbooks/azure";

/** The library's VM from the client's. Pure. */
export function toVirtualMachine(vm: ComputeVirtualMachine): VirtualMachine {
  const id = parseResourceId(required(vm.id, "id"));
  const { storageProfile, instanceView, securityProfile } = vm;
  const osDisk = required(storageProfile?.osDisk, "storageProfile.osDisk");
  const image = storageProfile?.imageReference;
  const generation = instanceView?.hyperVGeneration;
  const powerState = codeAfter(instanceView?.statuses, "PowerState/");
  const agent = instanceView?.vmAgent;
  const stateOf = (name: string | undefined): string | undefined =>
    instanceView?.disks
      ?.find((disk) => disk.name === name)
      ?.statuses?.find((status) => status.code?.startsWith("EncryptionState/") === true)?.code;
  return {
    id: id.id,
    name: id.name,
    subscriptionId: id.subscriptionId,
    resourceGroupName: id.resourceGroupName,
    location: vm.location,
    vmSize: required(vm.hardwareProfile?.vmSize, "hardwareProfile.vmSize"),
    osType: osTypeOf(vm, osDisk),
    provisioningState: vm.provisioningState ?? "Succeeded",
    tags: vm.tags ?? {},
    ...(generation === "V1" || generation === "V2" ? { hyperVGeneration: generation } : {}),
    ...(image?.publisher === undefined
      ? {}
      : {
          imageReference: {
            publisher: image.publisher,
            offer: image.offer ?? "",
            sku: image.sku ?? "",
            version: image.version ?? "",
          },
        }),
    ...defined({ osName: instanceView?.osName, osVersion: instanceView?.osVersion, powerState }),
    ...(agent === undefined
      ? {}
      : { agent: { status: agent.statuses?.[0]?.displayStatus ?? "", version: agent.vmAgentVersion ?? "" } }),
    ...defined({ diskControllerType: storageProfile?.diskControllerType }),
    encryptionAtHost: securityProfile?.encryptionAtHost ?? false,
    ...defined({
      securityType: securityProfile?.securityType,
      encryptionIdentityId: securityProfile?.encryptionIdentity?.userAssignedIdentityResourceId,
    }),
    osDisk: {
      ...attachedDisk(osDisk, stateOf(osDisk.name)),
      role: "os",
      ephemeral: osDisk.diffDiskSettings?.option === "Local",
    },
    dataDisks: (storageProfile?.dataDisks ?? []).map((disk) => ({
      ...attachedDisk(disk, stateOf(disk.name)),
      role: "data",
      lun: disk.lun,
    })),
    extensions: (vm.resources ?? []).map((extension) => toExtension(extension, vm)),
    ...defined({ etag: vm.etag }),
  };
}

function attachedDisk(
  disk: OSDisk | DataDisk,
  encryptionState: string | undefined,
): Omit<AttachedDisk, "role" | "lun"> {
  return {
    name: disk.name ?? "",
    ...defined({
      managedDiskId: disk.managedDisk?.id,
      vhdUri: disk.vhd?.uri,
      storageAccountType: disk.managedDisk?.storageAccountType,
      diskSizeGB: disk.diskSizeGB,
      diskEncryptionSetId: disk.managedDisk?.diskEncryptionSet?.id,
    }),
    writeAcceleratorEnabled: disk.writeAcceleratorEnabled ?? false,
    ephemeral: false,
    ...defined({ encryptionState }),
  };
}

function toExtension(extension: ComputeExtension, vm: ComputeVirtualMachine): VirtualMachineExtension {
  const view =
    vm.instanceView?.extensions?.find(({ name }) => name === extension.name) ?? extension.instanceView ?? {};
  const settings: unknown = extension.settings;
  return {
    name: extension.name ?? "",
    publisher: extension.publisher ?? "",
    type: extension.typePropertiesType ?? "",
    typeHandlerVersion: view.typeHandlerVersion ?? extension.typeHandlerVersion ?? "",
    provisioningState: extension.provisioningState ?? "",
    settings: typeof settings === "object" && settings !== null ? { ...settings } : {},
    ...defined({
      statusCode: view.statuses?.[0]?.code,
      statusMessage: view.statuses?.[0]?.message,
      statusTime: view.statuses?.[0]?.time,
      substatusMessage: view.substatuses?.[0]?.message,
    }),
  };
}

function osTypeOf(vm: ComputeVirtualMachine, osDisk: OSDisk): "Windows" | "Linux" {
  if (osDisk.osType === "Windows" || osDisk.osType === "Linux") return osDisk.osType;
  return vm.osProfile?.windowsConfiguration === undefined ? "Linux" : "Windows";
}

function codeAfter(statuses: readonly InstanceViewStatus[] | undefined, prefix: string): string | undefined {
  return statuses?.find(({ code }) => code?.startsWith(prefix) === true)?.code?.slice(prefix.length);
}

function required<T>(value: T | undefined, field: string): T {
  if (value !== undefined) return value;
  throw new RunbookError(
    "AzureOperationFailed",
    `Azure's answer for the VM lacks ${field}.`,
    "Read the VM again; if it stays so, look at it in the portal.",
  );
}
