import { fleetControls } from "../coverage/controls-catalogue";
import type { ControlOutcome, Coverage } from "../coverage/coverage";
import { tableView, type View } from "./view";

/** The outcomes of controls, in the order of their columns. */
export const controlOutcomes: readonly ControlOutcome[] = [
  "compliant",
  "non-compliant",
  "unknown",
  "not-applicable",
];

/** One control, with how many disks or VMs come to which outcome. */
export interface ControlLine {
  readonly title: string;
  /** What it is of: `policy`, `defender` ... */
  readonly kind: string;
  readonly looksAt: "disk" | "virtual-machine";
  /** In the order of {@link controlOutcomes}. */
  readonly counts: readonly number[];
}

/** What each control comes to, by what was read. They disagree on what counts as protected. */
export function controlLines({ disks, virtualMachines }: Coverage): readonly ControlLine[] {
  return fleetControls().map(({ id, title, kind, looksAt }) => {
    const judged = looksAt === "disk" ? disks : virtualMachines;
    const counts = controlOutcomes.map(
      (outcome) => judged.filter(({ controls }) => controls[id] === outcome).length,
    );
    return { title, kind, looksAt, counts };
  });
}

/** What policies, Defender and benchmarks would say of a fleet: one line each. */
export function controlsView(coverage: Coverage): View {
  return tableView(
    "What each control would say, by its own rule",
    ["control", "of", "looks at each", ...controlOutcomes],
    controlLines(coverage).map(({ title, kind, looksAt, counts }) => [
      title,
      kind,
      looksAt === "disk" ? "disk" : "VM",
      ...counts.map(String),
    ]),
  );
}
