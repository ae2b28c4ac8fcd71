import { z } from "zod";

import { dataFile } from "@runbooks/azure";
import { recordsOf } from "@runbooks/azure/catalogue";
import {
  diskControlIds,
  virtualMachineControlIds,
  type ControlId,
  type FleetControl,
  type LeftOutControl,
} from "./controls/control";

const text = z.string().trim().min(1);
const source = z.strictObject({ title: text, date: text });
const ids = [...virtualMachineControlIds, ...diskControlIds];

const file = dataFile(
  "fleet-controls.json",
  z.strictObject({
    description: text,
    controls: recordsOf<ControlId, FleetControl>(
      ids,
      z.strictObject({
        id: z.enum(ids),
        title: text,
        kind: z.enum(["policy", "defender", "cis", "mcsb"]),
        looksAt: z.enum(["virtual-machine", "disk"]),
        policyId: z.guid().exactOptional(),
        effect: text.exactOptional(),
        version: text.exactOptional(),
        tests: text,
        notSeen: text.exactOptional(),
        source,
      }),
    ),
    leftOut: z.array(z.strictObject({ title: text, reason: text, source })),
  }),
);

/**
 * The policies, recommendations and benchmark controls that the fleet is mapped to: those on VMs, then those on disks. They disagree with each
 * other: each is a column of its own.
 *
 * @throws RunbookError `FileUnreadable` where `data/fleet-controls.json` is missing, malformed or incomplete.
 */
export function fleetControls(): readonly FleetControl[] {
  return file().controls;
}

/**
 * The controls on disks and their keys that the fleet is not mapped to, each with the reason.
 *
 * @throws RunbookError `FileUnreadable` where `data/fleet-controls.json` is missing, malformed or incomplete.
 */
export function controlsLeftOut(): readonly LeftOutControl[] {
  return file().leftOut;
}
