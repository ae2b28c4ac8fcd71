import { type InventoryGap } from "../nouns/inventory";
import { RunbookError } from "@runbooks/azure";
import { compareCoverage, type CoverageComparison } from "../coverage/compare";
import type { CountedMechanism, Coverage } from "../coverage/coverage";
import { folderKind, snapshotsIn } from "./snapshot/manifest";
import { storeCoverage, storedFolder, type StoredSnapshot } from "./snapshot/stored-snapshot";
import { diskFields, tableNames } from "./snapshot/tables";
import { literal, lockEngine, startEngine, stopEngine, type Engine } from "./sql/engine";
import { fillTable } from "./sql/fill-table";
import { fleetColumns, snapshotColumns, snapshotRow, type FleetColumn } from "./sql/fleet-columns";
import { ask, type SqlColumn, type SqlOptions } from "./sql/question";
import { sqlError } from "./sql/sql-error";
import { openWork } from "./sql/open-work";
import type { SqlParameters, SqlRow, SqlValue } from "./sql/values";

/** What a fleet is opened from: a coverage, a snapshot's folder, a folder of such folders, or several of these. */
export type FleetSource = Coverage | string | readonly (Coverage | string)[];

/** How a fleet is opened. */
export interface OpenFleetOptions {
  /** What a question may take: 1024 unless said. A question that needs more is refused. */
  readonly memoryLimitInMB?: number;
}

/** What a question was answered. */
export interface SqlResult<Row = SqlRow> {
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly Row[];
  /** What could not be read of the newest snapshot: with any, no total is the whole fleet's. */
  readonly gaps: readonly InventoryGap[];
}

/** How many disks counted for a mechanism when a snapshot was taken. */
export interface FleetHistoryLine {
  /** 1 is the oldest. */
  readonly snapshot: number;
  readonly observedAt: Date;
  readonly mechanism: CountedMechanism;
  readonly disks: number;
  /** What could not be read then. The same in each line of a snapshot. */
  readonly without: readonly string[];
}

/** A fleet that answers questions. */
export interface Fleet {
  /** When the newest snapshot was taken. */
  readonly observedAt: Date;
  /** How many snapshots there are. */
  readonly snapshotCount: number;
  /** What was met when the snapshots were opened: those of an older version, with what they did not keep. */
  readonly remarks: readonly string[];
  /**
   * Answers one question in DuckDB's SQL. The tables are `disks`, `virtual_machines`, `copies` and `gaps` of the newest snapshot; `snapshots`; and
   * `history`, the disks of all snapshots. The question reads and nothing else: it can't write, nor reach another file or a network.
   *
   * The type of a row is its author's word: nothing checks it against the SQL. Counts are numbers, moments are Dates (see {@link SqlValue}).
   *
   * @example await fleet.sql<{ mechanism: string; disks: number }>("select mechanism, count(*) as disks from disks group by all")
   * @example await fleet.sql("select disk_name from disks where tags['environment'] = ?", ["production"])
   * @throws RunbookError `SqlInvalid` with DuckDB's message and the columns that there are; `SqlRefused`, `SqlTooLarge`, `Interrupted`,
   *   `SnapshotUnreadable` where a file went away meanwhile.
   */
  sql<Row extends { readonly [Name in keyof Row]: SqlValue } = SqlRow>(
    text: string,
    parameters?: SqlParameters,
    options?: SqlOptions,
  ): Promise<SqlResult<Row>>;
  /** The tables' columns, and what they mean. */
  columns(): readonly FleetColumn[];
  /**
   * A snapshot as the coverage that it was saved of.
   *
   * @param snapshot - its number in the table `snapshots`: 1 is the oldest. The newest unless said.
   * @throws RunbookError `ArgumentInvalid` for a number that there is not, `SnapshotUnreadable`.
   */
  coverage(snapshot?: number): Promise<Coverage>;
  /**
   * How many disks counted for which mechanism, snapshot by snapshot, the oldest first: a line for each mechanism that any of them has.
   *
   * @throws RunbookError `SnapshotUnreadable`.
   */
  history(): Promise<readonly FleetHistoryLine[]>;
  /**
   * What changed from one snapshot to another.
   *
   * @param before - a snapshot's number; the one before the newest unless said.
   * @param after - a snapshot's number; the newest unless said.
   * @throws RunbookError `ArgumentInvalid` for a number that there is not, `SnapshotUnreadable`.
   */
  compare(before?: number, after?: number): Promise<CoverageComparison>;
  /** Ends it, with the questions that are being answered. */
  close(): Promise<void>;
}

