import { counted, numberText } from "../coverage/counted";
import { gapWords } from "../coverage/gap-words";
import type { SqlResult } from "../inventory/sql";
import { colours, escapeHtml, htmlTable, tableView, type View } from "@runbooks/kernel";

/** How an answer is shown. */
export interface SqlViewOptions {
  /** What the table is called; the number of rows stands behind it. */
  readonly caption?: string;
  /** How many rows are shown: 50 unless said. The caption tells of how many. */
  readonly maximumRows?: number;
}

const MOST_ROWS = 50;
const DENSE_FROM_COLUMNS = 8;

/** The answer to a question in SQL as a table, with what could not be read below it. */
export function sqlView(
  { columns, rows, gaps }: SqlResult<object>,
  { caption, maximumRows = MOST_ROWS }: SqlViewOptions = {},
): View {
  const names = columns.map(({ name }) => name);
  const shown = rows.slice(0, maximumRows);
  const cells = shown.map((row) =>
    columns.map(({ name, type }) => cellText(valueOf(row, name), type === "DATE")),
  );
  const size = sizeWords(shown.length, rows.length);
  const whole = caption === undefined ? size : `${caption} (${size})`;
  const without = gapWords(gaps);
  const notes = without === undefined ? [] : [`! The fleet is ${without}.`];
  const dense = columns.length >= DENSE_FROM_COLUMNS;
  return {
    html: [
      htmlTable(whole, names, cells, { dense }),
      ...notes.map((note) => `<p style="margin:4px 0;color:${colours.open}">${escapeHtml(note)}</p>`),
    ].join(""),
    text: [tableView(whole, names, cells).text, ...notes].join("\n"),
  };
}

function sizeWords(shown: number, all: number): string {
  if (shown < all) return `first ${numberText(shown)} of ${counted(all, "row")}`;
  return counted(all, "row");
}

/** The row's type is its author's word, so that nothing is known of a value here. */
const valueOf = (row: object, name: string): unknown => Reflect.get(row, name);

const SIGNIFICANT_DIGITS = 12;

function cellText(value: unknown, isDay: boolean): string {
  switch (typeof value) {
    case "string":
      // A tag can be anything; it stays on its line.
      return value.replaceAll(/\p{Cc}+/gu, " ");
    case "number":
      // 0.1 + 0.2 is 0.3 to a reader.
      return String(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      return value === null ? "–" : objectText(value, isDay);
    default:
      return "–";
  }
}

function objectText(value: object, isDay: boolean): string {
  if (value instanceof Date) {
    const moment = value.toISOString();
    return isDay ? moment.slice(0, 10) : moment.replace("T", " ").replace(/(:00)?(\.000)?Z$/, "");
  }
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.map((item) => cellText(item, false)).join(", ");
  return Object.entries(value)
    .map(([name, item]) => `${name}=${cellText(item, false)}`)
    .join(", ");
}
