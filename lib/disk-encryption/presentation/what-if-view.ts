import type {
  PropertyChange,
  ResourceChange,
  TemplateValidation,
  WhatIf,
} from "../jobs/encrypt-new-vm/preview";
import { escapeHtml, tableView, type TableCell, type Tone, type View } from "@runbooks/kernel";

/** How a change is shown: sign and Azure's word, so that colour is never the only sign. */
const signs: Readonly<Record<string, readonly [sign: string, tone: Tone]>> = {
  Create: ["+", "good"],
  Modify: ["~", "open"],
  Delete: ["-", "bad"],
  Deploy: ["!", "open"],
  Unsupported: ["?", "open"],
};

/** What a deployment would do: a table of what it changes; what it leaves alone is counted, and folded away in a notebook. */
export function whatIfView({ changes }: WhatIf): View {
  const order = Object.keys(signs);
  const sorted = [...changes].sort((a, b) => order.indexOf(a.change) - order.indexOf(b.change));
  const changing = sorted.filter((change) => !isLeftAlone(change));
  const leftAlone = sorted.filter(isLeftAlone);
  // A new resource is new in all its properties: the column is for those that are modified, or that Azure can't tell of.
  const withProperties = changing.some((change) => propertiesCell(change) !== "");
  const table = tableView(
    `What the deployment would do: ${changing.length} of ${changes.length} resources change`,
    ["change", "type", "name", ...(withProperties ? ["properties"] : [])],
    changing.map((change) => [
      changeCell(change),
      change.type,
      change.name,
      ...(withProperties ? [propertiesCell(change)] : []),
    ]),
  );
  if (leftAlone.length === 0) return table;
  const summary = `* ${leftAlone.length} other resources are there, and stay as they are`;
  const items = leftAlone.map(({ type, name }) => `<li>${escapeHtml(`${type} ${name}`)}</li>`).join("");
  return {
    html: `${table.html}<details style="margin:4px 0"><summary>${escapeHtml(summary)}</summary><ul style="margin:4px 0">${items}</ul></details>`,
    text: `${table.text}\n  ${summary}`,
  };
}

/** `NoChange`: in the template, and as it is; `Ignore`: not in the template. An incremental deployment touches neither. */
const isLeftAlone = ({ change }: ResourceChange): boolean => change === "NoChange" || change === "Ignore";

function changeCell({ change }: ResourceChange): TableCell {
  const [sign, tone] = signs[change] ?? ["?", "open" as const];
  return { text: `${sign} ${change}`, tone };
}

function propertiesCell({ properties, unsupportedReason }: ResourceChange): TableCell {
  if (unsupportedReason !== undefined) return unsupportedReason;
  const [first, ...others] = properties;
  if (first === undefined) return "";
  return { text: propertyWords(first), smallPrint: others.map(propertyWords) };
}

function propertyWords({ path, change, before = "nothing", after = "nothing" }: PropertyChange): string {
  return change === "NoEffect" ? `${path}: no effect` : `${path}: ${before} becomes ${after}`;
}

/** What Azure says of a template before it is deployed. */
export function validationView(validation: TemplateValidation): View {
  switch (validation.outcome) {
    case "valid":
      return tableView(
        `✔ Azure takes the template: ${validation.resourceIds.length} resources`,
        ["resource"],
        validation.resourceIds.map((id) => [id.replace(/^.*\/providers\//, "")]),
      );
    case "invalid":
      return tableView(
        `✘ Azure does not take the template`,
        ["code", "message"],
        validation.errors.map(({ code, message }) => [{ text: code, tone: "bad" }, message]),
      );
  }
}
