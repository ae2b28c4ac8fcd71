import { existsSync } from "node:fs";

import { RunbookError } from "@runbooks/azure";
import type { FleetColumn } from "./fleet-columns";

const LONGEST_MESSAGE_IN_LINES = 3;

/** What of a fleet its errors speak of. */
export interface AskedFleet {
  readonly columns: readonly FleetColumn[];
  /** The snapshots' files. */
  readonly files: readonly string[];
}

/** What went wrong with a question, as something that its author can act on. */
export function sqlError(cause: unknown, text: string, { columns, files }: AskedFleet): RunbookError {
  if (cause instanceof RunbookError) return cause;
  const whole = (cause instanceof Error ? cause.message : String(cause)).replace(
    /^Failed to extract statements: /,
    "",
  );
  const kind = /^(\w[\w ]*?) Error: /.exec(whole)?.[1];
  // DuckDB takes a file that is gone for one that it may not read.
  if (
    kind === "IO" ||
    kind === "Invalid" ||
    (kind === "Permission" && !files.every((file) => existsSync(file)))
  )
    return new RunbookError(
      "SnapshotUnreadable",
      `A file of the snapshot can't be read any more: ${firstLine(whole)}`,
      "It was moved, replaced or damaged since the fleet was opened: close the fleet and open it again.",
      { cause },
    );
  if (kind === "Permission")
    return new RunbookError(
      "SqlRefused",
      `The question reaches out of the fleet, which is refused: ${firstLine(whole)}`,
      "Ask of disks, virtual_machines, copies, gaps, snapshots or history.",
      { cause },
    );
  if (kind === "Out of Memory")
    return new RunbookError(
      "SqlTooLarge",
      `The question needs more memory than the fleet's database may take: ${firstLine(whole)}`,
      "Filter or group earlier, or open the fleet with more: `openFleet(source, { memoryLimitInMB: 4096 })`.",
      { cause },
    );
  return new RunbookError("SqlInvalid", withoutCandidates(whole), whatThereIs(text, columns), { cause });
}

const firstLine = (message: string): string => message.split("\n", 1)[0] ?? "";

/** DuckDB's message, with the line that it points at, and without the list of all functions that it could have been. */
function withoutCandidates(message: string): string {
  const [words = "", ...places] = message.split(/\n\n+(?=LINE )/);
  const lines = words
    .replace(/\n\s*Candidate functions:[^]*$/, "")
    .trimEnd()
    .split("\n");
  return [...lines.slice(0, LONGEST_MESSAGE_IN_LINES), ...places].join("\n");
}

/** The columns of the tables that the question names; of none, the tables. */
function whatThereIs(text: string, columns: readonly FleetColumn[]): string {
  const tables = [...new Set(columns.map(({ table }) => table))];
  const words = new Set(text.toLowerCase().match(/\w+/g));
  const named = tables.filter((table) => words.has(table));
  if (named.length === 0)
    return `The tables are ${tables.join(", ")}; \`fleet.columns()\` says what is in them.`;
  return named
    .map((table) => {
      const own = columns.filter((column) => column.table === table).map(({ column }) => column);
      return `${table} has ${own.join(", ")}.`;
    })
    .join(" ");
}
