import { type Fact, sameResourceId, type VirtualMachineSize } from "@runbooks/azure";
import type { EncryptionFacts } from "../../checks/facts";
import type { Verdict } from "../../checks/finding";
import { memory } from "../../checks/memory";
import { vmSize } from "../../checks/vm-size";
import { checklistOf, fail, pass, unknown, type Checklist, type Evaluated } from "../../verify/checklist";

/**
 * Whether the OS disk of a VM may be resized, as far as Azure Disk Encryption goes. Pure.
 *
 * @see "Azure Disk Encryption for Linux virtual machines FAQ", 2024-08-06: not supported. "Expand virtual hard disks attached to a Windows VM",
 *   2024-09-10, names no limit of Azure Disk Encryption, while the Linux restrictions name one: for Windows it is not known
 */
export function evaluateOsDiskResize(facts: EncryptionFacts): Checklist {
  const { virtualMachine: vm } = facts;
  return checklistOf(`the OS disk of ${vm.name} may be resized`, [
    { title: "Azure Disk Encryption allows it", ...osDiskEvaluated(facts) },
  ]);
}

function osDiskEvaluated(facts: EncryptionFacts): Evaluated {
  const { virtualMachine: vm } = facts;
  const encrypted = osDiskIsEncrypted(facts);
  if (encrypted === undefined)
    return unknown(`Whether the OS disk of ${vm.name} is encrypted is not known: it was not read.`);
  if (!encrypted) return pass(`The OS disk of ${vm.name} is not encrypted with Azure Disk Encryption.`);
  return vm.osType === "Linux"
    ? fail(
        "An encrypted Linux OS disk can't be resized (Azure Disk Encryption for Linux virtual machines FAQ, 2024-08-06). " +
          "Add a data disk instead, or make a new VM with a larger OS disk and encryption at host.",
      )
    : unknown(
        "Microsoft's article on expanding Windows disks (2024-09-10) names no limit of Azure Disk Encryption, and no document says that it works. " +
          "Try it on a copy of the VM first, with a snapshot at hand.",
      );
}

/** By its stamp, or by the guest's own word; undefined where the disk was not read. */
function osDiskIsEncrypted({ virtualMachine: vm, disks, guest }: EncryptionFacts): boolean | undefined {
  const seen =
    guest.kind === "known" &&
    guest.value.volumes.some(({ role, state }) => role === "os" && state !== "decrypted");
  if (seen) return true;
  const osDisk = disks.find(
    (disk) => disk.kind === "known" && sameResourceId(disk.value.id, vm.osDisk.managedDiskId ?? ""),
  );
  return osDisk?.kind === "known" ? osDisk.value.encryptionSettings?.enabled === true : undefined;
}

/**
 * Whether an encrypted VM may take another size: one that Azure Disk Encryption supports, with as much memory as it needs now, and with a
 * temporary disk where it has one. Pure.
 *
 * @param size - the size that it is to take, as `resize.observeSize` reads it.
 * @see "Azure Disk Encryption for Windows / Linux VMs", supported VMs and memory, 2026-02-20; "Azure VM sizes with no local temporary disk" FAQ,
 *   2020-06-15: a resize between sizes with and without a temporary disk is refused
 */
export function evaluateSizeChange(facts: EncryptionFacts, size: Fact<VirtualMachineSize>): Checklist {
  const { virtualMachine: vm } = facts;
  const name = size.kind === "known" ? size.value.name : "the size";
  const wished: EncryptionFacts =
    size.kind === "known"
      ? { ...facts, size, virtualMachine: { ...vm, vmSize: size.value.name } }
      : { ...facts, size };
  return checklistOf(`${vm.name} may take size ${name}`, [
    { title: "Azure Disk Encryption supports the size", ...evaluatedBy(vmSize(wished, "current")) },
    // Only the encryption of a Linux OS volume takes much memory: once it is done, the VM may have less.
    { title: "memory", ...evaluatedBy(memory({ ...wished, volumeType: "Data" }, "current")) },
    { title: "the temporary disk stays, or stays away", ...temporaryDiskEvaluated(facts.size, size) },
  ]);
}

function temporaryDiskEvaluated(from: Fact<VirtualMachineSize>, to: Fact<VirtualMachineSize>): Evaluated {
  if (from.kind === "missing") return unknown(`The present size was not read: ${from.reason}`);
  if (to.kind === "missing") return unknown(`The new size was not read: ${to.reason}`);
  const [has, hasThen] = [from.value, to.value].map(({ temporaryDiskInMB }) => temporaryDiskInMB > 0);
  const words = (it: boolean | undefined): string => (it === true ? "has one" : "has none");
  const evidence = `${from.value.name} ${words(has)}, ${to.value.name} ${words(hasThen)}.`;
  return has === hasThen
    ? pass(evidence)
    : fail(`${evidence} Azure refuses the resize: make a new VM from the disks instead.`);
}

function evaluatedBy(verdict: Verdict): Evaluated {
  switch (verdict.outcome) {
    case "pass":
      return pass(verdict.evidence);
    case "fail":
      return fail(`${verdict.evidence} ${verdict.fix}`);
    case "unknown":
      return unknown(`Not known: ${verdict.missing}. ${verdict.hint ?? ""}`.trim());
    case "not-applicable":
      return pass(verdict.because);
  }
}
