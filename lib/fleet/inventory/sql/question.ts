import type { DuckDBPreparedStatement, DuckDBType, DuckDBValue } from "@duckdb/node-api";

import { RunbookError } from "@runbooks/azure";
import type { DuckDBModule, Engine } from "./engine";
import { stopWhere } from "./interrupted";
import { assertReadOnly } from "./read-only";
import { duckdbParameter, sqlValueOf, type SqlParameters, type SqlRow, type SqlValue } from "./values";

/** How a question is asked. */
export interface SqlOptions {
  /** Stops the question. */
  readonly signal?: AbortSignal;
  /** More rows than these are refused, before they fill the memory: 1,000,000 unless said. */
  readonly maximumRows?: number;
}

/** A column of a result. */
export interface SqlColumn {
  readonly name: string;
  /** As DuckDB names it: `VARCHAR`, `BIGINT` ... */
  readonly type: string;
}

/** What a question was answered, as yet without its fleet. */
export interface Answer {
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly SqlRow[];
}

const MOST_ROWS = 1_000_000;

/**
 * Asks one question and reads its whole answer.
 *
 * @throws RunbookError `SqlRefused`, `SqlTooLarge`, `SqlInvalid` for parameters that don't fit; DuckDB's own error.
 */
export async function ask(
  { duckdb, connection }: Engine,
  text: string,
  parameters: SqlParameters = [],
  { signal, maximumRows = MOST_ROWS }: SqlOptions = {},
): Promise<Answer> {
  await assertReadOnly(connection, text);
  const statement = await connection.prepare(text);
  bind(duckdb, statement, parameters);
  const result = await statement.stream();
  const names = result.deduplicatedColumnNames();
  const rows: SqlRow[] = [];
  // A row begins as a copy of the first: an object that grows column by column takes five times the memory.
  let pattern: SqlRow = {};
  for (let chunk = await result.fetchChunk(); chunk !== null; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break;
    stopWhere(signal);
    if (rows.length + chunk.rowCount > maximumRows) throw tooManyRows(maximumRows);
    for (const cells of chunk.getRows()) {
      const row: Record<string, SqlValue> = { ...pattern };
      names.forEach((name, index) => {
        row[name] = sqlValueOf(duckdb, cells[index] ?? null);
      });
      if (rows.length === 0) pattern = { ...row };
      rows.push(row);
    }
  }
  return {
    columns: names.map((name, index) => ({ name, type: String(result.columnType(index)) })),
    rows,
  };
}

function bind(duckdb: DuckDBModule, statement: DuckDBPreparedStatement, parameters: SqlParameters): void {
  const given = isList(parameters)
    ? parameters.map((parameter, index) => [String(index + 1), parameter] as const)
    : Object.entries(parameters);
  const wanted = Array.from({ length: statement.parameterCount }, (_, index) =>
    statement.parameterName(index + 1),
  );
  const names = given.map(([name]) => name);
  const tooMany = names.find((name) => !wanted.includes(name));
  if (tooMany !== undefined) throw parameterMismatch(`has no parameter $${tooMany}`);
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined) throw parameterMismatch(`wants a value for the parameter $${missing}`);
  const values: Record<string, DuckDBValue> = {};
  const types: Record<string, DuckDBType | undefined> = {};
  for (const [name, parameter] of given) {
    values[name] = duckdbParameter(duckdb, parameter);
    if (Array.isArray(parameter)) types[name] = duckdb.LIST(duckdb.VARCHAR);
  }
  statement.bind(values, types);
}

const isList = (parameters: SqlParameters): parameters is Extract<SqlParameters, readonly unknown[]> =>
  Array.isArray(parameters);

function parameterMismatch(what: string): RunbookError {
  return new RunbookError(
    "SqlInvalid",
    `The question ${what}.`,
    "Give one value for each ? or $1 as a list, or for each $name as an object: fleet.sql(text, { name: value }).",
  );
}

function tooManyRows(maximumRows: number): RunbookError {
  return new RunbookError(
    "SqlTooLarge",
    `The answer has more than ${maximumRows} rows.`,
    "Group or filter them, add `limit`, or ask for more with `{ maximumRows }`; two tables without a condition between them multiply.",
  );
}
