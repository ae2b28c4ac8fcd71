/** The two operating systems that Azure Disk Encryption knows. */
export type OsType = "Windows" | "Linux";

/** Which volumes Azure Disk Encryption is asked to encrypt. Windows takes OS or All; Linux all three. */
export type VolumeType = "OS" | "Data" | "All";

/** `V1` boots from BIOS, `V2` from UEFI (Generation 2). */
export type HyperVGeneration = "V1" | "V2";

/** A Marketplace image, as the VM's model names it. */
export interface ImageReference {
  readonly publisher: string;
  readonly offer: string;
  readonly sku: string;
  readonly version: string;
}

/** A disk as the VM's model lists it. Facts of the disk resource itself are in `ManagedDisk`. */
export interface AttachedDisk {
  readonly name: string;
  readonly role: "os" | "data";
  /** Logical unit number; data disks only. */
  readonly lun?: number;
  /** Resource id of the managed disk; absent on an unmanaged disk. */
  readonly managedDiskId?: string;
  /** Page blob of an unmanaged disk. */
  readonly vhdUri?: string;
  readonly storageAccountType?: string;
  /** As the VM's model says; of a managed disk its own resource is right. */
  readonly diskSizeGB?: number;
  readonly diskEncryptionSetId?: string;
  readonly writeAcceleratorEnabled: boolean;
  /** The OS disk lives on the host (`diffDiskSettings.option` is `Local`) and is lost with a deallocation. */
  readonly ephemeral: boolean;
  /** `EncryptionState/*` code of the instance view: says *stamped*, not *encrypted*. */
  readonly encryptionState?: string;
}

/** A VM extension with what its handler last reported. */
export interface VirtualMachineExtension {
  readonly name: string;
  readonly publisher: string;
  readonly type: string;
  readonly typeHandlerVersion: string;
  readonly provisioningState: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly statusCode?: string;
  readonly statusMessage?: string;
  /** When the extension reported that; absent where Azure does not say. */
  readonly statusTime?: Date;
  /** JSON text with `os` and `data`, where the Azure Disk Encryption handler reports progress. */
  readonly substatusMessage?: string;
}

/** A virtual machine: model and instance view in one value. */
export interface VirtualMachine {
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly vmSize: string;
  readonly osType: OsType;
  readonly provisioningState: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Absent where neither the instance view nor the OS disk tells. */
  readonly hyperVGeneration?: HyperVGeneration;
  /** Absent on a VM made from a custom image or from an attached disk. */
  readonly imageReference?: ImageReference;
  /** What the agent reports, e.g. "Windows Server 2022 Datacenter" or "ubuntu"; absent while no agent runs. */
  readonly osName?: string;
  readonly osVersion?: string;
  /** The part after `PowerState/`: `running`, `stopped`, `deallocated` ... */
  readonly powerState?: string;
  readonly agent?: { readonly status: string; readonly version: string };
  readonly encryptionAtHost: boolean;
  /** `TrustedLaunch` or `ConfidentialVM`; absent on a standard VM. */
  readonly securityType?: string;
  /** The identity that ADE uses instead of the vault's flag, where one is set. */
  readonly encryptionIdentityId?: string;
  /** `SCSI` or `NVMe`: how the VM's disks are attached; absent where the model does not say. */
  readonly diskControllerType?: string;
  readonly osDisk: AttachedDisk;
  readonly dataDisks: readonly AttachedDisk[];
  readonly extensions: readonly VirtualMachineExtension[];
  readonly etag?: string;
}
