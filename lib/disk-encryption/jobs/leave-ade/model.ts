import { defined, parseResourceId } from "@runbooks/azure";
import { networkProfileOf } from "../encrypt-new-vm/model";
import type { CreateVirtualMachine } from "../../change/actions/virtual-machine";
import type { LeaveAdeFacts } from "./observe";

/** How the VM that takes the old one's place is made: from the copies, with encryption at host, in a network interface of its own. Pure. */
export function newVirtualMachine(facts: LeaveAdeFacts, subnetId: string): CreateVirtualMachine {
  const { old, request, newId, copies, configuration } = facts;
  const { virtualMachine: vm } = old;
  const { caching, zones, bootDiagnostics } = configuration;
  const [osCopy, ...dataCopies] = copies;
  return {
    kind: "create-virtual-machine",
    vmId: newId,
    location: vm.location,
    tags: tagsOf(vm.tags),
    ...(zones.length === 0 ? {} : { zones }),
    properties: {
      hardwareProfile: { vmSize: request.vmSize ?? vm.vmSize },
      storageProfile: {
        osDisk: {
          createOption: "Attach",
          osType: vm.osType,
          caching: caching["os"] ?? "None",
          deleteOption: "Detach",
          managedDisk: { id: osCopy?.request.diskId ?? "" },
        },
        dataDisks: dataCopies.map(({ attached: { lun = 0 }, request: { diskId } }) => ({
          lun,
          createOption: "Attach",
          caching: caching[String(lun)] ?? "None",
          deleteOption: "Detach",
          managedDisk: { id: diskId },
        })),
        ...defined({ diskControllerType: vm.diskControllerType }),
      },
      networkProfile: networkProfileOf({ name: parseResourceId(newId).name, subnetId }),
      securityProfile: { encryptionAtHost: true },
      ...(bootDiagnostics ? { diagnosticsProfile: { bootDiagnostics: { enabled: true } } } : {}),
    },
  };
}

/** The old VM's tags, without those that say how Azure Disk Encryption is to encrypt it. */
const tagsOf = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => !name.startsWith("diskEncryption")));
