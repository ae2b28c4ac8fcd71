import { type Fact, parseResourceId, sameRegion } from "@runbooks/azure";
import { type Guest } from "../../nouns/guest";
import { evaluateEncryptionAtHost } from "../../checks/host-encryption/evaluate";
import type { EncryptionAtHostFacts } from "../../checks/host-encryption/facts";
import { extensionReport } from "../../protection/extension-state";
import { planDisable } from "../disable-encryption/plan";
import { registrationSteps } from "../encrypt-at-host/plan";
import { whileDeallocated } from "../../change/steps/downtime";
import { type Plan, type StepContent } from "../../change/plan";
import { ABSENT, diskState, virtualMachineState } from "../../change/state";
import type { DiskToFill } from "../../change/page-blobs/disk-to-fill";
import { fillTouches } from "../upload-disk/fill-steps";
import { planCopyByUpload } from "../upload-disk/plan-copy";
import { newVirtualMachine } from "./model";
import type { DiskCopy, LeaveAdeFacts } from "./observe";
import { leavePathOf } from "./path";
import { isBegun, isMarked, lastingVolumes, notAttachedTo, startedSince } from "./state";
import { planBlocked } from "../../change/blocked";
import { type PlanOptions, definePlan } from "../../change/define-plan";
import type { Finding } from "../../checks/finding";
import type { EncryptionAtHostRequirementId } from "../../checks/host-encryption/requirement";
import { RETIREMENT_WARNING } from "../../change/warnings";

/**
 * Plans the next stretch of a VM's way out of Azure Disk Encryption, to be planned again until nothing is left: first its decryption; once
 * the guest says that it is decrypted, a copy of each disk by upload and a new VM with encryption at host from them. Pure.
 *
 * The old VM and its disks stay as they are; deleting them is a plan of its own (`leaveAde.planRemoveOldVirtualMachine`). What stands against the new VM
 * blocks the decryption already: nobody should be left half-way.
 *
 * @throws RunbookError `PlanBlocked` where another way leads out (`leavePathOf`), the guest does not say that it is decrypted, or what the new
 *   VM needs was not read; `DisableNotAllowed` as `planDisable`.
 * @see "Migrate from Azure Disk Encryption to encryption at host", 2025-09-23
 */
export function planLeaveAde(facts: LeaveAdeFacts, options: PlanOptions = {}): Plan {
  const { old, copies } = facts;
  assertPath(facts);
  if (isMade(facts)) return nothingLeft(facts);
  const subnetId = subnetOf(facts);
  const stamped = copies.some(
    ({ source }) => source.kind === "known" && source.value.encryptionSettings?.enabled === true,
  );
  if (stamped) return decryptionPlan(facts, options);
  if (!copies.some((copy) => isMarked(copy))) {
    throw planBlocked(
      `No disk of ${old.virtualMachine.name} has, or ever had, Azure Disk Encryption.`,
      "It gets encryption at host as it is: planEncryptionAtHost.",
    );
  }
  assertDecrypted(facts);
  assertNotStartedSince(facts);
  return copyPlan(facts, subnetId, options);
}

function assertPath({ old }: LeaveAdeFacts): void {
  const { virtualMachine: vm } = old;
  const { kind, because, steps } = leavePathOf(old);
  if (kind !== "copy-disks")
    throw planBlocked(`${vm.name} does not leave by copies of its disks: ${because}.`, steps.join(" "));
  if (vm.securityType === undefined) return;
  throw planBlocked(
    `${vm.name} is a ${vm.securityType} VM: a copy of its disks' bytes leaves out the state of its virtual TPM.`,
    "Make a new VM with encryption at host (planNewVirtualMachine), and copy its data file by file.",
  );
}

/** Whether the new VM is there, with the copies. */
function isMade({ made, newId, copies }: LeaveAdeFacts): boolean {
  const { name } = parseResourceId(newId);
  if (made.kind === "missing") {
    if (made.absent === true) return false;
    throw planBlocked(
      `Nobody knows whether VM ${name} is there: ${made.reason}`,
      "Get the right to read it, or name another VM.",
    );
  }
  if (notAttachedTo(made.value, copies).length < copies.length) return true;
  throw planBlocked(`There is a VM ${name} already, with other disks.`, "Name another VM.");
}

