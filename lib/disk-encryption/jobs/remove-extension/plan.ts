import type { RunbookError } from "@runbooks/azure";
import { type VirtualMachineExtension } from "@runbooks/azure";
import type { EncryptionFacts } from "../../checks/facts";
import { diskEncryptionExtension, extensionReport } from "../../protection/extension-state";
import { volumesNotAtRest } from "../encrypt-running-vm/volumes-at-rest";
import { type Plan, type StepContent } from "../../change/plan";
import { planBlocked } from "../../change/blocked";
import { definePlan } from "../../change/define-plan";
import { touchedMachine } from "../../change/touched";
import { RETIREMENT_WARNING } from "../../change/warnings";

export interface PlanRemoveExtensionOptions {
  /** Remove it although disks are encrypted, which stay so. */
  readonly whileEncrypted?: true;
}

/**
 * What follows where disks are still encrypted. "Azure Disk Encryption scenarios on Windows VMs", Disable encryption and remove the extension,
 * 2026-02-20; `Remove-AzVMDiskEncryptionExtension` and the troubleshooting guide, 2026-07-14; Azure/azure-cli, `disk_encryption.py`.
 */
const WHILE_ENCRYPTED: readonly string[] = [
  "The disks stay encrypted: removing the extension decrypts nothing. The VM needs their secrets and key versions at every start.",
  "Azure may refuse it. Microsoft's documents disagree: the troubleshooting guide says that the removal fails while disks are encrypted, " +
    "the scenarios say that it leaves them encrypted.",
  "Afterwards the tools disagree: `az vm encryption show` prints nothing and says that Azure Disk Encryption is not enabled, while the disks carry " +
    "its stamp and the guest is encrypted.",
  "Keys can't be rotated and disks can't be added without it. Enabling or disabling encryption installs it again.",
];

/**
 * Plans the removal of the Azure Disk Encryption extension; nothing where the VM has none. Pure.
 *
 * It is not the way to decrypt: that is `planDisable`, before.
 *
 * @throws RunbookError `PlanBlocked` where a disk is encrypted, or is not known to be decrypted, unless `whileEncrypted` is said; and always
 *   while the extension works, or a disk was not read.
 */
export function planRemoveExtension(
  facts: EncryptionFacts,
  { whileEncrypted }: PlanRemoveExtensionOptions = {},
): Plan {
  const { virtualMachine: vm } = facts;
  const extension = diskEncryptionExtension(vm);
  const encrypted = extension === undefined ? undefined : stillEncrypted(facts);
  if (extension !== undefined) {
    assertAtRest(facts, extension);
    if (encrypted !== undefined && whileEncrypted !== true) throw encrypted;
  }
  return definePlan({
    job: "remove-extension",
    target: vm,
    steps: extension === undefined ? [] : [removeStep(facts, extension)],
    touches: touchedMachine(facts),
    warnings: [RETIREMENT_WARNING, ...(encrypted === undefined ? [] : WHILE_ENCRYPTED)],
  });
}

function assertAtRest(
  { virtualMachine: vm, disks, guest }: EncryptionFacts,
  extension: VirtualMachineExtension,
): void {
  for (const disk of disks) {
    if (disk.kind === "missing") {
      throw planBlocked(`A disk of ${vm.name} was not read: ${disk.reason}.`, "Get the right to read it.");
    }
  }
  const report = extensionReport(vm);
  const moving = guest.kind === "known" && volumesNotAtRest(guest.value).length > 0;
  const isAtWork =
    moving ||
    extension.statusCode === "ProvisioningState/transitioning" ||
    [report?.os, report?.data].some(
      (word) => word?.endsWith("InProgress") === true || word === "VMRestartPending",
    );
  if (!isAtWork) return;
  throw planBlocked(
    `The extension of ${vm.name} is still at work.`,
    `Wait until it is through: watch(azure, "${vm.name}", { script }).`,
  );
}

/** Why the disks count as encrypted; undefined where stamps and guest say that nothing is. */
function stillEncrypted({ virtualMachine: vm, disks, guest }: EncryptionFacts): RunbookError | undefined {
  const hint =
    vm.osType === "Windows"
      ? "Disable encryption first (planDisable) and wait until it is through; or plan with { whileEncrypted: true } and read what follows."
      : "Disable encryption first where Azure can (planDisable); or plan with { whileEncrypted: true } and read what follows.";
  const stamped = disks.flatMap((disk) =>
    disk.kind === "known" && disk.value.encryptionSettings?.enabled === true ? [disk.value.name] : [],
  );
  if (stamped.length > 0)
    return planBlocked(
      `${stamped.join(", ")} of ${vm.name} carry the stamp: removing the extension decrypts nothing.`,
      hint,
    );
  if (guest.kind === "missing")
    return planBlocked(
      `Whether the volumes of ${vm.name} are decrypted is not known: ${guest.reason}.`,
      "The stamps are cleared before the volumes are decrypted: run the probe in the guest and observe again.",
    );
  const encrypted = guest.value.volumes.filter(({ state }) => state !== "decrypted");
  return encrypted.length === 0
    ? undefined
    : planBlocked(
        `${encrypted.map(({ mountPoint, state }) => `${mountPoint} is ${state}`).join(", ")} in ${vm.name}.`,
        hint,
      );
}

function removeStep({ virtualMachine: vm }: EncryptionFacts, { name }: VirtualMachineExtension): StepContent {
  return {
    title: `Remove the extension ${name} from ${vm.name}`,
    action: { kind: "delete-extension", vmId: vm.id, extensionName: name },
    impact: "none",
    undo: { kind: "possible", how: "enable or disable encryption: either installs it again" },
    expectedDuration: "a minute or two",
  };
}
