import type {
  DiskEncryptionSet,
  Fact,
  ImageReference,
  KeyEncryptionKey,
  KeyVault,
  ManagedDisk,
  MarketplaceImage,
  Subnet,
  SubscriptionFeature,
  VirtualMachine,
  VirtualMachineSize,
  VolumeType,
} from "@runbooks/azure";
import type { SecretLifetimePolicies } from "../../nouns/secret-lifetime-policies";
import type { DiskEncryptionSetFacts } from "../customer-key/facts";

/** A VM that is to be made from a Marketplace image, with its OS disk and a network interface in a subnet that is there. */
export interface NewVirtualMachineRequest {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  /** Also the name of the computer in it. */
  readonly name: string;
  readonly location: string;
  readonly vmSize: string;
  /** With the version `latest`, the newest that the region has. */
  readonly image: ImageReference;
  /** Full resource id. */
  readonly subnetId: string;
  readonly administrator: Administrator;
  readonly encryption: NewVirtualMachineEncryption;
  readonly osDisk?: NewDisk;
  /** In the order of their logical unit numbers. */
  readonly dataDisks?: readonly (NewDisk & { readonly diskSizeGB: number })[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** Who signs in to the new VM, and by what. */
export interface Administrator {
  readonly userName: string;
  /** `password`: handed to `apply` as the secret `adminPassword`; no fact and no plan holds it. */
  readonly signInWith:
    { readonly kind: "ssh-public-key"; readonly publicKey: string } | { readonly kind: "password" };
}

export interface NewDisk {
  /** `Premium_LRS`, `StandardSSD_LRS` ...; without it `StandardSSD_LRS`. */
  readonly storageAccountType?: string;
  /** Of an OS disk without it: as large as the image's. */
  readonly diskSizeGB?: number;
}

/** What encrypts the new VM's disks. Azure Disk Encryption goes with neither of the others. */
export type NewVirtualMachineEncryption =
  | {
      readonly kind: "azure-disk-encryption";
      /** Full resource id. */
      readonly keyVaultId: string;
      /** With its version, or `"none"`; without it, none is used. */
      readonly keyEncryptionKeyUrl?: string;
      /** Full resource id of the vault of that key, where it is another than the vault of the secrets. */
      readonly keyEncryptionKeyVaultId?: string;
      /** Without it: Windows All, Linux OS: new data disks are empty, and only what has a volume is encrypted. */
      readonly volumeType?: VolumeType;
    }
  | {
      readonly kind: "server-side";
      /** Without it: the platform's key. */
      readonly diskEncryptionSetId?: string;
      readonly encryptionAtHost?: true;
    };

/** How the VM is made: call by call, or by a Resource Manager template. */
export type DeploymentMethod =
  | { readonly kind: "calls" }
  | {
      readonly kind: "template";
      /** Ids of the vaults out of which the deployment's parameters take secrets. */
      readonly secretVaultIds: readonly string[];
    };

/** Everything that is known before a VM is made: what was asked for, and what was read of it. */
export interface NewVirtualMachineFacts {
  readonly request: NewVirtualMachineRequest;
  /** Id that the VM is to have. */
  readonly vmId: string;
  readonly resourceGroup: Fact<string>;
  /** Absent: the name is free. */
  readonly existing: Fact<VirtualMachine>;
  /** The disks that have a new disk's name, OS disk first; absent: the name is free. */
  readonly existingDisks: readonly Fact<ManagedDisk>[];
  readonly image: Fact<MarketplaceImage>;
  readonly size: Fact<VirtualMachineSize>;
  readonly subnet: Fact<Subnet>;
  /** Missing where none was asked for. */
  readonly keyVault: Fact<KeyVault>;
  readonly keyEncryptionKey: Fact<KeyEncryptionKey> | "none";
  /** The vault of the key encryption key; absent where there is no such key, or it is in the vault of the secrets. */
  readonly keyEncryptionKeyVault?: Fact<KeyVault>;
  readonly secretLifetimePolicies: Fact<SecretLifetimePolicies>;
  readonly diskEncryptionSet: Fact<DiskEncryptionSet> | "none";
  /** What stands behind the set: its vault, its key and what its identities may do with it. Absent where no set was asked for. */
  readonly customerKey?: DiskEncryptionSetFacts;
  /** `"none"`: encryption at host was not asked for. */
  readonly encryptionAtHostFeature: Fact<SubscriptionFeature> | "none";
  /** Microsoft Entra's host in the cloud. */
  readonly authorityHost: Fact<string>;
  readonly observedAt: Date;
}

/** What the requirements of a new VM evaluate. */
export interface NewVirtualMachineDeployment extends NewVirtualMachineFacts {
  readonly method: DeploymentMethod;
}
