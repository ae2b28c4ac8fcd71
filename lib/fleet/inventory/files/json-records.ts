import { RunbookError } from "@runbooks/azure";

/** What was printed as JSON: its records, and what it says of others. */
export interface JsonRecords {
  readonly records: readonly unknown[];
  /** How many records the query has on all its pages. */
  readonly total?: number;
  /** Whether it names a further page. */
  readonly hasMore: boolean;
}

/**
 * Reads a JSON export: a list (`az ... list`, Resource Graph Explorer), `{ "data": [...] }` (`az graph query`), `{ "value": [...] }` (`az rest`), one
 * resource (`az ... show`), or JSON lines.
 *
 * @returns what was printed: more than one where several stand one after the other, as a loop over resource groups prints them.
 *
 * @throws RunbookError `FileUnreadable` for a file that is cut off, or that is no JSON.
 */
export function jsonRecords(text: string, fileName: string): readonly JsonRecords[] {
  const whole = jsonOfText(text);
  if (whole !== undefined) return [recordsOf(whole)];
  const printed = text.split(betweenPrinted).map(jsonOfText);
  if (printed.length > 1 && printed.every((one) => one !== undefined)) return printed.map(recordsOf);
  return [{ records: jsonLines(text, fileName), hasMore: false }];
}

/** The Azure CLI ends what it prints with a bracket at the beginning of a line. */
const betweenPrinted = /(?<=^(?:\[\]|[\]}]))\r?\n(?=[[{])/m;

function recordsOf(whole: unknown): JsonRecords {
  if (Array.isArray(whole)) return { records: whole, hasMore: false };
  if (!isRecord(whole)) return { records: [whole], hasMore: false };
  const { data, value, total_records: totalRecords, totalRecords: totalOfRest } = whole;
  const rows = Array.isArray(data) ? data : isTable(data) ? tableRows(data) : value;
  if (!Array.isArray(rows)) return { records: [whole], hasMore: false };
  const total = totalRecords ?? totalOfRest;
  return { records: rows, hasMore: hasMore(whole), ...(typeof total === "number" ? { total } : {}) };
}

/** Parsed JSON; undefined where it is none. */
export function jsonOfText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A JSON object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hasMore = ({
  nextLink,
  skip_token: skipToken,
  $skipToken: skipTokenOfRest,
}: Readonly<Record<string, unknown>>): boolean =>
  [nextLink, skipToken, skipTokenOfRest].some((token) => typeof token === "string" && token !== "");

/** Resource Graph's other result format. */
const isTable = (
  data: unknown,
): data is { readonly columns: readonly unknown[]; readonly rows: readonly unknown[] } =>
  isRecord(data) && Array.isArray(data["columns"]) && Array.isArray(data["rows"]);

function tableRows({
  columns,
  rows,
}: {
  readonly columns: readonly unknown[];
  readonly rows: readonly unknown[];
}): readonly unknown[] {
  const names = columns.map((column) => (isRecord(column) ? String(column["name"]) : ""));
  return rows.flatMap((row) =>
    Array.isArray(row) ? [Object.fromEntries(names.map((name, index) => [name, row[index] as unknown]))] : [],
  );
}

function jsonLines(text: string, fileName: string): readonly unknown[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const records = lines.map(jsonOfText);
  if (records.length > 1 && records.every(isRecord)) return records;
  throw new RunbookError(
    "FileUnreadable",
    `${fileName} is no whole JSON: ${whyNot(text)}.`,
    "Export it again, and wait until the command is through; a file that was copied meanwhile is cut off.",
  );
}

function whyNot(text: string): string {
  const last = text.trimEnd().at(-1) ?? "";
  return /^\s*[[{]/.test(text) && !"]}".includes(last)
    ? `it ends in the middle, after ${text.length} characters`
    : "it can't be parsed";
}
