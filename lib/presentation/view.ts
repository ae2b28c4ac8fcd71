import { displayHere } from "../kernel";

/** Something to look at, in the two forms that a notebook and a terminal show. */
export interface View {
  readonly html: string;
  readonly text: string;
}

/** Shows a view: as HTML in a notebook, as text elsewhere. */
export function show(view: View): void {
  displayHere().html(view.html, view.text);
}

/** Text made safe for HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A cell of a table: text, text with a colour that stands for its meaning, or text with small print in lines of their own under it. */
export type TableCell =
  | string
  | { readonly text: string; readonly tone: Tone }
  | { readonly text: string; readonly smallPrint: readonly string[] };
export type Tone = "good" | "bad" | "open" | "quiet";

const colours: Readonly<Record<Tone, string>> = {
  good: "#1a7f37",
  bad: "#cf222e",
  open: "#9a6700",
  quiet: "#6e7781",
};

/** A table as HTML and as aligned text. The colour is never the only sign: the text says the same. */
export function tableView(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly TableCell[])[],
): View {
  return { html: htmlTable(caption, header, rows), text: textTable(caption, header, rows) };
}

const SHORT_TEXT_LENGTH = 26;

const textOf = (cell: TableCell): string => (typeof cell === "string" ? cell : cell.text);
const smallPrintOf = (cell: TableCell | undefined): readonly string[] =>
  typeof cell === "object" && "smallPrint" in cell ? cell.smallPrint : [];

function htmlTable(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly TableCell[])[],
): string {
  const cellStyle = "text-align:left;vertical-align:top;padding:3px 10px 3px 0";
  // A short text stays on its line; only sentences may break.
  const wrap = (text: string): string =>
    `;white-space:${text.length <= SHORT_TEXT_LENGTH ? "nowrap" : "normal"}`;
  const cells = (row: readonly TableCell[]): string =>
    row
      .map((cell) => {
        const colour =
          typeof cell === "object" && "tone" in cell ? `;color:${colours[cell.tone]};font-weight:600` : "";
        const smallPrint = smallPrintOf(cell).map(
          (line) => `<div style="font-size:11px;color:${colours.quiet}">${escapeHtml(line)}</div>`,
        );
        return `<td style="${cellStyle}${wrap(textOf(cell))}${colour}">${escapeHtml(textOf(cell))}${smallPrint.join("")}</td>`;
      })
      .join("");
  return [
    `<table style="border-collapse:collapse;font-size:13px"><caption style="text-align:left;font-weight:600;padding-bottom:4px;caption-side:top;color:inherit">${escapeHtml(caption)}</caption>`,
    `<thead><tr>${header.map((name) => `<th style="${cellStyle};border-bottom:1px solid #8888">${escapeHtml(name)}</th>`).join("")}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody></table>`,
  ].join("");
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
