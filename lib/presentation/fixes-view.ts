import type { CheckedVirtualMachine } from "../checks/evaluate-all";
import type { Edition } from "../checks/finding";
import { readiness, type BlockingVerdict } from "../checks/readiness";
import { tableView, type View } from "./view";
import { virtualMachineLabels } from "./virtual-machine-labels";

export interface FixesViewOptions {
  /** Count one edition only. */
  readonly edition?: Edition;
}

/** One thing to do, and for whom. */
interface Fix {
  readonly what: string;
  readonly requirements: Set<string>;
  readonly virtualMachines: Set<string>;
  readonly outcome: BlockingVerdict["outcome"];
}

/** What to do about all that stands in the way of several VMs: each thing once, with the VMs it helps; the most helpful first. */
export function fixesView(
  checked: readonly CheckedVirtualMachine[],
  { edition }: FixesViewOptions = {},
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
  if (fixes.size === 0) return { html: "<p>✔ Nothing to mend.</p>", text: "✔ Nothing to mend." };
  const sorted = [...fixes.values()].sort((a, b) => b.virtualMachines.size - a.virtualMachines.size);
  return tableView(
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
}
