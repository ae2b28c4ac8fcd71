import { virtualMachineType, networkInterfaceType } from "../../resource-types";
import { isJsonObject, objectAt, type JsonObject } from "../../json";
import type { Resource } from "../../state";
import { networkInterfaceResource, virtualMachineResource } from "../virtual-machine";
import { computeIdOf, inUpperCase, withProperties, type GeneratedContext } from "./context";
import type { GeneratedType, GeneratedMachine } from "./machines";
import { groupId } from "./layout";
import { encryptionSettingsOf, MODEL_SECRET } from "./secrets";

/** The id of a generated VM, as Azure gives it. */
export function virtualMachineIdOf({ group, name, upperCase }: GeneratedMachine): string {
  const id = computeIdOf(group, virtualMachineType, name);
  return upperCase.id ? inUpperCase(id) : id;
}

/** The VMs of a generated fleet. */
export function generatedVirtualMachines(context: GeneratedContext): GeneratedType {
  const { machines } = context;
  return {
    type: virtualMachineType,
    countOf: () => 1,
    namesOf: (index) => [machines.at(index).name],
    make: (index) => virtualMachine(context, machines.at(index)),
  };
}

/** Their network interfaces, of which there is no more than what makes a VM whole. */
export function generatedNetworkInterfaces(context: GeneratedContext): GeneratedType {
  const { machines } = context;
  return {
    type: networkInterfaceType,
    countOf: () => 1,
    namesOf: (index) => [networkInterfaceNameOf(machines.at(index))],
    make: (index) => {
      const machine = machines.at(index);
      return networkInterfaceResource(
        context.recordOf(machine),
        networkInterfaceIdOf(machine),
        virtualMachineIdOf(machine),
      );
    },
  };
}

function virtualMachine(context: GeneratedContext, machine: GeneratedMachine): Resource {
  const record = context.recordOf(machine);
  const { name } = machine.group;
  const resource = virtualMachineResource(
    { ...record, resourceGroupName: machine.upperCase.diskId ? name.toUpperCase() : name },
    {
      id: virtualMachineIdOf(machine),
      networkInterfaceId: networkInterfaceIdOf(machine),
      vmId: context.identifiers.virtualMachine(machine.index),
      diskControllerTypes: machine.size.diskControllerTypes,
    },
  );
  return withProperties(resource, {
    provisioningState: provisioningStateOf(machine),
    ...confidentialStorage(context, machine, resource.properties),
    ...encryptedStorage(context, machine, resource.properties),
  });
}

function provisioningStateOf({ state }: GeneratedMachine): string {
  switch (state?.extension) {
    case "Failed":
      return "Failed";
    case "Creating":
      return "Updating";
    default:
      return "Succeeded";
  }
}

/** What the model of a confidential VM says of its OS disk's encryption (typings of `@azure/arm-compute` 24.1.0, VMDiskSecurityProfile). */
function confidentialStorage(
  { foundations }: GeneratedContext,
  { kind, group }: GeneratedMachine,
  properties: JsonObject,
): JsonObject {
  if (kind.confidential === undefined) return {};
  const storageProfile = objectAt(properties, "storageProfile");
  const { osDisk } = storageProfile;
  if (!isJsonObject(osDisk)) return {};
  const securityProfile: JsonObject = {
    securityEncryptionType: kind.confidential.startsWith("VMGuestStateOnly")
      ? "VMGuestStateOnly"
      : "DiskWithVMGuestState",
    ...(kind.confidential === "DiskEncryptedWithCustomerKey"
      ? { diskEncryptionSet: { id: foundations.setIdOf(group, "confidential") } }
      : {}),
  };
  const managedDisk = { ...objectAt(osDisk, "managedDisk"), securityProfile };
  return { storageProfile: { ...storageProfile, osDisk: { ...osDisk, managedDisk } } };
}

/** What the model of a VM says whose disks don't carry the settings of Azure Disk Encryption. */
function encryptedStorage(
  context: GeneratedContext,
  machine: GeneratedMachine,
  properties: JsonObject,
): JsonObject {
  const stamp = machine.state?.modelStamp ?? "never";
  if (stamp === "never") return {};
  const storageProfile = objectAt(properties, "storageProfile");
  const encryptionSettings =
    stamp === "on"
      ? { enabled: true, ...encryptionSettingsOf(context, machine, MODEL_SECRET) }
      : { enabled: false };
  const osDisk = { ...objectAt(storageProfile, "osDisk"), encryptionSettings };
  return { storageProfile: { ...storageProfile, osDisk } };
}

const networkInterfaceNameOf = ({ name }: GeneratedMachine): string => `${name}-nic`;
const networkInterfaceIdOf = (machine: GeneratedMachine): string =>
  `${groupId(machine.group)}/providers/${networkInterfaceType}/${networkInterfaceNameOf(machine)}`;
