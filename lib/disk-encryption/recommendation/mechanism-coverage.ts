import { vmSeries } from "@runbooks/azure";
import type { EncryptionFacts } from "../checks/facts";
import { disksWithKey } from "./disks";
import type { Covered, MechanismCoverage } from "./recommendation";

/** Sizes of this version and newer encrypt their temporary disks by themselves. Server-side encryption of Azure managed disks, 2026-04-02. */
const FIRST_VERSION_WITH_ENCRYPTED_TEMPORARY_DISK = 5;

/** What server-side encryption covers, whosever key it uses. An ephemeral OS disk has the platform's key, whatever the set. */
export function coverageOfServerSide(
  facts: EncryptionFacts,
  key: "platform-key" | "customer-key" | "platform-and-customer-key",
): MechanismCoverage {
  const unmanaged = disksWithKey(facts, "unmanaged");
  const { osDisk, dataDisks } = facts.virtualMachine;
  const ofDisk = (name: string): Covered => (unmanaged.includes(name) ? "no" : "yes");
  return {
    osDisk: osDisk.ephemeral && key !== "platform-key" ? "platform-key" : ofDisk(osDisk.name),
    dataDisks: dataDisks.length === 0 ? "not-there" : worst(dataDisks.map(({ name }) => ofDisk(name))),
    temporaryDisk: temporaryDisk(facts, (size) => encryptsItself(size.family)),
    hostCaches: "no",
  };
}

/** What the host covers: all that is on it. Temporary and ephemeral disks have the platform's key. */
export function coverageOfHost(facts: EncryptionFacts): MechanismCoverage {
  const { osDisk, dataDisks } = facts.virtualMachine;
  const unmanaged = disksWithKey(facts, "unmanaged");
  const ofDisk = (name: string): Covered => (unmanaged.includes(name) ? "no" : "yes");
  return {
    osDisk: osDisk.ephemeral ? "platform-key" : ofDisk(osDisk.name),
    dataDisks: dataDisks.length === 0 ? "not-there" : worst(dataDisks.map(({ name }) => ofDisk(name))),
    temporaryDisk: temporaryDisk(facts, () => "platform-key"),
    hostCaches: "yes",
  };
}

/** What Azure Disk Encryption covers of what it is asked for. On Linux the temporary disk takes EncryptFormatAll, which wipes disks. */
export function coverageOfGuest(facts: EncryptionFacts): MechanismCoverage {
  const { virtualMachine: vm, volumeType } = facts;
  const all = volumeType === "All";
  return {
    osDisk: volumeType === "Data" ? "no" : "yes",
    dataDisks: vm.dataDisks.length === 0 ? "not-there" : volumeType === "OS" ? "no" : "yes",
    temporaryDisk: temporaryDisk(facts, () => (all && vm.osType === "Windows" ? "yes" : "no")),
    hostCaches: "yes",
  };
}

function temporaryDisk(
  { size }: EncryptionFacts,
  whereThere: (size: { readonly family: string }) => Covered,
): Covered {
  if (size.kind === "missing") return "unknown";
  return size.value.temporaryDiskInMB === 0 ? "not-there" : whereThere(size.value);
}

/** Whether sizes of a family encrypt their temporary and ephemeral disks by themselves. */
export function encryptsItself(family: string): "by-itself" | "no" | "unknown" {
  const series = vmSeries(family);
  if (series === undefined) return "unknown";
  return series.version >= FIRST_VERSION_WITH_ENCRYPTED_TEMPORARY_DISK ? "by-itself" : "no";
}

const worst = (covered: readonly Covered[]): Covered => (covered.includes("no") ? "no" : "yes");
