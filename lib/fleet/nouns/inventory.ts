import type {
  AttachedDisk,
  HyperVGeneration,
  ImageReference,
  OsType,
  VirtualMachineExtension,
} from "@runbooks/azure";

/** Where an inventory was read: lists of Resource Manager, Azure Resource Graph, or files that somebody exported. */
export type InventorySource = "arm" | "graph" | "files";

/** What an inventory lists. */
export type InventoryKind = "virtualMachines" | "disks" | "snapshots" | "images" | "diskEncryptionSets";

/**
 * What every resource of an inventory has.
 *
 * In all of them a field that is left out is one that the source can't tell; `null` is the source's word that there is none.
 */
export interface InventoriedResource {
  /** As Azure wrote it; two spellings of one id differ in case alone. */
  readonly id: string;
  /** In lower case. */
  readonly subscriptionId: string;
  /** In lower case. */
  readonly resourceGroupName: string;
  readonly name: string;
  /** As a region's name: `westeurope`. */
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Names of the tags that are not among them, since their values hold a secret, or the URL of one or of a key: an inventory is handed on. */
  readonly tagsLeftOut?: readonly string[];
}

/** The resource of Azure Disk Encryption's extension, without what it reported. Of its settings those alone that name no vault and no key. */
export interface InventoriedAdeExtension {
  /** `Succeeded`, `Failed`, `Creating`, `Updating` ... */
  readonly provisioningState?: string;
  /** `EnableEncryption`, `EnableEncryptionFormatAll`, `DisableEncryption` ... */
  readonly encryptionOperation?: string;
  /** `All`, `OS`, `Data`. */
  readonly volumeType?: string;
}

/** A VM as a list tells it: the model, and the instance view only where it was asked for. */
export interface InventoriedVirtualMachine extends InventoriedResource {
  readonly vmSize?: string;
  readonly osType?: OsType;
  readonly hyperVGeneration?: HyperVGeneration;
  /** The part after `PowerState/`. */
  readonly powerState?: string;
  readonly encryptionAtHost?: boolean;
  /** `TrustedLaunch`, `ConfidentialVM`; `null` on a standard VM. */
  readonly securityType?: string | null;
  /** `null` on a VM made from a custom image or from an attached disk. */
  readonly imageReference?: ImageReference | null;
  readonly diskControllerType?: string | null;
  /** OS disk first. */
  readonly disks?: readonly AttachedDisk[];
  /**
   * What the VM's own model asks of Azure Disk Encryption (`osDisk.encryptionSettings`), without the URLs: with the release that signs in to Entra
   * ("dual pass"), on unmanaged disks, and where a VM was made of an encrypted disk so. The current release stamps the managed disks instead.
   */
  readonly osDiskAdeStamp?: AdeStamp;
  /** Whether it has the extension of Azure Disk Encryption. */
  readonly hasAdeExtension?: boolean;
  /**
   * The extensions: read for candidates of Azure Disk Encryption alone. What they last reported and their settings are kept of that extension alone,
   * and of the settings those alone that name no vault and no key.
   */
  readonly extensions?: readonly VirtualMachineExtension[];
  /** What its extension of Azure Disk Encryption is, where nothing tells what that last reported. */
  readonly adeExtension?: InventoriedAdeExtension;
  /** Id of its scale set; `null` on a VM of its own. */
  readonly scaleSetId?: string | null;
}

/** The stamp of Azure Disk Encryption: `never`; `on`: asked for; `off`: once asked for, and switched off again. */
export type AdeStamp = "never" | "on" | "off";

/** What disks, snapshots and images have in common. */
export interface InventoriedStorage extends InventoriedResource {
  readonly osType?: OsType | null;
  readonly hyperVGeneration?: HyperVGeneration;
  readonly sku?: string;
  readonly diskSizeGB?: number;
  /** `EncryptionAtRestWithPlatformKey` ... */
  readonly encryptionType?: string;
  /** The set that its encryption settings name; `null`: none. */
  readonly diskEncryptionSetId?: string | null;
  /**
   * The set that the customer's key of a confidentially encrypted disk comes from, named by its security profile. Only a disk of security type
   * `ConfidentialVM_DiskEncryptedWithCustomerKey` has one.
   */
  readonly secureVMDiskEncryptionSetId?: string;
  readonly adeStamp?: AdeStamp;
  /** `null` on a standard disk. */
  readonly securityType?: string | null;
}

/** A managed disk as a list tells it. */
export interface InventoriedDisk extends InventoriedStorage {
  /** `Attached`, `Reserved`, `Unattached`, `ActiveSAS`, `ReadyToUpload` ... */
  readonly diskState?: string;
  /** Id of the VM that holds it; `null`: none. */
  readonly managedBy?: string | null;
  /** Above 1 it is a shared disk. */
  readonly maxShares?: number;
  /** Tells a disk from another that later got its name. */
  readonly uniqueId?: string;
}

/** A snapshot as a list tells it. */
export interface InventoriedSnapshot extends InventoriedStorage {
  /** Id of the disk that it was taken of; `null`: of none. */
  readonly sourceDiskId?: string | null;
  readonly incremental?: boolean;
}

/** A disk of an image. */
export interface InventoriedImageDisk {
  readonly role: "os" | "data";
  readonly diskEncryptionSetId: string | null;
  /** Id of the disk or snapshot that it was made of; `null`: of none, as of a blob. */
  readonly sourceId: string | null;
}

/** An image as a list tells it: how its disks are encrypted. */
export interface InventoriedImage extends InventoriedResource {
  readonly osType?: OsType;
  readonly hyperVGeneration?: HyperVGeneration;
  /** OS disk first. */
  readonly disks?: readonly InventoriedImageDisk[];
}

/** A disk encryption set as a list tells it. Its key's URL is left out: an inventory is handed on. */
export interface InventoriedDiskEncryptionSet extends InventoriedResource {
  /** `EncryptionAtRestWithCustomerKey` ... */
  readonly encryptionType?: string;
  readonly rotationToLatestKeyVersionEnabled?: boolean;
  /** Azure's code where the set could not follow its key; `null`: it could. */
  readonly autoKeyRotationErrorCode?: string | null;
}

/** What could not be read: there may be more in it, and no total is whole without it. */
export interface InventoryGap {
  /** Absent where it concerns no single subscription. */
  readonly subscriptionId?: string;
  /** The subscription's name, the file, or the VM. */
  readonly scope: string;
  readonly kind: InventoryKind | "instanceViews" | "all";
  /** Azure's own code, or that of a `RunbookError`. */
  readonly code: string;
  readonly reason: string;
  /** How many of the kind were read before it failed. */
  readonly readBefore: number;
}

/** A subscription of the fleet. */
export interface InventoriedSubscription {
  /** In lower case. */
  readonly subscriptionId: string;
  readonly displayName: string;
}

/** A fleet, from whichever source. */
export interface Inventory {
  readonly source: InventorySource;
  readonly observedAt: Date;
  /** All that were asked, with those of which nothing could be read. */
  readonly subscriptions: readonly InventoriedSubscription[];
  readonly virtualMachines: readonly InventoriedVirtualMachine[];
  readonly disks: readonly InventoriedDisk[];
  readonly snapshots: readonly InventoriedSnapshot[];
  readonly images: readonly InventoriedImage[];
  readonly diskEncryptionSets: readonly InventoriedDiskEncryptionSet[];
  readonly gaps: readonly InventoryGap[];
  /** What was met and settled: a resource that came twice, a disk that changed hands between two pages. */
  readonly remarks: readonly string[];
}
