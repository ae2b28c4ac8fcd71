import { type Guest, type GuestVolume } from "../../nouns/guest";
import { RunbookError, type VirtualMachine } from "@runbooks/azure";
import { diskEncryptionExtension, extensionReport } from "../../protection/extension-state";
import type { EncryptionProgress } from "./encryption-progress";

/** A restart is over within so many looks. */
const LOOKS_WITHOUT_POWER = 3;
/** Where nothing is under way, what is still to come comes within so many looks: a report after a restart, or BitLocker's start. */
const LOOKS_WITHOUT_CHANGE = 20;
/**
 * What is under way moves within so many looks: 16 hours at the usual interval, the longest that the guide gives for a Linux OS volume ("Azure Disk
 * Encryption for Linux VMs troubleshooting guide", 2026-07-14).
 */
const LOOKS_WITHOUT_MOVEMENT = 1_920;
/** BitLocker pauses for a moment by itself, as at a restart. */
const LOOKS_WHILE_PAUSED = 3;
const poweredStates: readonly string[] = ["running", "starting", "restarting"];

/**
 * Counts the looks at a VM that does not run. Nothing goes on in it, and without it the watching would never end.
 *
 * @returns what each look is told to; it throws RunbookError `AzureOperationFailed` at the third in a row, so that a restart passes.
 */
export function powerWatch(): (vm: VirtualMachine) => void {
  let looks = 0;
  return ({ name, powerState }) => {
    looks = powerState === undefined || poweredStates.includes(powerState) ? 0 : looks + 1;
    if (powerState === undefined || looks < LOOKS_WITHOUT_POWER) return;
    throw new RunbookError(
      "AzureOperationFailed",
      `${name} is ${powerState}; its encryption does not go on.`,
      "Start the VM, then watch it again.",
    );
  };
}

/**
 * Counts the looks at which nothing changed. Without it the watching of a VM whose extension is done, never reports, or whose last report is
 * stale, would not end.
 *
 * @returns what each look is told to; it throws RunbookError `AzureOperationFailed` at the 3rd in a row while BitLocker is paused, at the 20th
 *   where nothing is under way, and at the 1,920th where something is.
 */
export function changeWatch(): (
  vm: VirtualMachine,
  guest: Guest | undefined,
  progress: EncryptionProgress,
) => void {
  let looks = 0;
  let before = "";
  let sinceInMs = 0;
  return (vm, guest, progress) => {
    const { stage, percentEncrypted, elapsedInMs } = progress;
    const statusTime = diskEncryptionExtension(vm)?.statusTime;
    const seen = JSON.stringify([stage, percentEncrypted, vm.agent?.status, statusTime]);
    if (seen !== before) [looks, sinceInMs] = [0, elapsedInMs];
    looks += 1;
    before = seen;
    const still = { vm, stage, minutes: Math.round((elapsedInMs - sinceInMs) / 60_000) };
    const paused = (guest?.volumes ?? []).filter(({ state }) => state.endsWith("-paused"));
    if (paused.length > 0) {
      if (looks >= LOOKS_WHILE_PAUSED) throw whilePaused(still, paused);
    } else if (!isUnderWay(vm, guest)) {
      if (looks >= LOOKS_WITHOUT_CHANGE) throw withoutChange(still);
    } else if (looks >= LOOKS_WITHOUT_MOVEMENT) throw withoutMovement(still);
  };
}

/** A VM in which nothing moved, and for how long. */
interface Stillness {
  readonly vm: VirtualMachine;
  readonly stage: string;
  readonly minutes: number;
}

const agentWords = ({ agent }: VirtualMachine): string =>
  agent === undefined ? "does not report" : `reports ${agent.status}`;

function whilePaused({ vm, minutes }: Stillness, volumes: readonly GuestVolume[]): RunbookError {
  const words = volumes.map(
    ({ mountPoint, state, percentEncrypted }) =>
      `${mountPoint} ${state}${percentEncrypted === undefined ? "" : ` at ${percentEncrypted} %`}`,
  );
  return new RunbookError(
    "AzureOperationFailed",
    `BitLocker is paused in ${vm.name} for ${minutes} minutes: ${words.join(", ")}.`,
    `Resume it in the VM (${volumes.map(({ mountPoint }) => `manage-bde -resume ${mountPoint}`).join("; ")}), then watch it again.`,
  );
}

function withoutChange({ vm, stage, minutes }: Stillness): RunbookError {
  return new RunbookError(
    "AzureOperationFailed",
    `Nothing is under way in ${vm.name} any more, nothing changed for ${minutes} minutes, and it is not done: ${stage}. Its agent ${agentWords(vm)}.`,
    vm.agent?.status === "Ready"
      ? `See verify(azure, "${vm.name}", { script }); mount what is not mounted, then plan and apply again.`
      : "What was last reported may be old: see the VM's boot diagnostics and get its agent to report Ready, then watch it again.",
  );
}

function withoutMovement({ vm, stage, minutes }: Stillness): RunbookError {
  return new RunbookError(
    "AzureOperationFailed",
    `Nothing moved in ${vm.name} for ${minutes} minutes: ${stage}. Its agent ${agentWords(vm)}.`,
    "See the VM's boot diagnostics and the extension's log in the guest. Where it goes on after all, watch it again.",
  );
}

/**
 * Whether the extension or a volume is still at it. An extension's word of a VM whose agent does not report may be old; only a Linux OS volume
 * keeps its VM from answering for hours.
 */
function isUnderWay(vm: VirtualMachine, guest: Guest | undefined): boolean {
  const report = extensionReport(vm);
  const extension = diskEncryptionExtension(vm);
  const towards =
    extension?.settings["EncryptionOperation"] === "DisableEncryption" ? "decrypting" : "encrypting";
  const isSilentByDesign = vm.osType === "Linux" && report?.os?.endsWith("InProgress") === true;
  const isCurrent = vm.agent?.status === "Ready" || isSilentByDesign;
  return (
    ["creating", "updating"].includes(extension?.provisioningState.toLowerCase() ?? "") ||
    (isCurrent &&
      (report?.statusCode === "ProvisioningState/transitioning" ||
        [report?.os, report?.data].some((word) => word?.endsWith("InProgress") === true))) ||
    (guest?.volumes ?? []).some(({ state }) => state === towards)
  );
}
