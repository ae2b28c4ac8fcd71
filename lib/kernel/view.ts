import { escapeHtml } from "./escape-html";
import { htmlWithDocumentLinks } from "./html-text";
import { displayHere } from "./notebook-display";

/** Something to look at, in the two forms that a notebook and a terminal show. */
export interface View {
  readonly html: string;
  readonly text: string;
  /** The same in further forms, by MIME type: for a notebook's viewers that draw them better than HTML. */
  readonly forms?: Readonly<Record<string, object>>;
  /** What stands below it, as an output of its own. */
  readonly below?: View;
}

/** Shows a view: as HTML in a notebook, as text elsewhere. */
export function show(view: View): void {
  const { html, text, forms, below } = view;
  const display = displayHere();
  if (forms === undefined) display.html(html, text);
  else display.forms({ ...forms, "text/html": html, "text/plain": text }, text);
  if (below !== undefined) show(below);
}

/**
 * A cell of a table: text, with a colour that stands for its meaning, and with small print in lines of their own under it. A sign before the
 * text takes the colour instead of the text. Documents that it names are links in HTML.
 */
export type TableCell =
  | string
  | {
      readonly text: string;
      readonly sign?: string;
      readonly tone?: Tone;
      readonly smallPrint?: readonly string[];
    };
export type Tone = "good" | "bad" | "open" | "quiet";

/** The colour of each meaning. */
export const colours: Readonly<Record<Tone, string>> = {
  good: "#1a7f37",
  bad: "#cf222e",
  open: "#9a6700",
  quiet: "#6e7781",
};

/** How a table is set. */
export interface TableOptions {
  /** For many columns: smaller type, and a text of two or three words may break too. */
  readonly dense?: boolean;
}

/** A table as HTML and as aligned text. The colour is never the only sign: the text says the same. */
export function tableView(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly TableCell[])[],
  options: TableOptions = {},
): View {
  return { html: htmlTable(caption, header, rows, options), text: textTable(caption, header, rows) };
}

const SHORT_TEXT_LENGTH = 26;
const SHORT_TEXT_LENGTH_WHERE_DENSE = 12;
/** Of lines below each other, which make a column of their own. */
const SHORT_LINE_LENGTH = 20;

const textOf = (cell: TableCell): string =>
  typeof cell === "string" ? cell : cell.sign === undefined ? cell.text : `${cell.sign} ${cell.text}`;
const smallPrintOf = (cell: TableCell | undefined): readonly string[] =>
  typeof cell === "object" ? (cell.smallPrint ?? []) : [];

/**
 * A table as HTML alone, for views whose text has a form of its own. Several cells in one stand below each other. A table that is wider than its
 * viewer scrolls in a box of its own, so that nothing is cut off.
 */
export function htmlTable(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly (TableCell | readonly TableCell[])[])[],
  { dense = false }: TableOptions = {},
): string {
  const cellStyle = "text-align:left;vertical-align:top;padding:3px 8px";
  const shortText = dense ? SHORT_TEXT_LENGTH_WHERE_DENSE : SHORT_TEXT_LENGTH;
  const htmlCell = (cell: TableCell | readonly TableCell[]): string => {
    const lines = typeof cell === "object" && "length" in cell ? cell : [cell];
    const [first] = lines;
    // A short text stays on its line; only sentences may break.
    const shortest = lines.length === 1 ? shortText : SHORT_LINE_LENGTH;
    const wrap = lines.every((line) => textOf(line).length <= shortest) ? "nowrap" : "normal";
    return lines.length === 1 && first !== undefined
      ? `<td style="${cellStyle};white-space:${wrap}${wholeColour(first)}">${htmlWords(first)}</td>`
      : `<td style="${cellStyle};white-space:${wrap}">${lines.map((line) => `<div style="${wholeColour(line).slice(1)}">${htmlWords(line)}</div>`).join("")}</td>`;
  };
  return [
    `<div style="overflow-x:auto;max-width:100%"><table style="border-collapse:collapse;font-size:${dense ? 12 : 13}px"><caption style="text-align:left;font-weight:600;padding-bottom:4px;caption-side:top;color:inherit">${escapeHtml(caption)}</caption>`,
    `<thead><tr>${header.map((name) => `<th style="${cellStyle};border-bottom:1px solid #8888">${escapeHtml(name)}</th>`).join("")}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${row.map(htmlCell).join("")}</tr>`).join("")}</tbody></table></div>`,
  ].join("");
}

const colourStyle = (tone: Tone | undefined): string =>
  tone === undefined ? "" : `;color:${colours[tone]};font-weight:600`;

/** The colour of all of a cell: where a sign stands before the text, the sign alone has it. */
const wholeColour = (cell: TableCell): string =>
  typeof cell === "string" || cell.sign !== undefined ? "" : colourStyle(cell.tone);

function htmlWords(cell: TableCell): string {
  if (typeof cell === "string") return htmlWithDocumentLinks(cell);
  const { sign, text, tone } = cell;
  const smallPrint = smallPrintOf(cell).map(
    (line) =>
      `<div style="font-size:11px;font-weight:400;white-space:normal;color:${colours.quiet}">${htmlWithDocumentLinks(line)}</div>`,
  );
  const before =
    sign === undefined ? "" : `<span style="${colourStyle(tone).slice(1)}">${escapeHtml(sign)}</span> `;
  return `${before}${htmlWithDocumentLinks(text)}${smallPrint.join("")}`;
}

function textTable(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly TableCell[])[],
): string {
  const all = [header, ...rows.map((row) => row.map(textOf))];
  // The last column is free to run on; a wide one before it would push everything off the screen.
  const widths = header.map((_, column) =>
    Math.min(40, Math.max(...all.map((row) => (row[column] ?? "").length))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => (column === row.length - 1 ? text : text.padEnd(widths[column] ?? 0)))
      .join("  ");
  // Small print stands under its own column; only the last one may have any.
  const indent = " ".repeat(widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 2));
  const lines = rows.flatMap((row) => [
    `  ${line(row.map(textOf))}`,
    ...smallPrintOf(row.at(-1)).map((text) => `${indent}${text}`),
  ]);
  return [caption, `  ${line(header)}`, ...lines].join("\n");
}
