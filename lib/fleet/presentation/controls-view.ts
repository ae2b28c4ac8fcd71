import { gapWords } from "../coverage/gap-words";
import { controlsLeftOut, fleetControls } from "../coverage/controls-catalogue";
import type { FleetControl } from "../coverage/controls/control";
import type { ControlOutcome, Coverage } from "../coverage/coverage";
import { escapeHtml, tableView, type View } from "@runbooks/kernel";

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
  /** Where its rule was read. */
  readonly source: FleetControl["source"];
  /** In the order of {@link controlOutcomes}. */
  readonly counts: readonly number[];
}

/** What each control comes to, by what was read. They disagree on what counts as protected. */
export function controlLines({ disks, virtualMachines }: Coverage): readonly ControlLine[] {
  return fleetControls().map(({ id, title, kind, looksAt, source }) => {
    const evaluated = looksAt === "disk" ? disks : virtualMachines;
    const counts = controlOutcomes.map(
      (outcome) => evaluated.filter(({ controls }) => controls[id] === outcome).length,
    );
    return { title, kind, looksAt, source, counts };
  });
}

/** What stands below the controls: what could not be read and is in none of the counts, and which controls are left out. */
export function controlNotes({ gaps }: Coverage): readonly string[] {
  const words = gapWords(gaps);
  return [
    ...(words === undefined ? [] : [`! This is the fleet ${words}.`]),
    ...controlsLeftOut().map(({ title, reason }) => `Left out: ${title}. ${reason}`),
  ];
}

/** What policies, Defender and benchmarks would say of a fleet: one line each; below them what is in no count, and the controls that are no line. */
export function controlsView(coverage: Coverage): View {
  const table = tableView(
    "What each control would say, by its own rule",
    ["control", "of", "looks at each", ...controlOutcomes],
    controlLines(coverage).map(({ title, kind, looksAt, source, counts }) => [
      { text: title, smallPrint: [`${source.title} (${source.date})`] },
      kind,
      looksAt === "disk" ? "disk" : "VM",
      ...counts.map(String),
    ]),
  );
  const notes = controlNotes(coverage);
  return {
    html:
      table.html +
      notes.map((note) => `<p style="margin:2px 0;font-size:12px">${escapeHtml(note)}</p>`).join(""),
    text: [table.text, ...notes].join("\n"),
  };
}
