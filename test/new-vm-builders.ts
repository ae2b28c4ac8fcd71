import { absent, known, missing } from "../lib/azure/fact";
import type { MarketplaceImage } from "../lib/azure/marketplace-image";
import type { Subnet } from "../lib/azure/subnet";
import type {
  NewVirtualMachineDeployment,
  NewVirtualMachineFacts,
  NewVirtualMachineRequest,
} from "../lib/disk-encryption/checks/new-vm/facts";
import { newDiskIds, newVirtualMachineId } from "../lib/disk-encryption/jobs/encrypt-new-vm/names";
import { aKey, aKeyVault, aSize, fact, KEY_URL, OBSERVED_AT, SUBSCRIPTION_ID, VAULT_ID } from "./builders";

const NETWORK_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-web/providers/Microsoft.Network/virtualNetworks/vnet-web`;
export const SUBNET_ID = `${NETWORK_ID}/subnets/default`;
/** Made for these tests; nobody has the other half. */
export const SSH_PUBLIC_KEY =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFXkM5KNExKh1gO0CyIMBRgFSQocrjBfO2Mx/POQ3GmT dana@contoso";

/** A Windows Server 2022 with a password, an OS disk, and Azure Disk Encryption by a key encryption key. */
export function aNewVirtualMachine(
  overrides: Partial<NewVirtualMachineRequest> = {},
): NewVirtualMachineRequest {
  return {
    subscriptionId: SUBSCRIPTION_ID,
    resourceGroupName: "rg-web",
    name: "vm-new-01",
    location: "westeurope",
    vmSize: "Standard_D2s_v5",
    image: {
      publisher: "MicrosoftWindowsServer",
      offer: "WindowsServer",
      sku: "2022-datacenter",
      version: "latest",
    },
    subnetId: SUBNET_ID,
    administrator: { userName: "dana", signInWith: { kind: "password" } },
    encryption: { kind: "azure-disk-encryption", keyVaultId: VAULT_ID, keyEncryptionKeyUrl: KEY_URL },
    ...overrides,
  };
}

/** An Ubuntu 22.04 with a public SSH key. */
export function aNewLinuxVirtualMachine(
  overrides: Partial<NewVirtualMachineRequest> = {},
): NewVirtualMachineRequest {
  return aNewVirtualMachine({
    image: {
      publisher: "Canonical",
      offer: "0001-com-ubuntu-server-jammy",
      sku: "22_04-lts",
      version: "latest",
    },
    administrator: {
      userName: "dana",
      signInWith: { kind: "ssh-public-key", publicKey: SSH_PUBLIC_KEY },
    },
    ...overrides,
  });
}

/** The Marketplace's Windows Server 2022 of Generation 1. */
export function aWindowsImage(overrides: Partial<MarketplaceImage> = {}): MarketplaceImage {
  return {
    reference: { ...aNewVirtualMachine().image, version: "20348.4297.251009" },
    osType: "Windows",
    hyperVGeneration: "V1",
    trustedLaunchSupported: false,
    ...overrides,
  };
}

/** The Marketplace's Ubuntu 22.04 of Generation 1. */
export function aLinuxImage(overrides: Partial<MarketplaceImage> = {}): MarketplaceImage {
  return aWindowsImage({
    reference: { ...aNewLinuxVirtualMachine().image, version: "22.04.202510010" },
    osType: "Linux",
    ...overrides,
  });
}

/** A subnet in the VM's region and subscription. */
export function aSubnet(overrides: Partial<Subnet> = {}): Subnet {
  return {
    id: SUBNET_ID,
    name: "default",
    virtualNetworkName: "vnet-web",
    subscriptionId: SUBSCRIPTION_ID,
    location: "westeurope",
    addressPrefixes: ["10.10.0.0/24"],
    delegations: [],
    ...overrides,
  };
}

/** What is known of a new VM that meets every requirement: of that request, by calls, with an image of its operating system. */
export function newVirtualMachineFacts(
  overrides: Partial<NewVirtualMachineDeployment> = {},
): NewVirtualMachineDeployment {
  const request = overrides.request ?? aNewVirtualMachine();
  const encrypted = request.encryption.kind === "azure-disk-encryption";
  const image = request.image.publisher === "Canonical" ? aLinuxImage() : aWindowsImage();
  return {
    request,
    vmId: newVirtualMachineId(request),
    resourceGroup: { kind: "known", value: request.resourceGroupName, source: "a test" },
    existing: absent(`There is no VM '${request.name}'.`),
    existingDisks: newDiskIds(request).map((id) => absent(`There is no disk ${id}.`)),
    image: fact(image),
    size: fact(aSize()),
    subnet: fact(aSubnet()),
    keyVault: encrypted ? fact(aKeyVault()) : missing("no key vault was named"),
    keyEncryptionKey:
      encrypted && request.encryption.keyEncryptionKeyUrl !== undefined ? fact(aKey()) : "none",
    secretLifetimePolicies: encrypted
      ? fact({ denying: [], initiatives: [] })
      : missing("no key vault was named"),
    diskEncryptionSet: "none",
    encryptionAtHostFeature: "none",
    authorityHost: known("login.microsoftonline.com", "a test"),
    observedAt: OBSERVED_AT,
    method: { kind: "calls" },
    ...overrides,
  };
}

/** The facts of a new Linux VM that meets every requirement. */
export const newLinuxFacts = (overrides: Partial<NewVirtualMachineFacts> = {}): NewVirtualMachineDeployment =>
  newVirtualMachineFacts({
    request: aNewLinuxVirtualMachine(),
    size: fact(aSize({ memoryInGB: 16 })),
    ...overrides,
  });
