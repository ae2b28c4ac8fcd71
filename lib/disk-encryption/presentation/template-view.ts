import type { ExportedTemplate } from "../jobs/encrypt-new-vm/export-template";
import { escapeHtml, type View } from "@runbooks/kernel";

/** A template and its parameters file, folded away in a notebook; what the template leaves to the operator stands beside them. */
export function templateView({ template, parameters, secretParameters, leftOut }: ExportedTemplate): View {
  const notes = [
    ...secretParameters.map(
      (name) => `! Secret parameter ${name}: in no file, handed over when it is deployed.`,
    ),
    ...leftOut.map((title) => `! Not in the template: ${title}.`),
  ];
  const resources = template.resources.map(({ type }) => type).join(", ");
  const files = [
    [`Template with ${template.resources.length} resources: ${resources}`, template],
    [`Parameters file with ${Object.keys(parameters.parameters).length} values`, parameters],
  ] as const;
  return {
    html:
      files.map(([summary, content]) => foldOut(summary, content)).join("") +
      notes.map((note) => `<p style="margin:4px 0">${escapeHtml(note)}</p>`).join(""),
    text: [...files.flatMap(([summary, content]) => [summary, json(content)]), ...notes].join("\n"),
  };
}

const json = (content: unknown): string => JSON.stringify(content, undefined, 2);

const foldOut = (summary: string, content: unknown): string =>
  `<details style="margin:4px 0"><summary>${escapeHtml(summary)}</summary>` +
  `<pre style="margin:4px 0;font-size:12px;background:none">${escapeHtml(json(content))}</pre></details>`;
