import { z } from "zod";

import { finance, production } from "../sandbox/contoso";
import { customerManagedKeyReplays } from "./customer-managed-key-replays";
import type { Replay } from "./replay";

const vaultNames = { "54826b22-38d6-4fb2-bad9-b7b93a3e9c5a": "c0015000-7e4a-4000-8000-c0ffee000000" };
// dana@contoso.example, who sends everything here.
const operator = "c0015010-0b1d-4000-8000-c0ffee000010";

/** Recorded sessions that the sandbox repeats. */
export const replays: Readonly<Record<string, Replay>> = {
  ...customerManagedKeyReplays,
  "disk encryption on Windows": {
    recording: "azure-cli/vm.latest.test_vm_disk_encryption_e2e",
    resourceGroupName: "rg-web-weu",
    names: {
      "virtualMachines/vm1": "virtualMachines/vm-web-02",
      vault000002: "kv-contoso-weu",
      "rg-web-weu/providers/Microsoft.KeyVault": "rg-security-weu/providers/Microsoft.KeyVault",
      westus: "westeurope",
    },
    steps: {
      "GET VM, instance view": 22,
      "GET VM": 29,
      "GET vault": 30,
      "PUT extension, enable": 31,
      "operation of enabling, running": 32,
      "operation of enabling, over": 39,
      "GET extension, enabled": 40,
      "GET extension, enabled, instance view": 41,
      "GET encrypted VM, instance view": 42,
      "PUT extension, disable": 44,
      "operation of disabling, running": 45,
      "operation of disabling, over": 47,
      "GET extension, disabled": 48,
      "GET extension, disabled, instance view": 49,
    },
  },
  "disk encryption on Linux": {
    recording: "azure-libraries-for-net/CanEncrypt",
    resourceGroupName: "rg-data-weu",
    names: {
      vm1300: "vm-data-01",
      vlt3387: "kv-contoso-weu",
      "rg-data-weu/providers/Microsoft.KeyVault": "rg-security-weu/providers/Microsoft.KeyVault",
      eastus: "westeurope",
      "2020-06-01": "2022-11-01",
    },
    steps: {
      "GET VM": 59,
      "PUT extension, enable": 64,
      "operation of enabling, running": 65,
      "operation of enabling, over": 70,
      "GET extension, enabled": 71,
      "GET VM, instance view": 73,
    },
  },
  "managed disks and snapshots": {
    recording: "azure-cli/vm.latest.test_vm_managed_disk",
    resourceGroupName: "rg-web-weu",
    names: { westus: "westeurope" },
    steps: {
      "PUT disk, new": 1,
      "operation of a new disk, over": 2,
      "GET disk": 3,
      "PUT disk, existing": 5,
      "operation of an existing disk, over": 6,
      "GET disk after its change": 7,
      "POST beginGetAccess": 9,
      "operation of beginGetAccess, over": 10,
      "location of beginGetAccess": 11,
      "PUT disk, copy": 13,
      "operation of a copy, running": 14,
      "operation of a copy, over": 15,
      "GET copied disk": 16,
      "PUT snapshot, empty": 18,
      "operation of a snapshot, over": 19,
      "GET snapshot": 20,
      "PUT snapshot, existing": 22,
      "operation of an existing snapshot, over": 24,
      "GET snapshot after its change": 25,
      "GET snapshot that is not there": 26,
      "PUT snapshot, copy": 29,
      "GET copied snapshot": 32,
      "GET VM that is not there": 33,
      "PUT image": 38,
      "operation of an image, running": 39,
      "operation of an image, over": 40,
      "GET image": 41,
    },
  },
  "disk for an upload": {
    recording: "azure-cli/vm.latest.test_vm_disk_upload",
    resourceGroupName: "rg-web-weu",
    names: { westus: "westeurope" },
    steps: {
      "PUT disk, to be uploaded": 1,
      "operation of a disk to be uploaded, over": 2,
      "GET disk to be uploaded": 3,
    },
  },
  "incremental snapshot": {
    recording: "azure-cli/vm.latest.test_vm_snapshot_incremental",
    resourceGroupName: "rg-web-weu",
    names: { centraluseuap: "westeurope" },
    steps: {
      "PUT disk to be copied": 0,
      "GET disk to be copied": 2,
      "PUT snapshot, incremental": 5,
      "GET incremental snapshot": 8,
    },
  },
  "deleting a disk": {
    recording: "azure-libraries-for-net/CanOperateOnEmptyManagedDisk",
    resourceGroupName: "rg-legacy-neu",
    names: {
      westcentralus: "northeurope",
      "2020-06-30": "2022-07-02",
    },
    steps: {
      "PUT disk, new": 1,
      "GET disk": 4,
      "GET disks of a group": 8,
      "POST beginGetAccess": 9,
      "operation of beginGetAccess, over": 10,
      "location of beginGetAccess": 11,
      "POST endGetAccess": 12,
      "operation of endGetAccess, over": 13,
      "location of endGetAccess": 14,
      "DELETE disk": 15,
      "operation of a deletion, over": 16,
      "location of a deletion": 17,
    },
  },
  power: {
    recording: "azure-cli/vm.latest.test_vm_create_state_modifications",
    resourceGroupName: "rg-data-weu",
    names: { "vm-state-mod": "vm-data-01", eastus: "westeurope" },
    steps: {
      "PUT extension of another kind, new": 35,
      "operation of an extension, running": 36,
      "operation of an extension, over": 37,
      "GET extension of another kind": 38,
      "PUT extension of another kind, existing": 40,
      "GET extension of another kind after its change": 43,
      "POST powerOff": 48,
      "operation of powerOff, running": 49,
      "operation of powerOff, over": 50,
      "location of powerOff": 51,
      "POST start": 53,
      "operation of start, over": 55,
      "POST restart": 57,
      "operation of restart, over": 60,
      "location of restart": 61,
      "POST deallocate": 72,
      "operation of deallocate, over": 74,
      "DELETE VM": 81,
      "operation of a VM's deletion, over": 83,
    },
  },
  "VM and its instance view": {
    recording: "azure-cli/vm.latest.test_vm_create_state_modifications",
    resourceGroupName: "rg-data-weu",
    names: { "vm-state-mod": "vm-data-01", eastus: "westeurope" },
    steps: {
      "GET VM, instance view": 24,
      "GET VMs of a group": 31,
      "GET VM": 32,
      "PUT extension of another kind, new": 35,
      "operation of an extension, over": 37,
      "GET VM with an extension, instance view": 56,
      "POST deallocate": 72,
      "operation of deallocate, over": 74,
      "GET deallocated VM, instance view": 75,
    },
  },
  "changing a VM": {
    recording: "azure-cli/vm.latest.test_vm_generic_update",
    resourceGroupName: "rg-data-weu",
    names: { "virtualMachines/vm1": "virtualMachines/vm-data-01", westus: "westeurope" },
    steps: {
      "GET VM with data disks, instance view": 16,
      "GET VM with data disks": 23,
      "PUT VM, with an identity": {
        place: 24,
        body: (vm) => ({ ...recordOf(vm), identity: { type: "SystemAssigned" } }),
      },
      "operation of a VM's change, running": 25,
      "operation of a VM's change, over": 26,
      "GET VM with an identity": 27,
    },
  },
  "changing a VM's tags": {
    recording: "azure-cli/vm.latest.test_vm_create_no_wait",
    resourceGroupName: "rg-data-weu",
    names: { vmnowait2: "vm-data-01", westus: "westeurope" },
    steps: {
      "GET VM": 18,
      "PUT VM, tags alone": { place: 19, body: (vm) => ({ ...recordOf(vm), tags: { mytag: "tagvalue1" } }) },
      "GET VM after its change of tags": 21,
    },
  },
  "new VM": {
    recording: "azure-libraries-for-net/CanEncrypt",
    resourceGroupName: "rg-web-weu",
    names: {
      eastus: "westeurope",
      "2020-06-01": "2022-11-01",
      Standard_E2s_v3: "Standard_D2s_v3",
      "2008-R2-SP1": "2019-datacenter",
      "~masked~": "Recorded-1",
    },
    before: (send) => send(networkInterface("nicvm213075c558616")),
    steps: {
      "PUT VM, new": 15,
      "operation of a new VM, running": 16,
      "operation of a new VM, over": 19,
      "GET new VM": 20,
      "PATCH VM": {
        place: 25,
        body: () => ({
          properties: { osProfile: { windowsConfiguration: { enableAutomaticUpdates: false } } },
        }),
      },
    },
  },
  "new VM from a disk": {
    recording: "azure-libraries-for-net/CanCreateVirtualMachineByAttachingManagedOsDisk",
    resourceGroupName: "rg-web-weu",
    names: {
      eastus: "westeurope",
      "2020-06-01": "2022-11-01",
      "2020-06-30": "2022-07-02",
      Standard_D5_v2: "Standard_D2s_v3",
    },
    before: async (send) => {
      await send(networkInterface("nicmyvm641b0124349"));
      await send(osDisk("dsk-22b02430c"));
    },
    steps: {
      "GET disk": 23,
      "PUT VM, new": 10,
      "operation of a new VM, over": 30,
      "GET new VM": 15,
    },
  },
  "another OS disk": {
    recording: "azure-cli/vm.latest.test_vm_os_disk_swap",
    resourceGroupName: "rg-data-weu",
    names: {
      "virtualMachines/vm1/": "virtualMachines/vm-data-01/",
      "virtualMachines/vm1?": "virtualMachines/vm-data-01?",
      westus: "westeurope",
      vm1_OsDisk_1_0e9f3c38c00443aa838597e571896985: "vm-data-01-osdisk",
    },
    steps: {
      "PUT disk, copy": 27,
      "GET copied disk": 30,
      "POST powerOff": 31,
      "operation of powerOff, over": 33,
      "GET stopped VM": 35,
      "PUT VM, with the copy": {
        place: 36,
        body: (vm) => withOsDisk(recordOf(vm), "disk1"),
      },
      "operation of the change, over": 38,
      "GET VM with the copy": 39,
    },
  },
  generalize: {
    recording: "azure-cli/vm.latest.test_vm_generalize",
    resourceGroupName: "rg-data-weu",
    names: { "vm-generalize": "vm-data-01", westus: "westeurope" },
    steps: {
      "POST powerOff": 26,
      "operation of powerOff, over": 28,
      "POST generalize": 30,
      "GET generalized VM": 31,
    },
  },
  "encryption at host": {
    recording: "azure-cli/vm.latest.test_vm_encryption_at_host",
    resourceGroupName: "rg-finance-weu",
    names: {
      [production]: finance,
      "virtualMachines/vm1": "virtualMachines/vm-host-01",
      westus: "westeurope",
    },
    before: async (send) => {
      await send(
        networkInterface("vm1VMNic", `${finance}/resourceGroups/rg-finance-weu`, "vnet-finance-weu"),
      );
      await send(machineWithEncryptionAtHost);
    },
    steps: { "GET VM, instance view": 17, "GET VM": 24 },
  },
  "run command resource": {
    recording: "azure-cli/vm.latest.test_run_command_v2",
    resourceGroupName: "rg-web-weu",
    names: {
      "vm-000002": "vm-web-01",
      westus: "westeurope",
      "Write-Host Hello World!": "manage-bde -status",
    },
    steps: {
      "PUT run command, new": 24,
      "operation of a run command, running": 25,
      "operation of a run command, over": 26,
      "GET run command": 27,
      "GET run command, instance view": 28,
      "PATCH run command": 30,
      "operation of a run command's change, over": 32,
      "GET run command after its change": 33,
      "GET run commands": 34,
      "DELETE run command": 36,
      "operation of a run command's deletion, over": 38,
    },
  },
  "deleting an extension": {
    recording: "azure-cli/vm.latest.test_vm_extension",
    resourceGroupName: "rg-data-weu",
    names: { westus: "westeurope", "/myvm": "/vm-data-01" },
    steps: {
      "PUT extension with automatic upgrade": 17,
      "GET extension with automatic upgrade": 18,
      "GET extension, instance view": 22,
      "DELETE extension": 23,
      "operation of an extension's deletion, over": 25,
    },
  },
  "new vault": {
    recording: "azure-cli/keyvault.latest.test_keyvault_public_network_access",
    resourceGroupName: "rg-security-weu",
    names: { ...vaultNames, eastus2euap: "westeurope" },
    steps: {
      "GET vault that is not there": 0,
      "PUT vault, new": 2,
      "GET new vault": 3,
      "PUT vault with public access": 6,
    },
  },
  "soft delete": {
    recording: "azure-cli/keyvault.latest.test_keyvault_softdelete",
    resourceGroupName: "rg-security-weu",
    names: { ...vaultNames, eastus2: "westeurope", "3707fb2f-ac10-4591-a04f-8b0d786ea37d": operator },
    steps: {
      "PUT vault, existing": 3,
      "PUT secret without a token": 4,
      "PUT secret": 5,
      "PUT another secret": 6,
      "POST key without a token": 7,
      "POST key": 8,
      "POST another key": 9,
      "DELETE secret": 13,
      "DELETE another secret": 14,
      "DELETE key": 15,
      "DELETE another key": 16,
      "POST recover secret": 19,
      "POST recover key": 20,
      "DELETE deleted secret": 22,
      "DELETE deleted key": 23,
      "DELETE vault": 25,
      "GET deleted vaults": 26,
      "PUT vault, recovered": 27,
      "GET recovered vault": 28,
      "DELETE vault again": 29,
      "POST purge vault": 31,
      "operation of a purge, running": 32,
      "operation of a purge, over": 34,
    },
  },
  "deleted vault": {
    recording: "azure-cli/keyvault.latest.test_keyvault_softdelete",
    resourceGroupName: "rg-security-weu",
    names: { ...vaultNames, "cli-test-kv-sd-000003": "kv-contoso-noflag", eastus2: "westeurope" },
    steps: { "DELETE vault": 35, "GET deleted vault": 36 },
  },
  "vaults of a group": {
    recording: "azure-cli/keyvault.hybrid_2018_03_01.test_keyvault_mgmt",
    resourceGroupName: "rg-security-weu",
    names: { ...vaultNames, "2016-10-01": "2023-02-01" },
    steps: { "GET vaults": 5 },
  },
  keys: {
    recording: "azure-cli/keyvault.latest.test_keyvault_key",
    resourceGroupName: "rg-security-weu",
    names: { ...vaultNames, "cli-test-kv-key-000002": "kv-contoso-weu" },
    steps: {
      "POST key without a token": 1,
      "POST key": 2,
      "GET key": 7,
      "GET keys": 16,
      "GET keys, a page": 18,
      "POST key, a version more": 20,
      "GET versions of a key": 21,
      "GET versions of a key, a page": 23,
      "PATCH key": 30,
      "DELETE key": 32,
      "PUT key": 40,
    },
  },
  "secret in the way": {
    recording: "azure-cli/keyvault.latest.test_keyvault_secret_soft_delete",
    resourceGroupName: "rg-security-weu",
    names: { ...vaultNames, "cli-test-kv-se-sd-000002": "kv-contoso-weu" },
    steps: {
      "PUT secret without a token": 2,
      "PUT secret": 3,
      "DELETE secret": 4,
      "GET deleted secrets": 5,
      "PUT secret whose name is deleted": 6,
    },
  },
  "extension whose agent is silent": {
    recording: "azure-cli/vm.latest.test_vm_create_with_default_trusted_launch",
    resourceGroupName: "rg-build-neu",
    names: { "vm-000003": "vm-build-01", westus: "northeurope" },
    steps: { "PUT extension, agent silent": 16, "operation of an extension, agent silent": 64 },
  },
};

