import { setImmediate } from "node:timers/promises";

import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";

import type { Column } from "../snapshot/columns";
import type { Cell, ColumnType } from "../snapshot/fields";
import { quoted, type DuckDBModule, type Engine } from "./engine";
import { stopWhere } from "./interrupted";

/** How many rows DuckDB takes at once. */
const ROWS_A_CHUNK = 2048;
const CHUNKS_AT_A_TIME = 8;

/**
 * Makes a table of these columns and puts the rows in, in their order.
 *
 * @throws RunbookError `Interrupted`; RangeError for a cell that its column can't be.
 */
export async function fillTable<Row>(
  { duckdb, connection }: Engine,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  signal?: AbortSignal,
): Promise<void> {
  const declared = columns.map(({ column, type }) => `${quoted(column)} ${type}`);
  await connection.run(`CREATE TABLE ${quoted(table)} (${declared.join(", ")})`);
  const appender = await connection.createAppender(table);
  try {
    const types = columns.map(({ type }) => duckdbType(duckdb, type));
    const chunk = duckdb.DuckDBDataChunk.create(types, ROWS_A_CHUNK);
    for (let start = 0; start < rows.length; start += ROWS_A_CHUNK) {
      const part = rows.slice(start, start + ROWS_A_CHUNK);
      chunk.reset();
      chunk.rowCount = part.length;
      columns.forEach(({ cellOf }, index) => {
        chunk.setColumnValues(
          index,
          part.map((row) => duckdbValue(duckdb, cellOf(row))),
        );
      });
      appender.appendDataChunk(chunk);
      // Others want to get a word in, and an interrupt to be heard.
      if ((start / ROWS_A_CHUNK) % CHUNKS_AT_A_TIME === 0) {
        await setImmediate();
        stopWhere(signal);
      }
    }
  } finally {
    appender.closeSync();
  }
}

function duckdbType(duckdb: DuckDBModule, type: ColumnType): DuckDBType {
  switch (type) {
    case "VARCHAR":
      return duckdb.VARCHAR;
    case "INTEGER":
      return duckdb.INTEGER;
    case "VARCHAR[]":
      return duckdb.LIST(duckdb.VARCHAR);
    case "MAP(VARCHAR, VARCHAR)":
      return duckdb.MAP(duckdb.VARCHAR, duckdb.VARCHAR);
    case "TIMESTAMP WITH TIME ZONE":
      return duckdb.TIMESTAMPTZ;
  }
}

function duckdbValue(duckdb: DuckDBModule, cell: Cell): DuckDBValue {
  if (typeof cell !== "object" || cell === null) return cell;
  if (cell instanceof Date) return duckdbMoment(duckdb, cell);
  if (isList(cell)) return duckdb.listValue(cell);
  return duckdb.mapValue(Object.entries(cell).map(([key, value]) => ({ key, value })));
}

/** A moment for DuckDB, which counts in microseconds. */
export const duckdbMoment = (duckdb: DuckDBModule, moment: Date): DuckDBValue =>
  duckdb.timestampTZValue(BigInt(moment.getTime()) * 1000n);

const isList = (cell: readonly string[] | Readonly<Record<string, string>>): cell is readonly string[] =>
  Array.isArray(cell);
