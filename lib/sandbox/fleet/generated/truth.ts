import type { KnownDiskEncryption, Stamp } from "./disk-encryption-states";

/** How a disk is encrypted at rest; in the words of a fleet's coverage, as are those below. */
export type TrueServerSide =
  | "platform-key"
  | "customer-key"
  | "platform-and-customer-key"
  | "confidential"
  | "local-encryption"
  | "none";

/** The one mechanism that a disk counts for. */
export type TrueMechanism = TrueServerSide | "azure-disk-encryption" | "encryption-at-host" | "unknown";

interface TrueResource {
  /** As Azure answers it; compare ids without regard to case. */
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is true of a disk, as far as Azure can tell it: nobody asks the guests. `null`: there is no such thing, or Azure does not tell it of such a disk. */
export interface DiskTruth extends TrueResource {
  readonly row: "disk";
  readonly diskId: string | null;
  /** `null` of a temporary disk, which has no name. */
  readonly diskName: string | null;
  readonly role: "os" | "data" | "temporary" | "unattached";
  readonly vmId: string | null;
  readonly vmName: string | null;
  readonly osType: "Windows" | "Linux" | "unknown";
  readonly vmSize: string | null;
  readonly sku: string | null;
  readonly diskSizeGB: number | null;
  readonly diskState: string | null;
  readonly managed: "yes" | "no";
  readonly serverSide: TrueServerSide;
  /** Id of the set; of a confidential OS disk that which its customer's key comes from. */
  readonly diskEncryptionSet: string | null;
  readonly encryptionAtHost: "yes" | "no";
  /** With the instance view of the extension; without it, `adeStamp` is all that is known. */
  readonly azureDiskEncryption: KnownDiskEncryption;
  /** `null` where there is nothing to stamp. */
  readonly adeStamp: Stamp | null;
  readonly mechanism: TrueMechanism;
  readonly exposed2028: "yes" | "no" | "unknown";
}

/** What is true of a VM. */
export interface VirtualMachineTruth extends TrueResource {
  readonly row: "virtualMachine";
  readonly vmId: string;
  readonly vmName: string;
  readonly osType: "Windows" | "Linux";
  readonly vmSize: string;
  readonly powerState: string;
  /** Whether it has the extension of Azure Disk Encryption. */
  readonly hasAdeExtension: boolean;
  /** Whether its model asks for Azure Disk Encryption (`osDisk.encryptionSettings`): then its disks carry no stamp. */
  readonly modelAdeStamp: Stamp;
  /** The weakest of its OS and data disks'. */
  readonly mechanism: TrueMechanism;
  readonly exposed2028: "yes" | "no" | "unknown";
  /** OS and data disks. */
  readonly diskCount: number;
}

/** What is true of a snapshot or an image. */
export interface CopyTruth extends TrueResource {
  readonly row: "snapshot" | "image";
  readonly id: string;
  readonly name: string;
  readonly serverSide: TrueServerSide;
  readonly diskEncryptionSet: string | null;
  /** Of an image Azure does not tell it. */
  readonly adeStamp: Stamp | null;
  readonly source: "there" | "gone";
}

/** One row of what is true of a generated fleet. */
export type GeneratedTruth = DiskTruth | VirtualMachineTruth | CopyTruth;