/** A network interface: recordings leave other providers than Compute out. */
function networkInterface(
  name: string,
  group = `${production}/resourceGroups/rg-web-weu`,
  virtualNetwork = "vnet-web-weu",
): { readonly method: string; readonly url: string; readonly body: unknown } {
  const network = `${group}/providers/Microsoft.Network`;
  const subnet = { id: `${network}/virtualNetworks/${virtualNetwork}/subnets/default` };
  return {
    method: "PUT",
    url: `https://management.azure.com${network}/networkInterfaces/${name}?api-version=2024-05-01`,
    body: {
      location: "westeurope",
      properties: { ipConfigurations: [{ name: "ipconfig1", properties: { subnet } }] },
    },
  };
}

/** A disk with Linux on it, in rg-web-weu; the recorded one was imported from a page blob. */
function osDisk(name: string): { readonly method: string; readonly url: string; readonly body: unknown } {
  return {
    method: "PUT",
    url: `https://management.azure.com${production}/resourceGroups/rg-web-weu/providers/Microsoft.Compute/disks/${name}?api-version=2025-01-02`,
    body: {
      location: "westeurope",
      tags: {},
      properties: { osType: "Linux", diskSizeGB: 30, creationData: { createOption: "Empty" } },
    },
  };
}

const machineWithEncryptionAtHost = {
  method: "PUT",
  url: `https://management.azure.com${finance}/resourceGroups/rg-finance-weu/providers/Microsoft.Compute/virtualMachines/vm-host-01?api-version=2024-07-01`,
  body: {
    location: "westeurope",
    tags: {},
    properties: {
      hardwareProfile: { vmSize: "Standard_D2s_v5" },
      storageProfile: {
        imageReference: { publisher: "OpenLogic", offer: "CentOS", sku: "7.5", version: "latest" },
        osDisk: {
          createOption: "FromImage",
          caching: "ReadWrite",
          managedDisk: { storageAccountType: "Premium_LRS" },
        },
      },
      osProfile: {
        computerName: "vm-host-01",
        adminUsername: "contosoadmin",
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          ssh: { publicKeys: [{ path: "/home/contosoadmin/.ssh/authorized_keys", keyData: "ssh-rsa AAAA" }] },
        },
      },
      securityProfile: { encryptionAtHost: true },
      networkProfile: {
        networkInterfaces: [
          {
            id: `${finance}/resourceGroups/rg-finance-weu/providers/Microsoft.Network/networkInterfaces/vm1VMNic`,
          },
        ],
      },
    },
  },
};

/** A VM as it was read, with another OS disk of its group. */
function withOsDisk(vm: Record<string, unknown>, name: string): unknown {
  const shape = z.looseObject({
    properties: z.looseObject({
      storageProfile: z.looseObject({
        osDisk: z.looseObject({ managedDisk: z.looseObject({ id: z.string() }) }),
      }),
    }),
  });
  const { properties, ...rest } = shape.parse(vm);
  const { osDisk: old } = properties.storageProfile;
  const id = old.managedDisk.id.replace(/[^/]+$/, name);
  const osDisk = { ...old, name, managedDisk: { ...old.managedDisk, id } };
  return { ...rest, properties: { ...properties, storageProfile: { ...properties.storageProfile, osDisk } } };
}

// What a client may send back of what it read.
function recordOf(body: unknown): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(body);
}
