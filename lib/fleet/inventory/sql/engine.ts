import type * as DuckDB from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

import { RunbookError } from "@runbooks/azure";

/** What `@duckdb/node-api` exports. */
export type DuckDBModule = typeof DuckDB;

/** A database of DuckDB that lives in this process, in memory. */
export interface Engine {
  readonly duckdb: DuckDBModule;
  readonly instance: DuckDBInstance;
  /** For what the library itself asks; a question of somebody's has a connection of its own. */
  readonly connection: DuckDBConnection;
}

/** What is set before the first statement. */
export interface EngineOptions {
  readonly memoryLimitInMB: number;
  /** Where what does not fit in memory goes; nowhere unless said. */
  readonly spillFolder?: string;
  /** As many as the machine has cores unless said. */
  readonly threads?: number;
  /** How DuckDB is loaded; for a test of a machine that has none. */
  readonly load?: () => Promise<DuckDBModule>;
}

// 70 MB of native code: loaded when it is needed, and never before.
const loadDuckDB = (): Promise<DuckDBModule> => import("@duckdb/node-api");

/**
 * Starts an empty database: without extensions from the network, and with UTC as its time zone.
 *
 * @throws RunbookError `SqlEngineMissing` where DuckDB has no binary for this machine, or it was not installed.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { memoryLimitInMB, spillFolder = "", threads, load = loadDuckDB } = options;
  const duckdb = await load().catch((cause: unknown) => {
    throw engineMissing(cause);
  });
  const instance = await duckdb.DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    memory_limit: `${memoryLimitInMB}MB`,
    temp_directory: spillFolder,
    ...(threads !== undefined && { threads: String(threads) }),
  });
  const connection = await instance.connect();
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  return { duckdb, instance, connection };
}

/** Ends it. Nothing may be running in it: DuckDB would take the process along. */
export function stopEngine({ instance, connection }: Engine): void {
  connection.closeSync();
  instance.closeSync();
}

/**
 * From here on, whatever SQL comes: no file is opened but these, nothing is reached over a network, and no setting changes.
 *
 * DuckDB documentation, "Securing DuckDB" (read 2026-11): `allowed_paths`, `enable_external_access`, `lock_configuration`.
 */
export async function lockEngine({ connection }: Engine, readablePaths: readonly string[]): Promise<void> {
  // A path is compared as it is written in SQL and once more as it is found.
  const paths = readablePaths.flatMap((path) => [path, withoutPatterns(path)]).map(literal);
  await connection.run(`SET allowed_paths = [${paths.join(", ")}]`);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
}

/** A text as SQL writes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as SQL writes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A Parquet file as a table: the file of this very name, whatever its path looks like. */
export const parquetFile = (path: string): string =>
  `read_parquet(${literal(withoutPatterns(path))}, hive_partitioning = false)`;

/** A path in which nothing is a pattern for DuckDB. */
const withoutPatterns = (path: string): string => path.replaceAll(/[[*?]/g, (sign) => `[${sign}]`);

function engineMissing(cause: unknown): RunbookError {
  const reason = cause instanceof Error ? (cause.message.split("\n", 1)[0] ?? "") : String(cause);
  return new RunbookError(
    "SqlEngineMissing",
    `DuckDB can't be loaded on ${process.platform}-${process.arch}: ${reason}`,
    "Run `npm ci` (without `--omit=optional`). DuckDB is made for Linux (x64 and arm64, glibc and musl), macOS (arm64 and x64) and Windows (x64 and arm64); all but snapshots and SQL works without it.",
    { cause },
  );
}
