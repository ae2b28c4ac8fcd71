import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import type { Coverage } from "../coverage/coverage";
import { RunbookError } from "@runbooks/azure";
import type { Column } from "./snapshot/columns";
import {
  folderKind,
  manifestOf,
  partialName,
  writeManifest,
  type SnapshotManifest,
} from "./snapshot/manifest";
import { tableColumns, tableFiles, type TableName } from "./snapshot/tables";
import { literal, startEngine, stopEngine, type Engine } from "./sql/engine";
import { fillTable } from "./sql/fill-table";
import { interruptible } from "./sql/interrupted";

/** How to save. */
export interface SaveSnapshotOptions {
  /** Puts it in the place of a snapshot that is there already; a folder with anything else in it is never touched. */
  readonly replace?: boolean;
  readonly signal?: AbortSignal;
}

/** What DuckDB holds of a table; what does not fit goes to a file beside until the snapshot is written. */
const MEMORY_LIMIT_IN_MB = 512;

/** A quarter of what DuckDB takes by itself: a group is in memory as a whole. */
const ROWS_A_GROUP = 30_720;

/**
 * Saves a coverage as a snapshot: a folder with a Parquet file for each table and `manifest.json`, which any tool that reads Parquet can open.
 *
 * It is written beside and renamed: the folder is there as a whole, or not at all. It holds what `DiskCoverage` and the other rows name
 * and nothing else: no key's URL, no secret.
 *
 * @returns what the snapshot says of itself.
 * @throws RunbookError `SnapshotUnwritable` where the folder is taken or can't be written, `SqlEngineMissing`, `Interrupted`.
 */
export async function saveSnapshot(
  coverage: Coverage,
  folder: string,
  { replace = false, signal }: SaveSnapshotOptions = {},
): Promise<SnapshotManifest> {
  const target = resolve(folder);
  const manifest = manifestOf(coverage);
  const partial = `${partialName(target)}${randomUUID()}`;
  try {
    await assertFree(folder, target, replace);
    await mkdir(dirname(target), { recursive: true });
    await mkdir(partial);
    await writeTables(coverage, manifest, partial, signal);
    await writeManifest(partial, manifest);
    await assertFree(folder, target, replace);
    await putInPlace(partial, target);
    return manifest;
  } catch (error) {
    // What went wrong first is what the caller has to hear.
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    // RangeError: a coverage that can't be, which is no matter of the folder.
    throw error instanceof RunbookError || error instanceof RangeError ? error : unwritable(folder, error);
  }
}

/**
 * Makes sure that a snapshot could be saved to a folder, and makes nothing: to be asked before a long reading.
 *
 * @throws RunbookError `SnapshotUnwritable`, as `saveSnapshot` would.
 */
export async function assertSnapshotWritable(
  folder: string,
  { replace = false }: Pick<SaveSnapshotOptions, "replace"> = {},
): Promise<void> {
  const target = resolve(folder);
  try {
    await assertFree(folder, target, replace);
    await assertCanHold(dirname(target));
  } catch (error) {
    throw error instanceof RunbookError ? error : unwritable(folder, error);
  }
}

/** That a folder is there and may be written to, or could be made. */
async function assertCanHold(folder: string): Promise<void> {
  try {
    await readdir(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    if (!isMissing(error) || dirname(folder) === folder) throw error;
    await assertCanHold(dirname(folder));
  }
}

async function writeTables(
  coverage: Coverage,
  { controls }: SnapshotManifest,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const spillFolder = join(folder, "spilled");
  // Each thread would keep rows of its own in memory, to write them hardly sooner.
  const engine = await startEngine({ memoryLimitInMB: MEMORY_LIMIT_IN_MB, spillFolder, threads: 1 });
  const write = tableWriter(engine, folder, signal);
  const columns = tableColumns(controls);
  try {
    await write("disks", columns.disks, coverage.disks);
    await write("virtual_machines", columns.virtual_machines, coverage.virtualMachines);
    await write("copies", columns.copies, coverage.copies);
    await write("gaps", columns.gaps, coverage.gaps);
  } finally {
    stopEngine(engine);
    await rm(spillFolder, { recursive: true, force: true });
  }
}

/** Writes one table after the other: no more than one is in memory. */
function tableWriter(
  engine: Engine,
  folder: string,
  signal: AbortSignal | undefined,
): <Row>(table: TableName, columns: readonly Column<Row>[], rows: readonly Row[]) => Promise<void> {
  const { connection } = engine;
  return async (table, columns, rows) => {
    await fillTable(engine, table, columns, rows, signal);
    const file = literal(join(folder, tableFiles[table]));
    await interruptible(connection, signal, () =>
      connection.run(
        `COPY ${table} TO ${file} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROWS_A_GROUP})`,
      ),
    );
    await connection.run(`DROP TABLE ${table}`);
  };
}

/** What a snapshot of whichever version consists of. */
const OWN_FILE = /^(?:manifest\.json|[a-z-]+\.parquet)$/;

/** @throws RunbookError `SnapshotUnwritable` where something is there that must not go. */
async function assertFree(folder: string, target: string, replace: boolean): Promise<void> {
  const entries = await readdir(target).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  if (entries.length === 0) return;
  const isSnapshot = (await folderKind(target)) === "snapshot";
  if (isSnapshot && replace) {
    const foreign = entries.find((name) => !OWN_FILE.test(name));
    if (foreign === undefined) return;
    throw new RunbookError(
      "SnapshotUnwritable",
      `${folder} has ${foreign} in it, which is no part of the snapshot and would be lost.`,
      "Move it elsewhere, or name another folder.",
    );
  }
  throw new RunbookError(
    "SnapshotUnwritable",
    isSnapshot ? `${folder} is a snapshot already.` : `${folder} is there already, and it is no snapshot.`,
    isSnapshot
      ? "Name another folder, or pass `{ replace: true }` (`--replace`) where the old snapshot may go."
      : "Name a folder that is not there yet.",
  );
}

/** Two renames where there is something to replace: in between, the old snapshot is there under the other name. */
async function putInPlace(partial: string, target: string): Promise<void> {
  const old = `${partial}-replaced`;
  const hadOne = await movedAway(target, old);
  try {
    await rename(partial, target);
  } catch (error) {
    if (hadOne) await rename(old, target);
    throw error;
  }
  if (hadOne) await rm(old, { recursive: true, force: true });
}

/** Makes way at the target; whether there was a snapshot. */
async function movedAway(target: string, old: string): Promise<boolean> {
  try {
    await rmdir(target);
    return false;
  } catch (error) {
    if (isMissing(error)) return false;
    await rename(target, old);
    return true;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

function unwritable(folder: string, cause: unknown): RunbookError {
  const reason = cause instanceof Error ? (cause.message.split("\n", 1)[0] ?? "") : String(cause);
  return new RunbookError(
    "SnapshotUnwritable",
    `${folder} can't be written: ${reason.replace(/\.$/, "")}.`,
    "Name a folder that you may write to, on a disk with space left.",
    { cause },
  );
}
