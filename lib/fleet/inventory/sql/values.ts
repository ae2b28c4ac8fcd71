import type { DuckDBValue } from "@duckdb/node-api";

import { duckdbMoment } from "./fill-table";
import type { DuckDBModule } from "./engine";

/**
 * A value of a result, as TypeScript has it.
 *
 * Counts and sums (BIGINT, HUGEINT) are numbers up to 2^53, and bigint only beyond; DECIMAL is a number; DATE and TIMESTAMP are a Date in UTC;
 * a LIST is an array, a STRUCT or a MAP an object; TIME, INTERVAL and all else are DuckDB's own text.
 */
export type SqlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly SqlValue[]
  | { readonly [name: string]: SqlValue };

/** A row of a result, by the names of its columns. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** What can be put in for a `?`, a `$1` or a `$name`. */
export type SqlParameter = string | number | bigint | boolean | Date | null | readonly string[];

/** In their order, or by name. */
export type SqlParameters = readonly SqlParameter[] | Readonly<Record<string, SqlParameter>>;

const isBeyondDates = (milliseconds: number): boolean => Number.isNaN(new Date(milliseconds).getTime());

/** What DuckDB answered, as TypeScript has it. */
export function sqlValueOf(duckdb: DuckDBModule, value: DuckDBValue): SqlValue {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint") return safeNumber(value);
  if (typeof value === "boolean") return value;
  if (value instanceof duckdb.DuckDBMapValue)
    return Object.fromEntries(
      value.entries.map(({ key, value: item }) => [String(key), sqlValueOf(duckdb, item)]),
    );
  if (value instanceof duckdb.DuckDBListValue || value instanceof duckdb.DuckDBArrayValue)
    return value.items.map((item) => sqlValueOf(duckdb, item));
  if (value instanceof duckdb.DuckDBStructValue)
    return Object.fromEntries(
      Object.entries(value.entries).map(([name, item]) => [name, sqlValueOf(duckdb, item)]),
    );
  if (value instanceof duckdb.DuckDBDecimalValue) return value.toDouble();
  if (value instanceof duckdb.DuckDBBlobValue) return Uint8Array.from(value.bytes);
  const milliseconds = millisecondsOf(duckdb, value);
  // Past the last Date that there is, and infinity.
  return milliseconds === undefined || isBeyondDates(milliseconds) ? String(value) : new Date(milliseconds);
}

function millisecondsOf(duckdb: DuckDBModule, value: DuckDBValue): number | undefined {
  if (value instanceof duckdb.DuckDBDateValue) return value.days * 24 * 60 * 60 * 1000;
  if (value instanceof duckdb.DuckDBTimestampTZValue || value instanceof duckdb.DuckDBTimestampValue)
    return Number(value.micros / 1000n);
  if (value instanceof duckdb.DuckDBTimestampMillisecondsValue) return Number(value.millis);
  if (value instanceof duckdb.DuckDBTimestampSecondsValue) return Number(value.seconds) * 1000;
  if (value instanceof duckdb.DuckDBTimestampNanosecondsValue) return Number(value.nanos / 1_000_000n);
  return undefined;
}

/** A count is a number to everybody; only what a number can't hold stays a bigint. */
const safeNumber = (value: bigint): number | bigint =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;

/** What somebody put in for a parameter, as DuckDB takes it. */
export function duckdbParameter(duckdb: DuckDBModule, parameter: SqlParameter): DuckDBValue {
  if (parameter instanceof Date) return duckdbMoment(duckdb, parameter);
  if (typeof parameter === "object" && parameter !== null) return duckdb.listValue(parameter);
  return parameter;
}
