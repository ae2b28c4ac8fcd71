import { parseResourceId, type VirtualMachine } from "@runbooks/azure";
import { diskEncryptionExtension } from "../../protection/extension-state";
import { fail, pass, unknown, type ChecklistItem, type Evaluated } from "../../verify/checklist";
import type { LeaveAdeFacts } from "./observe";
import { isBegun, lastingVolumes, notAttachedTo, startedSince } from "./state";

/** One thing that has to be so before the old VM may go. */
export type LeavingCheck = ChecklistItem;

/** Whether a new VM has taken an old one's place. */
export interface LeavingVerification {
  readonly oldName: string;
  readonly newName: string;
  /** Every check passed. */
  readonly verified: boolean;
  readonly checks: readonly LeavingCheck[];
}

/**
 * Evaluates whether the new VM has taken the old one's place: it runs, its host encrypts, every disk is there without the mark, and its guest
 * shows every volume. Pure.
 *
 * @see "Migrate from Azure Disk Encryption to encryption at host", Verify encryption and cleanup, 2025-09-23
 */
export function verifyLeaveAde(facts: LeaveAdeFacts): LeavingVerification {
  const { old, newId, made } = facts;
  const ofNew = (evaluate: (vm: VirtualMachine) => Evaluated): Evaluated =>
    made.kind === "known"
      ? evaluate(made.value)
      : made.absent === true
        ? fail("It is not made yet.")
        : unknown(`It could not be read: ${made.reason}`);
  const checks: readonly LeavingCheck[] = [
    { title: "the new VM runs", ...ofNew(runs) },
    {
      title: "its host encrypts",
      ...ofNew(({ encryptionAtHost }) =>
        encryptionAtHost
          ? pass("securityProfile.encryptionAtHost is true.")
          : fail("Encryption at host is off."),
      ),
    },
    { title: "every disk is there", ...ofNew((vm) => disksAreThere(vm, facts)) },
    { title: "no mark of Azure Disk Encryption", ...ofNew((vm) => hasNoMark(vm, facts)) },
    { title: "the guest shows every volume", ...ofNew(() => volumesAreThere(facts)) },
    { title: "the old VM has not run since", ...ofNew(() => oldOneIsOff(facts)) },
  ];
  return {
    oldName: old.virtualMachine.name,
    newName: parseResourceId(newId).name,
    verified: checks.every(({ outcome }) => outcome === "pass"),
    checks,
  };
}

function runs({ powerState, agent, provisioningState }: VirtualMachine): Evaluated {
  const words = `It is ${powerState ?? "in no known state"}; its agent is ${agent?.status ?? "silent"}.`;
  if (provisioningState.toLowerCase() === "failed") return fail(`Azure could not make it whole. ${words}`);
  return powerState === "running" && agent?.status === "Ready" ? pass(words) : fail(words);
}

function disksAreThere(vm: VirtualMachine, { copies }: LeaveAdeFacts): Evaluated {
  const lacking = notAttachedTo(vm, copies);
  const foreign = copies.filter((copy) => !isBegun(copy));
  if (lacking.length > 0)
    return fail(
      `Not attached: ${lacking.map(({ request }) => parseResourceId(request.diskId).name).join(", ")}.`,
    );
  if (foreign.length > 0) {
    return unknown(
      `Nothing says of what ${foreign.map(({ request }) => parseResourceId(request.diskId).name).join(", ")} is a copy.`,
    );
  }
  return pass(`It has a copy of each of the ${copies.length} disks.`);
}

function hasNoMark(vm: VirtualMachine, { copies }: LeaveAdeFacts): Evaluated {
  const unread = copies.find(({ disk }) => disk.kind === "missing");
  if (unread?.disk.kind === "missing") return unknown(`A disk could not be read: ${unread.disk.reason}`);
  const marked = copies.flatMap(({ disk }) =>
    disk.kind === "known" && disk.value.encryptionSettings !== undefined ? [disk.value.name] : [],
  );
  if (marked.length > 0) return fail(`The mark is on ${marked.join(", ")}.`);
  return diskEncryptionExtension(vm) === undefined
    ? pass("No disk carries encryptionSettingsCollection, and the extension is not there.")
    : fail("The Azure Disk Encryption extension is on it.");
}

function volumesAreThere({ newGuest, guestBefore, copies }: LeaveAdeFacts): Evaluated {
  if (newGuest.kind === "missing") return unknown(`The guest was not read: ${newGuest.reason}.`);
  const seen = lastingVolumes(newGuest.value);
  const encrypted = seen.filter(({ state }) => state !== "decrypted");
  if (encrypted.length > 0)
    return fail(`${encrypted.map(({ mountPoint, state }) => `${mountPoint} is ${state}`).join(", ")}.`);
  const names = seen.map(({ mountPoint }) => mountPoint);
  if (guestBefore.kind === "missing") {
    return names.length >= copies.length
      ? pass(`It shows ${names.join(", ")} for ${copies.length} disks; ${guestBefore.reason}.`)
      : unknown(`It shows ${names.join(", ")} for ${copies.length} disks; ${guestBefore.reason}.`);
  }
  const gone = lastingVolumes(guestBefore.value).filter(({ mountPoint }) => !names.includes(mountPoint));
  return gone.length === 0
    ? pass(`It shows ${names.join(", ")}, as the old one did.`)
    : fail(`It does not show ${gone.map(({ mountPoint }) => mountPoint).join(", ")}.`);
}

/** What was written on the old VM since the copies is not on the new one. */
function oldOneIsOff(facts: LeaveAdeFacts): Evaluated {
  const { virtualMachine: vm } = facts.old;
  if (vm.powerState !== "deallocated") return fail(`${vm.name} is ${vm.powerState ?? "in no known state"}.`);
  return startedSince(facts) === undefined
    ? pass(`${vm.name} is deallocated.`)
    : fail(`${vm.name} was started after its disks were copied.`);
}
