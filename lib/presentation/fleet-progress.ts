import { counted, numberText } from "../coverage/counted";
import type { FleetProgress } from "../fleet/arm";
import type { GraphProgress } from "../fleet/graph";
import { displayHere, type ProgressLine } from "../kernel";
import { durationWords } from "./progress";

/** What the reading of a fleet takes to show how far it is. */
export interface FleetProgressOptions {
  readonly onProgress: (progress: FleetProgress | GraphProgress) => void;
}

/**
 * Shows how far the reading of a fleet is, once it has to wait for Azure's quota: in a notebook one line that updates in place, elsewhere a log. A reading
 * that does not wait takes seconds, and says nothing.
 *
 * @example await readFleet(azure, fleetProgress());
 */
export function fleetProgress(): FleetProgressOptions {
  const display = displayHere();
  let line: ProgressLine | undefined;
  return {
    onProgress: (progress) => {
      const isGoingOn = line !== undefined && display.isNotebook;
      if (progress.waitingInMs === undefined && !isGoingOn) return;
      line ??= display.progressLine();
      line.update(fleetProgressWords(progress));
    },
  };
}

/** How far the reading of a fleet is, in a sentence. */
export function fleetProgressWords(progress: FleetProgress | GraphProgress): string {
  const { candidates, instanceViews, requests, waitingInMs } = progress;
  const read =
    "rowsRead" in progress
      ? `${numberText(progress.rowsRead)} of ${counted(progress.rowsAnnounced, "row")}`
      : `${counted(progress.virtualMachines, "VM")}, ${counted(progress.disks, "disk")}`;
  const looks =
    candidates === 0 ? "" : `, ${numberText(instanceViews)} of ${counted(candidates, "instance view")}`;
  const waiting = waitingInMs === undefined ? "" : `; waits ${durationWords(waitingInMs)} for Azure's quota`;
  return `Read ${read}${looks} in ${counted(requests, "request")}${waiting}.`;
}
