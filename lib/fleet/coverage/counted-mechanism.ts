import type { Told } from "../nouns/told";
import type { CountedMechanism, CoverageAde, CoverageServerSide } from "./coverage";

/** All mechanisms that a disk can count for, the strongest first; then nothing, then not known. */
export const countedMechanisms: readonly CountedMechanism[] = [
  "confidential",
  "azure-disk-encryption",
  "encryption-at-host",
  "platform-and-customer-key",
  "customer-key",
  "local-encryption",
  "platform-key",
  "none",
  "unknown",
];

/** What decides for which mechanism a disk counts. */
export interface MechanismEvidence {
  readonly confidential: Told;
  readonly azureDiskEncryption: CoverageAde;
  /** Where no more than the stamp is known: the extension's last word speaks against its being through, or was not read. */
  readonly isDoubted: boolean;
  readonly encryptionAtHost: Told;
  /** A page blob in a storage account: no managed disk, and no temporary one. */
  readonly isUnmanaged: boolean;
  readonly serverSide: CoverageServerSide;
}

/**
 * The one mechanism that a disk counts for: here alone it is decided. Pure.
 *
 * The order is by what is encrypted beside the disk at rest, then by whose key it is ("Overview of managed disk encryption options", Comparison,
 * 2026-09-11; "Server-side encryption of Azure managed disks", 2026-04-02):
 *
 * 1. `confidential`: bound to the VM's own TPM; not even the host reads it.
 * 2. `azure-disk-encryption`: inside the guest, with caches and the way to Storage. By what `adeCounts` says.
 * 3. `encryption-at-host`: caches and the way to Storage too, outside the guest; whosever key the disk has.
 * 4. `platform-and-customer-key`, 5. `customer-key`: at rest alone, with the customer's key.
 * 6. `local-encryption`, 7. `platform-key`: at rest alone, with a key of the platform.
 * 8. `none`.
 *
 * A mechanism that can't be ruled out beats whatever is weaker: then it is `unknown`, not the weaker one. What Azure refuses is ruled out: Azure
 * Disk Encryption together with encryption at host ("Server-side encryption of Azure managed disks", Encryption at host restrictions, 2023-11-02) or
 * with a customer's key (same, Customer-managed key restrictions, 2025-02-18), and encryption at host on unmanaged disks.
 */
export function countedMechanism(evidence: MechanismEvidence): CountedMechanism {
  const { confidential, encryptionAtHost, isUnmanaged, serverSide } = evidence;
  if (confidential !== "no") return confidential === "yes" ? "confidential" : "unknown";
  const ade = adeCounts(evidence);
  if (ade === "yes") return "azure-disk-encryption";
  if (encryptionAtHost === "yes") return "encryption-at-host";
  const hostIsOpen = encryptionAtHost === "unknown" && !isUnmanaged;
  return ade === "unknown" || hostIsOpen ? "unknown" : serverSide;
}

/**
 * Whether Azure Disk Encryption counts: where it is through, or where no more than the stamp can be known and nothing speaks against it. What has
 * begun, is stale or is being decrypted does not count; where more could be known and was not read, it is `unknown`.
 *
 * A stamp alone is all that can be known of Windows without its guest, of a disk whose extension was removed, and of a disk that no VM holds
 * ("How to verify encryption status for Linux VMs", 2025-09-23: it stays also where encryption fails).
 */
export function adeCounts({
  azureDiskEncryption,
  isDoubted,
  encryptionAtHost,
  serverSide,
}: Pick<MechanismEvidence, "azureDiskEncryption" | "isDoubted" | "encryptionAtHost" | "serverSide">): Told {
  const isExcluded =
    encryptionAtHost === "yes" || serverSide === "customer-key" || serverSide === "platform-and-customer-key";
  if (isExcluded) return "no";
  switch (azureDiskEncryption) {
    case "encrypted":
      return "yes";
    case "asked-for":
      return isDoubted ? "unknown" : "yes";
    case "unknown":
      return "unknown";
    case "none":
    case "stamped":
    case "in-progress":
    case "reboot-pending":
    case "decrypting":
    case "stale":
    case "once":
      return "no";
  }
}

/** The strongest of several; undefined of none. */
export function strongest<T extends CountedMechanism>(mechanisms: readonly T[]): T | undefined {
  return [...mechanisms].sort(byStrength)[0];
}

/**
 * The weakest of several: what a VM counts for. One that is not known may be as weak as anything but `none`, so that it beats the others.
 *
 * @returns `unknown` of none at all.
 */
export function weakest(mechanisms: readonly CountedMechanism[]): CountedMechanism {
  if (mechanisms.includes("none")) return "none";
  if (mechanisms.includes("unknown")) return "unknown";
  return [...mechanisms].sort(byStrength).at(-1) ?? "unknown";
}

const byStrength = (a: CountedMechanism, b: CountedMechanism): number =>
  countedMechanisms.indexOf(a) - countedMechanisms.indexOf(b);