const MEMORY_LIMIT_IN_MB = 1024;

/**
 * Opens a fleet for questions in SQL.
 *
 * A snapshot's files stay where they are and are read when something is asked; a coverage is copied into DuckDB's memory. Close it when you
 * are through.
 *
 * @throws RunbookError `SnapshotUnreadable` naming the folder and what is wrong with it; `ArgumentInvalid` for no source, or two snapshots of
 *   one moment; `SqlEngineMissing` where DuckDB can't be loaded.
 */
export async function openFleet(
  source: FleetSource,
  { memoryLimitInMB = MEMORY_LIMIT_IN_MB }: OpenFleetOptions = {},
): Promise<Fleet> {
  const engine = await startEngine({ memoryLimitInMB });
  try {
    const snapshots = await storedSnapshots(engine, source);
    return await fleetOf(engine, snapshots);
  } catch (error) {
    stopEngine(engine);
    throw error;
  }
}

/** The oldest first. */
async function storedSnapshots(engine: Engine, source: FleetSource): Promise<readonly StoredSnapshot[]> {
  const sources: readonly (Coverage | string)[] = isList(source) ? source : [source];
  const stored: StoredSnapshot[] = [];
  for (const one of sources) {
    if (typeof one === "string")
      for (const folder of await foldersOf(one)) stored.push(await storedFolder(engine, folder));
    else stored.push(await storeCoverage(engine, one, stored.length + 1));
  }
  const inOrder = stored.sort((a, b) => timeOf(a) - timeOf(b));
  const twin = inOrder.find(
    (snapshot, index) => index > 0 && timeOf(snapshot) === timeOf(inOrder[index - 1]),
  );
  if (twin !== undefined) throw sameMoment(inOrder, twin);
  return inOrder;
}

const isList = (source: FleetSource): source is readonly (Coverage | string)[] => Array.isArray(source);
const timeOf = (snapshot: StoredSnapshot | undefined): number =>
  snapshot?.manifest.observedAt.getTime() ?? Number.NaN;

/** The folder itself, or the snapshots in it. */
async function foldersOf(folder: string): Promise<readonly string[]> {
  if ((await folderKind(folder)) !== "other") return [folder];
  const inside = await snapshotsIn(folder);
  // Of a folder with neither, its own trouble is told when it is opened.
  return inside.length === 0 ? [folder] : inside;
}

function sameMoment(snapshots: readonly StoredSnapshot[], twin: StoredSnapshot): RunbookError {
  const names = snapshots
    .filter((snapshot) => timeOf(snapshot) === timeOf(twin))
    .map(({ folder }) => folder ?? "the coverage in memory");
  return new RunbookError(
    "ArgumentInvalid",
    `${names.join(" and ")} were taken at the same moment, ${twin.manifest.observedAt.toISOString()}: its disks would be counted twice.`,
    "Name each snapshot once; of two that were taken at one moment, as in a sandbox, leave one out.",
  );
}