function nothingLeft(facts: LeaveAdeFacts): Plan {
  const { name } = parseResourceId(facts.newId);
  return definePlan({
    job: "leave-ade",
    target: facts.old.virtualMachine,
    steps: [],
    touches: [],
    warnings: [
      `${name} is there. Prove it with verifyLeaveAde; only then planRemoveOldVirtualMachine deletes ${facts.old.virtualMachine.name}.`,
    ],
  });
}

function subnetOf({ old: { virtualMachine: vm }, subnet }: LeaveAdeFacts): string {
  if (subnet.kind === "missing") {
    throw planBlocked(
      `The subnet of ${vm.name} could not be read: ${subnet.reason}`,
      "Name the new VM's subnet in the request (subnetId).",
    );
  }
  const { id, name, location } = subnet.value;
  if (sameRegion(location, vm.location)) return id;
  throw planBlocked(
    `Subnet ${name} is in ${location}; the new VM is to be in ${vm.location}, where its disks are.`,
    `Name a subnet of a virtual network in ${vm.location}.`,
  );
}

function decryptionPlan(facts: LeaveAdeFacts, options: PlanOptions): Plan {
  const { name } = facts.old.virtualMachine;
  const { steps, touches, warnings } = planDisable(facts.old);
  return definePlan(
    {
      job: "leave-ade",
      target: facts.old.virtualMachine,
      steps,
      touches,
      findings: targetFindings(facts),
      warnings: [
        ...warnings,
        `From then until ${parseResourceId(facts.newId).name} is made, the volumes are encrypted at rest by Azure alone.`,
        `Next: watch(azure, "${name}", { script }) until the guest says decrypted, then plan again for the copies and the new VM.`,
      ],
    },
    options,
  );
}

/** @throws RunbookError `PlanBlocked` unless the guest itself said that each volume is decrypted: the portal says so at once. */
function assertDecrypted(facts: LeaveAdeFacts): void {
  const { old, copies } = facts;
  const { virtualMachine: vm } = old;
  const word = guestsWord(facts);
  if (word.kind === "missing") {
    // A copy is begun only after the guest said so, and the VM has not run since: see assertNotStartedSince.
    if (vm.powerState === "deallocated" && copies.some((copy) => isBegun(copy))) return;
    throw planBlocked(
      `Only the guest of ${vm.name} knows whether it is decrypted: ${word.reason}.`,
      `${vm.powerState === "running" ? "Hand" : "Start the VM, then hand"} the probe in: leaveAde.observe(azure, request, { script: probeScript("${vm.osType}") }).`,
    );
  }
  const volumes = lastingVolumes(word.value);
  const open = volumes.filter(({ state }) => state !== "decrypted");
  if (open.length > 0) {
    const words = open.map(
      ({ mountPoint, state, percentEncrypted }) =>
        `${mountPoint} ${state}${percentEncrypted === undefined ? "" : ` (${percentEncrypted} % encrypted)`}`,
    );
    throw planBlocked(
      `The guest of ${vm.name} is not decrypted yet: ${words.join(", ")}.`,
      `Wait for it: watch(azure, "${vm.name}", { script }).`,
    );
  }
  // A Linux data volume is not mounted while it is decrypted: the guest then shows nothing of it.
  if (extensionReport(vm)?.data === "DecryptionInProgress") {
    throw planBlocked(
      `The extension of ${vm.name} is still decrypting data volumes.`,
      `Wait for it: watch(azure, "${vm.name}", { script }).`,
    );
  }
  const dataVolumes = volumes.filter(({ role }) => role === "data").length;
  const dataDisks = copies.filter((copy) => copy.attached.role === "data" && isMarked(copy)).length;
  if (dataVolumes >= dataDisks) return;
  throw planBlocked(
    `The guest of ${vm.name} shows ${dataVolumes} data volumes for ${dataDisks} data disks that had Azure Disk Encryption: one may be locked.`,
    "Unlock or mount each volume in the guest, wait until it is decrypted, and observe again.",
  );
}

/** What the guest shows now; of a VM that is off, what it showed before. */
function guestsWord({ old, guestBefore }: LeaveAdeFacts): Fact<Guest> {
  const isOff = old.virtualMachine.powerState === "deallocated";
  return old.guest.kind === "missing" && isOff && guestBefore.kind === "known" ? guestBefore : old.guest;
}

