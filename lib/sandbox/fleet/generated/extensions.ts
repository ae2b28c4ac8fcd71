import { extensionType, virtualMachineType } from "../../resource-types";
import type { JsonObject } from "../../json";
import type { Resource } from "../../state";
import type { GeneratedContext } from "./context";
import { diskEncryptionState } from "./disk-encryption-states";
import type { GeneratedType, GeneratedMachine } from "./machines";
import { virtualMachineIdOf } from "./virtual-machines";

/** The extensions of a generated fleet's VMs: that of Azure Disk Encryption, and one that has nothing to do with encryption. */
export function generatedExtensions(context: GeneratedContext): GeneratedType {
  const { machines } = context;
  const hasDiskEncryption = (index: number): boolean => {
    const { diskEncryption } = machines.kindOf(index);
    return diskEncryption !== undefined && diskEncryptionState(diskEncryption).extension !== "gone";
  };
  const hasMonitoringAgent = (index: number): boolean => machines.extraOf(index) === "monitoring-agent";
  return {
    type: extensionType,
    countOf: (index) => Number(hasDiskEncryption(index)) + Number(hasMonitoringAgent(index)),
    namesOf: (index) => {
      const { osType } = machines.at(index);
      return [
        ...(hasDiskEncryption(index) ? [diskEncryptionName[osType]] : []),
        ...(hasMonitoringAgent(index) ? [monitoringAgentName[osType]] : []),
      ];
    },
    make: (index, nth) => {
      const machine = machines.at(index);
      return nth === 0 && hasDiskEncryption(index)
        ? diskEncryption(context, machine)
        : monitoringAgent(machine);
    },
  };
}

const diskEncryptionName = { Windows: "AzureDiskEncryption", Linux: "AzureDiskEncryptionForLinux" } as const;
const handlerVersion = {
  singlePass: { Windows: "2.2", Linux: "1.1" },
  dualPass: { Windows: "1.1", Linux: "0.1" },
} as const;
const monitoringAgentName = { Windows: "AzureMonitorWindowsAgent", Linux: "AzureMonitorLinuxAgent" } as const;

/** As the Azure CLI sends it. */
function diskEncryption(
  { foundations, identifiers, hasKeyEncryptionKey }: GeneratedContext,
  machine: GeneratedMachine,
): Resource {
  const { osType, state, index, group } = machine;
  if (state === undefined)
    throw new TypeError(`(sandbox) VM ${machine.name} never met Azure Disk Encryption.`);
  const vault = foundations.vaultOf(group);
  const { operation, volumeType } = state.run;
  const hasKey = hasKeyEncryptionKey(index);
  const name = diskEncryptionName[osType];
  return extension(machine, name, {
    autoUpgradeMinorVersion: true,
    publisher: "Microsoft.Azure.Security",
    type: name,
    typeHandlerVersion: handlerVersion[state.isDualPass === true ? "dualPass" : "singlePass"][osType],
    settings:
      operation === "DisableEncryption"
        ? { VolumeType: volumeType, EncryptionOperation: operation, SequenceVersion: identifiers.run(index) }
        : {
            KeyVaultURL: vault.uri,
            KeyEncryptionKeyURL: hasKey ? vault.keyEncryptionKeyUrl : null,
            ...(state.isDualPass === true
              ? { AADClientID: identifiers.application(index) }
              : { KeyVaultResourceId: vault.id, KekVaultResourceId: hasKey ? vault.id : "" }),
            KeyEncryptionAlgorithm: "RSA-OAEP",
            VolumeType: volumeType,
            EncryptionOperation: operation,
            SequenceVersion: identifiers.run(index),
          },
    provisioningState: state.extension,
  });
}

function monitoringAgent(machine: GeneratedMachine): Resource {
  const name = monitoringAgentName[machine.osType];
  return extension(machine, name, {
    autoUpgradeMinorVersion: true,
    publisher: "Microsoft.Azure.Monitor",
    type: name,
    typeHandlerVersion: "1.0",
    settings: {},
    provisioningState: "Succeeded",
  });
}

function extension(machine: GeneratedMachine, name: string, properties: JsonObject): Resource {
  return {
    id: `${virtualMachineIdOf(machine)}/${extensionType.slice(virtualMachineType.length + 1)}/${name}`,
    name,
    type: extensionType,
    location: machine.group.region.location,
    properties,
  };
}
