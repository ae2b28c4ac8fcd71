import type { ReadinessBlocker } from "../checks/readiness";
import { objectionWords } from "../change/blockers";
import { escapeHtml, type View } from "@runbooks/kernel";

/** An objection of the edition that does not count. */
export interface Objection extends Pick<ReadinessBlocker<string>, "requirement" | "editions" | "verdict"> {
  /** The VM that it is about, where there are several. */
  readonly of?: string;
}

/** What the edition that does not count objects to: a note each, for below the findings. Undefined where there is none. */
export function objectionsView(objections: readonly Objection[]): View | undefined {
  const notes = objections.map(
    (objection) => `! ${objection.of === undefined ? "" : `${objection.of}: `}${objectionWords(objection)}`,
  );
  return notes.length === 0
    ? undefined
    : {
        html: notes.map((note) => `<p style="margin:4px 0">${escapeHtml(note)}</p>`).join(""),
        text: notes.map((note) => `  ${note}`).join("\n"),
      };
}

/** One view with another right below it, as one output. */
export const above = (first: View, second: View | undefined): View =>
  second === undefined
    ? first
    : { ...first, html: first.html + second.html, text: `${first.text}\n${second.text}` };