function assertNotStartedSince(facts: LeaveAdeFacts): void {
  const stale = startedSince(facts);
  if (stale === undefined) return;
  const { name } = parseResourceId(stale.request.diskId);
  throw planBlocked(
    `${facts.old.virtualMachine.name} was started after its disk was copied to ${name}: the copy is not what is on the disk any more.`,
    `Delete the copies that were begun (on live Azure: az disk delete --name ${name} ...), then plan again.`,
  );
}

function copyPlan(facts: LeaveAdeFacts, subnetId: string, options: PlanOptions): Plan {
  const { old, request, newId, made, copies, configuration } = facts;
  const { virtualMachine: vm } = old;
  const { name } = parseResourceId(newId);
  const vmSize = request.vmSize ?? vm.vmSize;
  const steps: readonly StepContent[] = [
    ...registrationSteps(facts, {}),
    ...whileDeallocated(
      vm,
      copies.flatMap((copy) => copySteps(copy)),
      false,
    ),
    {
      title: `Create VM ${name} (${vmSize}) with encryption at host from the copies`,
      action: newVirtualMachine(facts, subnetId),
      impact: "unavailable",
      undo: { kind: "possible", how: `delete ${name} and start ${vm.name}, which is as it was` },
      expectedDuration: "one to a few minutes",
    },
  ];
  return definePlan(
    {
      job: "leave-ade",
      target: vm,
      steps,
      touches: [
        virtualMachineState(vm),
        ...copies.flatMap(({ source, disk, request: { diskId } }) => [
          ...(source.kind === "known" ? [diskState(source.value)] : []),
          fillTouches(disk, diskId),
        ]),
        made.kind === "known" ? virtualMachineState(made.value) : { id: newId.toLowerCase(), state: ABSENT },
      ],
      findings: targetFindings(facts),
      warnings: [
        RETIREMENT_WARNING,
        `${vm.name} is down from its deallocation on; ${name} takes its place when the last step is done. How long the copies take goes by the size of the disks.`,
        `${vm.name} and its disks stay, so the new VM has another name and a network interface of its own. Don't start ${vm.name} again while ${name} runs: both are the same computer in the network.`,
        `${name} does not get: ${configuration.notCarriedOver.join("; ")}. Write them down, and set them up on it.`,
        `Nobody read the quota: it has to hold another ${vmSize} and a copy of each disk while the old VM is kept; deallocated VMs count.`,
        ...leavePathOf(old).questions,
        `Next: observe again and verifyLeaveAde; only a proven ${name} lets ${vm.name} be deleted.`,
      ],
    },
    options,
  );
}

function copySteps(copy: DiskCopy): readonly StepContent[] {
  // As it will be when its turn comes: the VM is deallocated by then, and down meanwhile.
  const { steps } = planCopyByUpload({ ...copy, source: whenDeallocated(copy.source) });
  return steps.map((step) => ({ ...step, impact: "unavailable" }));
}

function whenDeallocated(source: Fact<DiskToFill>): Fact<DiskToFill> {
  return source.kind === "known" && source.value.diskState === "Attached"
    ? { ...source, value: { ...source.value, diskState: "Reserved" } }
    : source;
}

/** What encryption at host asks of the new VM, but for what the plan does itself. */
function targetFindings(facts: LeaveAdeFacts): readonly Finding<EncryptionAtHostRequirementId>[] {
  const mended = registrationSteps(facts, {}).length > 0;
  return evaluateEncryptionAtHost(intendedFacts(facts)).filter(
    ({ requirement }) => !(mended && requirement === "feature-registered"),
  );
}

/** The new VM as it will be made: from disks without the mark, without the extension, and off until then. */
function intendedFacts({
  old,
  request,
  newId,
  size,
  feature,
  observedAt,
}: LeaveAdeFacts): EncryptionAtHostFacts {
  const { virtualMachine: vm, disks } = old;
  return {
    virtualMachine: {
      ...vm,
      id: newId,
      name: request.newName,
      vmSize: request.vmSize ?? vm.vmSize,
      powerState: "deallocated",
      extensions: [],
    },
    size,
    disks: disks.map((disk) => {
      if (disk.kind === "missing") return disk;
      const { encryptionSettings, ...copied } = disk.value;
      return encryptionSettings === undefined ? disk : { ...disk, value: copied };
    }),
    feature,
    observedAt,
  };
}
