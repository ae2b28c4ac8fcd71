import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";

import type { InventoryGap } from "../../nouns/inventory";
import type { Coverage } from "../../coverage/coverage";
import { parquetFile, quoted, type Engine } from "../sql/engine";
import { fillTable } from "../sql/fill-table";
import type { ColumnDescription } from "./columns";
import {
  manifestOf,
  readManifest,
  SNAPSHOT_VERSION,
  snapshotUnreadable,
  type SnapshotManifest,
} from "./manifest";
import { readCoverage, readGaps } from "./read-coverage";
import { tableColumns, tableFiles, tableNames, type Relations, type TableName } from "./tables";

/** A snapshot that a database can be asked about. */
export interface StoredSnapshot {
  /** The folder as its caller named it; `null`: it was never saved. */
  readonly folder: string | null;
  readonly manifest: SnapshotManifest;
  /** With all columns of the version that is written now, and those of the snapshot's own controls. */
  readonly relations: Relations;
  /** The files that are read whenever it is asked. */
  readonly files: readonly string[];
  /** What its version did not keep. */
  readonly remarks: readonly string[];
  /** What it was saved of. @throws RunbookError `SnapshotUnreadable`. */
  readonly coverage: (engine: Engine) => Promise<Coverage>;
  /** What of its fleet could not be read. @throws RunbookError `SnapshotUnreadable`. */
  readonly gaps: (engine: Engine) => Promise<readonly InventoryGap[]>;
}

/**
 * Puts a coverage into the database's memory.
 *
 * @param number - tells it from others in the same database.
 */
export async function storeCoverage(
  engine: Engine,
  coverage: Coverage,
  number: number,
): Promise<StoredSnapshot> {
  const manifest = manifestOf(coverage);
  const columns = tableColumns(manifest.controls);
  const relations = relationsOf((table) => `stored_${number}_${table}`);
  await fillTable(engine, relations.disks, columns.disks, coverage.disks);
  await fillTable(engine, relations.virtual_machines, columns.virtual_machines, coverage.virtualMachines);
  await fillTable(engine, relations.copies, columns.copies, coverage.copies);
  await fillTable(engine, relations.gaps, columns.gaps, coverage.gaps);
  return {
    folder: null,
    manifest,
    relations,
    files: [],
    remarks: [],
    coverage: () => Promise.resolve(coverage),
    gaps: () => Promise.resolve(coverage.gaps),
  };
}

/**
 * Looks through a snapshot's folder. Its files stay where they are, and are read whenever it is asked.
 *
 * @throws RunbookError `SnapshotUnreadable` naming the folder, and the file where it is one.
 */
export async function storedFolder(engine: Engine, folder: string): Promise<StoredSnapshot> {
  const manifest = await readManifest(folder);
  const columns = tableColumns(manifest.controls);
  const look = (table: TableName): Promise<LookedThrough> =>
    lookThrough(engine, { folder, manifest, table, columns: columns[table] });
  const looked = {
    disks: await look("disks"),
    virtual_machines: await look("virtual_machines"),
    copies: await look("copies"),
    gaps: await look("gaps"),
  };
  const relations = relationsOf((table) => looked[table].relation);
  const missing = tableNames.flatMap((table) => looked[table].missing.map((column) => `${table}.${column}`));
  const remarks =
    missing.length === 0
      ? []
      : [
          `${folder} is a snapshot of version ${manifest.schemaVersion}, which did not keep ${missing.join(", ")}.`,
        ];
  return {
    folder,
    manifest,
    relations,
    files: tableNames.map((table) => pathOf(folder, table)),
    remarks,
    coverage: (own) =>
      readable(folder, () =>
        readCoverage(own, { ...manifest, remarks: [...manifest.remarks, ...remarks] }, relations),
      ),
    gaps: (own) => readable(folder, () => readGaps(own, relations)),
  };
}

async function readable<Result>(folder: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    throw snapshotUnreadable(folder, reasonOf(cause), cause);
  }
}

const pathOf = (folder: string, table: TableName): string => join(resolve(folder), tableFiles[table]);

const relationsOf = (relation: (table: TableName) => string): Relations => ({
  disks: relation("disks"),
  virtual_machines: relation("virtual_machines"),
  copies: relation("copies"),
  gaps: relation("gaps"),
});

interface ToLookThrough {
  readonly folder: string;
  readonly manifest: SnapshotManifest;
  readonly table: TableName;
  readonly columns: readonly ColumnDescription[];
}

interface LookedThrough {
  readonly relation: string;
  /** Columns that the snapshot's version did not keep. */
  readonly missing: readonly string[];
}

/** Sees that a file is whole, has as many rows as the manifest says, and the columns of its version. */
async function lookThrough(
  engine: Engine,
  { folder, manifest, table, columns }: ToLookThrough,
): Promise<LookedThrough> {
  const file = tableFiles[table];
  const { rows, types } = await insideOf(engine, folder, table);
  if (rows !== manifest.counts[table])
    throw snapshotUnreadable(
      folder,
      `${file} has ${rows} rows, and its manifest says ${manifest.counts[table]}`,
    );
  const isOlder = manifest.schemaVersion < SNAPSHOT_VERSION;
  const missing: string[] = [];
  const selected = columns.map(({ column, type, isRequired }) => {
    const found = types.get(column);
    if (found === type) return quoted(column);
    if (found !== undefined)
      throw snapshotUnreadable(folder, `${column} in ${file} is ${found} instead of ${type}`);
    if (!isOlder || isRequired) throw snapshotUnreadable(folder, `${file} has no column ${column}`);
    missing.push(column);
    return `NULL::${type} AS ${quoted(column)}`;
  });
  return { relation: `(SELECT ${selected.join(", ")} FROM ${parquetFile(pathOf(folder, table))})`, missing };
}

/** How many rows a file has, and its columns' types by name. */
async function insideOf(
  { connection }: Engine,
  folder: string,
  table: TableName,
): Promise<{ readonly rows: number; readonly types: ReadonlyMap<string, string> }> {
  const path = pathOf(folder, table);
  try {
    await stat(path);
  } catch (cause) {
    throw snapshotUnreadable(folder, `it has no ${tableFiles[table]}`, cause);
  }
  try {
    const counted = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM ${parquetFile(path)}`);
    const described = await connection.runAndReadAll(
      `SELECT column_name, column_type FROM (DESCRIBE FROM ${parquetFile(path)})`,
    );
    return {
      rows: Number(counted.value(0, 0)),
      types: new Map(described.getRows().map(([name, type]) => [String(name), String(type)])),
    };
  } catch (cause) {
    throw snapshotUnreadable(folder, `${tableFiles[table]} is damaged: ${reasonOf(cause)}`, cause);
  }
}

/** The first line of what went wrong, as a part of a sentence. */
const reasonOf = (cause: unknown): string =>
  (cause instanceof Error ? (cause.message.split("\n", 1)[0] ?? "") : String(cause)).replace(/\.$/, "");
