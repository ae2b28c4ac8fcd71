import { requestText } from "../connection/changes";
import { fixWords, impactWords, planText, type Plan } from "../change/plan";
import { escapeHtml, tableView, type View } from "@runbooks/kernel";

/** A plan as a table: each step with its request, what it does to the VM, and how to undo it. */
export function planView(plan: Plan): View {
  const caption = `Plan ${plan.hash}: ${plan.job} for ${plan.target}`;
  const table = tableView(
    caption,
    ["", "step", "request", "effect", "undo"],
    plan.steps.map((step, index) => [
      String(index + 1),
      step.title,
      requestText({ ...step.request, path: shortPath(step.request.path) }),
      { text: effectWords(step), tone: toneOf(step) },
      step.undo.kind === "possible"
        ? step.undo.how
        : { text: `not possible: ${step.undo.because}`, tone: "bad" },
    ]),
  );
  const notes = [
    ...(plan.edition === "both"
      ? []
      : [`! Only the ${plan.edition} edition of the requirements was counted.`]),
    ...plan.warnings.map((warning) => `! ${warning}`),
    ...plan.blockers.flatMap((blocker) => [
      `✘ blocked by ${blocker.requirement} (${blocker.outcome}): ${blocker.evidence}`,
      `Try: ${fixWords(blocker)}`,
    ]),
    ...plan.overrides.map(({ requirement, reason }) => `! ${requirement} overridden, because: ${reason}`),
    ...(plan.steps.length + plan.blockers.length === 0 ? ["✔ Nothing to do."] : []),
  ];
  return {
    html:
      (plan.steps.length === 0 ? `<strong>${escapeHtml(caption)}</strong>` : table.html) +
      notes.map((note) => `<p style="margin:4px 0">${escapeHtml(note)}</p>`).join(""),
    text: planText(plan),
  };
}

function effectWords({ impact, expectedDuration, destroys }: Plan["steps"][number]): string {
  const effect = [
    ...(destroys === undefined ? [] : [`DESTROYS ${destroys.join(", ")}`]),
    impactWords[impact],
    ...(expectedDuration === undefined ? [] : [expectedDuration]),
  ];
  return effect.join("; ");
}

function toneOf({ impact, destroys }: Plan["steps"][number]): "bad" | "open" | "quiet" {
  if (destroys !== undefined) return "bad";
  return impact === "none" ? "quiet" : "open";
}

/**
 * The request's path from the provider on: subscription and group stand in the plan's target already. One to the subscription itself may name
 * two providers, as that of a feature does; it may break between them, and before the feature.
 */
function shortPath(path: string): string {
  const [, ofSubscription] = /^\/subscriptions\/[^/]+\/providers\/(.*)$/i.exec(path) ?? [];
  return ofSubscription === undefined
    ? path.replace(/^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)\/providers\//i, "$1: ")
    : `subscription: ${ofSubscription.replace(/\/providers\//i, ": ").replace(/\/features\//i, ": features/")}`;
}
