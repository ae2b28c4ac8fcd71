import type { VirtualMachine } from "@azure/arm-compute";

import { networkInterfaceId } from "./support-network";

/** A VM of Ubuntu with the free network interface of the test group, changed in part. */
export function aNewMachine(changes: Partial<VirtualMachine> = {}): VirtualMachine {
  return {
    location: "westeurope",
    hardwareProfile: { vmSize: "Standard_D2s_v5" },
    storageProfile: {
      imageReference: {
        publisher: "Canonical",
        offer: "0001-com-ubuntu-server-jammy",
        sku: "22_04-lts",
        version: "latest",
      },
      osDisk: { createOption: "FromImage", managedDisk: { storageAccountType: "Premium_LRS" } },
    },
    osProfile: { computerName: "vm-new", adminUsername: "someone", adminPassword: "Not answered 1" },
    networkProfile: { networkInterfaces: [{ id: networkInterfaceId("nic-free") }] },
    ...changes,
  };
}

/** A VM that boots from a disk that is there. */
export function aMachineFromDisk(diskId: string, changes: Partial<VirtualMachine> = {}): VirtualMachine {
  const machine = aNewMachine({
    storageProfile: { osDisk: { createOption: "Attach", managedDisk: { id: diskId } } },
  });
  delete machine.osProfile;
  return { ...machine, ...changes };
}

/** A new VM of Windows Server 2019, changed in part. */
export function aNewWindowsMachine(changes: Partial<VirtualMachine> = {}): VirtualMachine {
  return aNewMachine({
    storageProfile: {
      imageReference: {
        publisher: "MicrosoftWindowsServer",
        offer: "WindowsServer",
        sku: "2019-datacenter",
        version: "latest",
      },
      osDisk: { createOption: "FromImage" },
    },
    ...changes,
  });
}
