import { counted, numberText } from "../coverage/counted";
import type { FleetProgress } from "../inventory/arm";
import type { GraphProgress } from "../inventory/graph";
import { durationWords, displayHere, type ProgressLine } from "@runbooks/kernel";

/** What the reading of a fleet takes to show how far it is. */
export interface FleetProgressOptions {
  readonly onProgress: (progress: FleetProgress | GraphProgress) => void;
}

/** So long may a reading wait for Azure's quotas before anything is said. */
const SILENT_WAIT_IN_MS = 1_000;

/**
 * Shows how far the reading of a fleet is, once Azure's quotas make it a long one: in a notebook one line that updates in place, elsewhere a line of a log. A
 * reading that does not wait takes seconds, and says nothing.
 *
 * @example await readFleet(azure, fleetProgress());
 */
export function fleetProgress(): FleetProgressOptions {
  const display = displayHere();
  let line: ProgressLine | undefined;
  return whereLong((words) => {
    if (line !== undefined && !display.isNotebook) return;
    line ??= display.progressLine();
    line.update(words);
  });
}

/** Tells how far the reading is, at each step from the one on that makes it a long one. */
export function whereLong(tell: (words: string) => void): FleetProgressOptions {
  let waitedInMs = 0;
  return {
    onProgress: (progress) => {
      waitedInMs += progress.waitingInMs ?? 0;
      if (waitedInMs >= SILENT_WAIT_IN_MS) tell(fleetProgressWords(progress));
    },
  };
}

/** How far the reading of a fleet is, in a sentence. */
export function fleetProgressWords(progress: FleetProgress | GraphProgress): string {
  const { candidates, instanceViews, waitingInMs } = progress;
  const read =
    "rowsRead" in progress
      ? `${numberText(progress.rowsRead)} of ${counted(progress.rowsAnnounced, "row")}`
      : `${counted(progress.virtualMachines, "VM")}, ${counted(progress.disks, "disk")}`;
  const looks =
    candidates === 0 ? "" : `, ${numberText(instanceViews)} of ${counted(candidates, "instance view")}`;
  return `Read ${read}${looks}${waitWords(waitingInMs)}.`;
}

function waitWords(waitingInMs: number | undefined): string {
  if (waitingInMs === undefined) return "";
  const time = waitingInMs < 500 ? "" : ` ${durationWords(waitingInMs)}`;
  return `; waits${time} for Azure's quota`;
}
