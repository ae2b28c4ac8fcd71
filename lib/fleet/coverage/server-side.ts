import type { Told } from "../nouns/told";
import { type AdeStamp, type InventoriedDisk } from "../nouns/inventory";
import { type AttachedDisk, type Fact, known, missing, type VirtualMachineSize } from "@runbooks/azure";
import {
  encryptsItself,
  isConfidentiallyEncrypted,
  localEncryption,
  serverSideOfStored,
} from "@runbooks/disk-encryption";
import type { CoverageServerSide, Eligibility } from "./coverage";

/** What tells how a disk is encrypted at rest. */
export interface AtRestEvidence {
  readonly attached: AttachedDisk | undefined;
  /** Its own resource. */
  readonly disk: Pick<InventoriedDisk, "encryptionType"> | undefined;
  readonly confidential: Told;
  readonly size: VirtualMachineSize | undefined;
  /** Type of the disk encryption set that the disk names; undefined where it names none, or the set was not read. */
  readonly setType: string | undefined;
}

/** How a disk of a VM, or one that no VM holds, is encrypted at rest. */
export function serverSideOfDisk({
  attached,
  disk,
  confidential,
  size,
  setType,
}: AtRestEvidence): CoverageServerSide {
  if (confidential !== "no") return confidential === "yes" ? "confidential" : "unknown";
  if (attached?.ephemeral === true) return ofLocalDisk(size, "ephemeral-disk");
  if (disk === undefined && attached?.managedDiskId === undefined) {
    return attached?.vhdUri === undefined ? "unknown" : "none";
  }
  // A disk's type is its set's type: Azure refuses another ("Server-side encryption of Azure managed disks", 2026-04-02).
  return serverSideOfType(disk?.encryptionType ?? setType);
}

/** How a VM's temporary disk is encrypted at rest, without encryption at host. */
export function serverSideOfTemporaryDisk(size: VirtualMachineSize): CoverageServerSide {
  return ofLocalDisk(size, "temporary-disk");
}

/** By the type that Azure names, of a disk, a set or a snapshot. */
export function serverSideOfType(encryptionType: string | undefined): CoverageServerSide {
  return encryptionType === undefined ? "unknown" : serverSideOfStored({ encryptionType }).kind;
}

function ofLocalDisk(
  size: VirtualMachineSize | undefined,
  because: "temporary-disk" | "ephemeral-disk",
): CoverageServerSide {
  return localEncryption({ encryptsLocalDisks: encryptsLocalDisks(size) }, because).kind;
}

function encryptsLocalDisks(size: VirtualMachineSize | undefined): Fact<boolean> {
  if (size === undefined) return missing("the size is not known");
  const itself = encryptsItself(size.family);
  return itself === "unknown"
    ? missing(`the version of family ${size.family} is not known`)
    : known(itself === "by-itself", "data/vm-families.json");
}

/**
 * How a customer's key stands to a disk: in use, and not known where it may be. A disk with the mark of Azure Disk Encryption has none
 * ("Server-side encryption of Azure managed disks", Customer-managed key restrictions, 2025-02-18).
 *
 * @param otherwise - how it stands to a disk that has none.
 */
export function customerKeyEligibility(
  serverSide: CoverageServerSide,
  stamp: AdeStamp | undefined,
  otherwise: Eligibility,
): Eligibility {
  if (serverSide === "customer-key" || serverSide === "platform-and-customer-key") return "in-use";
  const isMarked = stamp === "on" || stamp === "off";
  return serverSide === "unknown" && !isMarked ? "unknown" : otherwise;
}

/**
 * Whether a disk's security profile names a disk encryption set: that of a confidential disk with a customer's key does, and no other.
 *
 * @param confidential - whether it is encrypted confidentially.
 * @see typings of `@azure/arm-compute` 24.1.0, DiskSecurityProfile.secureVMDiskEncryptionSetId
 */
export function hasConfidentialSet(
  disk: Pick<InventoriedDisk, "securityType" | "secureVMDiskEncryptionSetId"> | undefined,
  confidential: Told,
): Told {
  if (disk?.secureVMDiskEncryptionSetId !== undefined) return "yes";
  if (confidential !== "yes") return confidential;
  return /WithCustomerKey$/i.test(disk?.securityType ?? "") ? "yes" : "no";
}

/**
 * Whether a disk is encrypted confidentially, by its own security type. Where that was not told, a data disk is not, nor is a disk of a VM that
 * is not confidential.
 *
 * @see typings of `@azure/arm-compute` 24.1.0, DiskSecurityTypes; SecurityEncryptionTypes: `DiskWithVMGuestState` "is not supported in data disks"
 */
export function confidentialityOf(
  disk: Pick<InventoriedDisk, "securityType"> | undefined,
  isOsDisk: boolean,
  ofVirtualMachine: string | null | undefined,
): Told {
  const securityType = disk?.securityType;
  if (securityType !== undefined) return isConfidentiallyEncrypted(securityType ?? undefined) ? "yes" : "no";
  if (!isOsDisk) return "no";
  const isConfidentialVm =
    ofVirtualMachine === undefined || ofVirtualMachine?.toLowerCase() === "confidentialvm";
  return isConfidentialVm ? "unknown" : "no";
}
