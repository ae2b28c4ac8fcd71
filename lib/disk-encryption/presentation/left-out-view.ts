import { escapeHtml, type View } from "@runbooks/kernel";

/** A line in place of what a runbook leaves out, as it was told to. */
export function leftOut(why: string): View {
  const text = `Left out: ${why}`;
  return { html: `<p>${escapeHtml(text)}</p>`, text };
}