async function fleetOf(engine: Engine, snapshots: readonly StoredSnapshot[]): Promise<Fleet> {
  const newest = snapshots.at(-1);
  if (newest === undefined)
    throw new RunbookError(
      "ArgumentInvalid",
      "There is no snapshot to open.",
      "Hand in a coverage, or the folder of a snapshot.",
    );
  await makeTables(engine, snapshots, newest);
  const gaps = await newest.gaps(engine);
  const columns = fleetColumns(
    newest.manifest.controls,
    snapshots.map(({ manifest }) => manifest.controls),
  );
  const files = snapshots.flatMap((snapshot) => snapshot.files);
  await lockEngine(engine, files);
  const work = openWork(engine);
  const coverageOf = async (number = snapshots.length): Promise<Coverage> => {
    const snapshot = snapshots[number - 1];
    if (snapshot === undefined) throw noSuchSnapshot(number, snapshots.length);
    return await work.do((own) => snapshot.coverage(own));
  };
  return {
    observedAt: newest.manifest.observedAt,
    snapshotCount: snapshots.length,
    remarks: snapshots.flatMap(({ remarks }) => remarks),
    columns: () => columns,
    sql: async <Row>(
      text: string,
      parameters?: SqlParameters,
      options: SqlOptions = {},
    ): Promise<SqlResult<Row>> => {
      try {
        const answer = await work.do(
          (own, signal) => ask(own, text, parameters, { ...options, signal }),
          options.signal,
        );
        // What a row is stands in the SQL, and who wrote it says so.
        return { columns: answer.columns, rows: answer.rows as readonly Row[], gaps };
      } catch (error) {
        throw sqlError(error, text, { columns, files });
      }
    },
    coverage: (number) => coverageOf(number),
    compare: async (before = snapshots.length - 1, after = snapshots.length) =>
      compareCoverage(await coverageOf(before), await coverageOf(after)),
    history: async () => {
      try {
        return await work.do((own) => historyOf(own, snapshots));
      } catch (error) {
        throw sqlError(error, "history", { columns, files });
      }
    },
    close: () => work.end(),
  };
}

const noSuchSnapshot = (number: number, count: number): RunbookError =>
  new RunbookError(
    "ArgumentInvalid",
    `There is no snapshot ${number}.`,
    count === 1
      ? "This one is the only one, number 1: open the fleet with a second one to compare."
      : `Name one from 1, the oldest, to ${count}.`,
  );

/** Makes `disks`, `virtual_machines`, `copies` and `gaps` what the newest snapshot has, and `snapshots` and `history` what all have. */
async function makeTables(
  engine: Engine,
  snapshots: readonly StoredSnapshot[],
  newest: StoredSnapshot,
): Promise<void> {
  const { connection } = engine;
  for (const table of tableNames)
    await connection.run(`CREATE VIEW ${table} AS SELECT * FROM ${newest.relations[table]}`);
  const rows = snapshots.map((snapshot, index) => snapshotRow(snapshot, index + 1));
  await fillTable(engine, "snapshots", snapshotColumns, rows);
  const ofEach = snapshots.map(({ relations, manifest }, index) => {
    const observedAt = `TIMESTAMPTZ ${literal(manifest.observedAt.toISOString())}`;
    return `SELECT ${index + 1} AS snapshot, ${observedAt} AS observed_at, * FROM ${relations.disks}`;
  });
  await connection.run(`CREATE VIEW history AS ${ofEach.join(" UNION ALL BY NAME ")}`);
}

async function historyOf(
  engine: Engine,
  snapshots: readonly StoredSnapshot[],
): Promise<readonly FleetHistoryLine[]> {
  const counted = await engine.connection.runAndReadAll(
    "SELECT snapshot, mechanism, count(*)::INTEGER FROM history GROUP BY ALL ORDER BY ALL",
  );
  const counts = counted.getRows().map(([snapshot, mechanism, disks]) => ({
    snapshot: Number(snapshot),
    mechanism: diskFields.mechanism.read(mechanism),
    disks: Number(disks),
  }));
  const mechanisms = [...new Set(counts.map(({ mechanism }) => mechanism))].sort();
  const lines: FleetHistoryLine[] = [];
  for (const [index, { manifest, gaps }] of snapshots.entries()) {
    const without = [...new Set((await gaps(engine)).map(({ scope }) => scope))];
    for (const mechanism of mechanisms) {
      const count = counts.find((line) => line.snapshot === index + 1 && line.mechanism === mechanism);
      lines.push({
        snapshot: index + 1,
        observedAt: manifest.observedAt,
        mechanism,
        disks: count?.disks ?? 0,
        without,
      });
    }
  }
  return lines;
}
