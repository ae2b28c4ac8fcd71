import { escapeHtml } from "./escape-html";

const keywords =
  "as async await break case catch class const continue default do else enum export extends false finally for from " +
  "function if import in instanceof interface let new null of return satisfies switch this throw true try type typeof " +
  "undefined void while";

// In this order: a keyword within a string or a comment is none.
const tokens = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)`,
    String.raw`(?<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\`(?:\\.|[^\`\\])*\`)`,
    String.raw`(?<number>\b\d[\d_.]*\b)`,
    String.raw`(?<keyword>\b(?:${keywords.replaceAll(" ", "|")})\b)`,
  ].join("|"),
  "g",
);

/** TypeScript as HTML with its comments, strings, numbers and keywords marked. For reading, not exact. */
export function highlight(code: string): string {
  let html = "";
  let end = 0;
  for (const match of code.matchAll(tokens)) {
    const groups: Record<string, string | undefined> = match.groups ?? {};
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? "";
    html += `${escapeHtml(code.slice(end, match.index))}<span class="${kind}">${escapeHtml(match[0])}</span>`;
    end = match.index + match[0].length;
  }
  return html + escapeHtml(code.slice(end));
}
