import {
  ComputeManagementClient,
  type VirtualMachineExtension,
  type VirtualMachineInstanceView,
} from "@azure/arm-compute";

import { startSandbox, type Fleet, type Sandbox, type SandboxEdition } from "../../lib/sandbox/index";
import { credentialOf, emptyFleet, httpClientOf, resourceGroupName, subscriptionId } from "./support";

type Machine = Fleet["virtualMachines"][number];
type Vault = Fleet["vaults"][number];

export const vaultName = "kv-test";
export const vaultId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.KeyVault/vaults/${vaultName}`;
export const keyVersion = "0123456789abcdef0123456789abcdef";
export const keyUrl = `https://${vaultName}.vault.azure.net/keys/kek/${keyVersion}`;

const machine = {
  why: "for a test",
  subscriptionId,
  resourceGroupName,
  location: "westeurope",
  vmSize: "Standard_D2s_v5",
  hyperVGeneration: "V1",
  timeCreated: "2026-11-01T08:00:00Z",
  powerState: "running",
  announces: [],
} as const;

/** A Windows VM that fulfils every requirement, changed in part. */
export function aWindowsMachine(changes: Partial<Machine> = {}): Machine {
  return {
    ...machine,
    name: "vm-windows",
    image: { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2019-datacenter" },
    osDisk: { name: "vm-windows_OsDisk", diskSizeGB: 127, sku: "Premium_LRS" },
    dataDisks: [],
    guest: aWindowsGuest(),
    ...changes,
  };
}

/** A Linux VM with one data disk that fulfils every requirement, changed in part. */
export function aLinuxMachine(changes: Partial<Machine> = {}): Machine {
  return {
    ...machine,
    name: "vm-linux",
    image: { publisher: "Canonical", offer: "0001-com-ubuntu-server-jammy", sku: "22_04-lts" },
    osDisk: { name: "vm-linux_OsDisk", diskSizeGB: 30, sku: "Premium_LRS" },
    dataDisks: [{ name: "vm-linux_Data", lun: 0, diskSizeGB: 32, sku: "Premium_LRS" }],
    guest: aLinuxGuest(),
    ...changes,
  };
}

type Guest<OsType> = Extract<Machine["guest"], { readonly osType: OsType }>;

export const aWindowsGuest = (changes: Partial<Guest<"Windows">> = {}): Guest<"Windows"> => ({
  osType: "Windows",
  osName: "Windows Server 2019 Datacenter",
  osBuild: 17763,
  ...changes,
});
export const aLinuxGuest = (changes: Partial<Guest<"Linux">> = {}): Guest<"Linux"> => ({
  osType: "Linux",
  distribution: "ubuntu",
  distributionVersion: "22.04",
  ...changes,
});

/** A vault that fulfils every requirement, with a key of 2048 bits, changed in part. */
export function aVault(properties: Vault["properties"] = {}, changes: Partial<Vault> = {}): Vault {
  return {
    name: vaultName,
    subscriptionId,
    resourceGroupName,
    location: "westeurope",
    properties: {
      enabledForDiskEncryption: true,
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      ...properties,
    },
    keys: [{ name: "kek", keyType: "RSA", keySizeInBits: 2048, version: keyVersion }],
    ...changes,
  };
}

/** A sandbox, its Compute client, and ways to let time pass between two polls. */
export interface ComputeBench {
  readonly sandbox: Sandbox;
  readonly compute: ComputeManagementClient;
  /** First line of every exchange. */
  readonly seen: string[];
  /** Polls to the end, half a minute of the sandbox's time before each poll. Throws what the poller throws. */
  readonly drive: <T>(poller: Drivable<T>) => Promise<T>;
  /** What a rejected call or a failed operation says. */
  readonly failure: (action: () => Promise<unknown>) => Promise<string>;
  readonly instanceView: (name: string) => Promise<VirtualMachineInstanceView>;
}

/** What the bench needs of a client's poller. */
export interface Drivable<T> {
  submitted(): Promise<void>;
  poll(): Promise<unknown>;
  readonly isDone: boolean;
  readonly result: T | undefined;
}

/** Starts a sandbox with these VMs and vaults. */
export function computeBench(
  fleet: Partial<Fleet> = {},
  { edition = "current" }: { readonly edition?: SandboxEdition } = {},
): ComputeBench {
  const sandbox = startSandbox({ fleet: { ...emptyFleet, vaults: [aVault()], ...fleet }, edition });
  const seen: string[] = [];
  const compute = new ComputeManagementClient(credentialOf(sandbox), subscriptionId, {
    httpClient: httpClientOf(sandbox, seen),
    retryOptions: { maxRetries: 0 },
  });
  return {
    sandbox,
    compute,
    seen,
    drive: async <T>(poller: Drivable<T>): Promise<T> => {
      await poller.submitted();
      while (!poller.isDone) {
        sandbox.clock.advance(30_000);
        await poller.poll();
      }
      return poller.result as T;
    },
    failure: async (action) => {
      try {
        await action();
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
      throw new Error("Azure took it.");
    },
    instanceView: (name) => compute.virtualMachines.instanceView(resourceGroupName, name),
  };
}

/** The extension as the Azure CLI sends it to a Windows VM, settings changed in part. */
export function windowsEncryption(settings: Readonly<Record<string, unknown>> = {}): VirtualMachineExtension {
  return extension("AzureDiskEncryption", "2.2", { VolumeType: "All", ...settings });
}

/** The extension as the Azure CLI sends it to a Linux VM, settings changed in part. */
export function linuxEncryption(settings: Readonly<Record<string, unknown>> = {}): VirtualMachineExtension {
  return extension("AzureDiskEncryptionForLinux", "1.1", { VolumeType: "Data", ...settings });
}

/** Settings that name the key encryption key. */
export const withKey: Readonly<Record<string, unknown>> = {
  KeyEncryptionKeyURL: keyUrl,
  KekVaultResourceId: vaultId,
};

function extension(
  type: string,
  typeHandlerVersion: string,
  settings: Readonly<Record<string, unknown>>,
): VirtualMachineExtension {
  return {
    location: "westeurope",
    publisher: "Microsoft.Azure.Security",
    typePropertiesType: type,
    typeHandlerVersion,
    autoUpgradeMinorVersion: true,
    settings: {
      KeyVaultURL: `https://${vaultName}.vault.azure.net/`,
      KeyVaultResourceId: vaultId,
      KeyEncryptionKeyURL: null,
      KeyEncryptionAlgorithm: "RSA-OAEP",
      KekVaultResourceId: "",
      EncryptionOperation: "EnableEncryption",
      SequenceVersion: "cda24823-1b9c-42db-8581-6529aaa3ad61",
      ...settings,
    },
  };
}

/** Runs Azure Disk Encryption on `vm-windows`, and waits until BitLocker is through. */
export async function encryptWindows(
  { compute, drive, sandbox }: ComputeBench,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await drive(
    compute.virtualMachineExtensions.createOrUpdate(
      resourceGroupName,
      "vm-windows",
      "AzureDiskEncryption",
      windowsEncryption(settings),
    ),
  );
  sandbox.clock.advance(minutes(120));
}

/** Minutes of the sandbox's time. */
export const minutes = (count: number): number => count * 60_000;
