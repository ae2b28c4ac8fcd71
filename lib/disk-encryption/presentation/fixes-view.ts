import type { CheckedVirtualMachine } from "../checks/evaluate-all";
import type { EditionChoice } from "../checks/edition-choice";
import { readiness, type BlockingVerdict } from "../checks/readiness";
import { above, objectionsView } from "./objections-view";
import { tableView, type View } from "@runbooks/kernel";
import { virtualMachineLabels } from "./virtual-machine-labels";

export interface FixesViewOptions {
  /** Which edition decides; both unless said. */
  readonly edition?: EditionChoice;
}

/** One thing to do, and for whom. */
interface Fix {
  readonly what: string;
  readonly requirements: Set<string>;
  readonly virtualMachines: Set<string>;
  readonly outcome: BlockingVerdict["outcome"];
}

/** What to do about all that blocks several VMs: each fix once, with the VMs it helps; the most helpful first. */
export function fixesView(
  checked: readonly CheckedVirtualMachine[],
  { edition = "both" }: FixesViewOptions = {},
): View {
  const labels = virtualMachineLabels(checked.map(({ virtualMachine }) => virtualMachine));
  const fixes = new Map<string, Fix>();
  for (const [index, { findings }] of checked.entries()) {
    for (const { requirement, verdict } of readiness(findings, edition).blockers) {
      const what = verdict.outcome === "fail" ? verdict.fix : (verdict.hint ?? "Find out what is not known.");
      const fix = fixes.get(what) ?? {
        what,
        requirements: new Set(),
        virtualMachines: new Set(),
        outcome: verdict.outcome,
      };
      fix.requirements.add(requirement);
      fix.virtualMachines.add(labels[index] ?? "");
      fixes.set(what, fix);
    }
  }
  const objections = objectionsView(
    checked.flatMap(({ findings }, index) =>
      readiness(findings, edition).objections.map((objection) => ({ ...objection, of: labels[index] ?? "" })),
    ),
  );
  if (fixes.size === 0)
    return above({ html: "<p>✔ Nothing to mend.</p>", text: "✔ Nothing to mend." }, objections);
  const sorted = [...fixes.values()].sort((a, b) => b.virtualMachines.size - a.virtualMachines.size);
  const table = tableView(
    sorted.length === 1 ? "1 thing to do" : `${sorted.length} things to do`,
    ["requirement", "VMs", "what to do"],
    sorted.map(({ what, requirements, virtualMachines, outcome }) => [
      {
        text: `${outcome === "fail" ? "✘" : "?"} ${[...requirements].join(", ")}`,
        tone: outcome === "fail" ? "bad" : "open",
      },
      [...virtualMachines].join(", "),
      what,
    ]),
  );
  return above(table, objections);
}
