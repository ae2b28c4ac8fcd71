import type {
  DiskControlFacts,
  VirtualMachineControlFacts,
} from "../../../../lib/fleet/coverage/controls/control";

/** A running Windows Server 2019 without encryption at host or Azure Disk Encryption. */
export function aVirtualMachine(
  changes: Partial<VirtualMachineControlFacts> = {},
): VirtualMachineControlFacts {
  return {
    osType: "Windows",
    vmSize: "Standard_D2s_v5",
    securityType: null,
    imageReference: {
      publisher: "MicrosoftWindowsServer",
      offer: "WindowsServer",
      sku: "2019-datacenter",
      version: "latest",
    },
    deallocated: "no",
    encryptionAtHost: "no",
    azureDiskEncryption: "no",
    ultraDisk: "no",
    doubleEncryption: "not-applicable",
    ...changes,
  };
}

/** A running Ubuntu 22.04 without encryption at host or Azure Disk Encryption. */
export function aLinuxVirtualMachine(
  changes: Partial<VirtualMachineControlFacts> = {},
): VirtualMachineControlFacts {
  return aVirtualMachine({
    osType: "Linux",
    imageReference: anImage("Canonical", "jammy", "22_04-lts"),
    ...changes,
  });
}

export const anImage = (
  publisher: string,
  offer: string,
  sku: string,
): NonNullable<VirtualMachineControlFacts["imageReference"]> => ({
  publisher,
  offer,
  sku,
  version: "latest",
});

/** An attached data disk with the platform's key that Azure Disk Encryption was never asked for. */
export function aDisk(changes: Partial<DiskControlFacts> = {}): DiskControlFacts {
  return {
    role: "data",
    managed: "yes",
    diskState: "Attached",
    hasSet: "no",
    hasConfidentialSet: "no",
    serverSide: "platform-key",
    adeStamp: "never",
    azureDiskEncryption: "no",
    ...changes,
  };
}

/** With a customer's key, through a set. */
export const customerKeyDisk = { serverSide: "customer-key", hasSet: "yes" } as const;
/** With both keys, through a set. */
export const doubleDisk = { serverSide: "platform-and-customer-key", hasSet: "yes" } as const;
/** Encrypted confidentially, with a customer's key. */
export const confidentialDisk = { serverSide: "confidential", hasConfidentialSet: "yes" } as const;
/** As no VM holds it. */
export const unattachedDisk = { role: "unattached", diskState: "Unattached" } as const;
/** A page blob in a storage account. */
export const unmanagedDisk = {
  managed: "no",
  diskState: "unknown",
  serverSide: "none",
  adeStamp: undefined,
} as const;
