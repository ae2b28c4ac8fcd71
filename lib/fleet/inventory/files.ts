import { readFile } from "node:fs/promises";

import { type InventoriedResource, type Inventory, type InventoryGap } from "../nouns/inventory";
import { RunbookError } from "@runbooks/azure";
import { someOf } from "../coverage/remarks";
import {
  addRecord,
  noRecords,
  virtualMachinesOf,
  type CollectedRecords,
  type FilePlace,
  type Stored,
} from "./files/collected-records";
import { remarkOnConflicts } from "./files/conflicts";
import type { ExportedRecord } from "./files/csv-records";
import { exportFiles, type ExportFile } from "./files/export-files";
import { exportedKind, type ExportedKind } from "./files/exported-kind";
import { gapsOfFile, remarksOnFile } from "./files/file-problems";
import { fileRecords, type FileRecords } from "./files/file-records";
import { incompleteQueries, type QueryPage } from "./files/incomplete-queries";
import { isRecord } from "./files/json-records";
import { remarksOnUntold } from "./files/untold";
import { subscriptionIdsOf } from "./subscription-ids";

export interface FilesFleetOptions {
  /** Of all that the files tell of, these subscriptions alone; one of which they have nothing becomes a gap. All, if none are named. */
  readonly subscriptionIds?: readonly string[];
}

/**
 * Reads a fleet from files that somebody exported, for an analyst without rights: `az vm list [-d]`, `az disk list`, `az snapshot list`, `az image list`,
 * `az disk-encryption-set list`, `az account list` (for the subscriptions' names), `az graph query`, `az rest`, and what Resource Graph Explorer
 * downloads as CSV or JSON. Each is recognised by its shape, record by record.
 *
 * What a file can't tell is left out of its rows, column by column. A resource that stands in several files is counted once: what one file lacks
 * comes from the others, and where they disagree the file that was written last is right, which is said in `remarks`. A file that can't be read
 * is a gap, and so are pages of a query that are missing and rows of a CSV that are cut off.
 *
 * The Azure CLI lists the disks of one resource group at a time (`-g`; tried with 2.91, older versions listed a whole subscription): a loop over the
 * groups may print into one file.
 *
 * @param source - a folder (its `.json`, `.jsonl`, `.csv` ... files), a file, or several.
 * @throws RunbookError `FileUnreadable` where none of them has anything of a fleet; `ArgumentInvalid` for an empty list of subscriptions, and for one that
 *   is not named by its id.
 */
export async function readFleetFromFiles(
  source: string | readonly string[],
  { subscriptionIds }: FilesFleetOptions = {},
): Promise<Inventory> {
  const named = subscriptionIds === undefined ? undefined : subscriptionIdsOf(subscriptionIds);
  const { files, remarks } = await exportFiles(source);
  const reading: Reading = { collected: noRecords(), pages: [], gaps: [], remarks: [] };
  for (const [at, file] of files.entries())
    addFile(reading, { name: file.name, at }, await recordsOf(file, reading));
  reading.gaps.push(...incompleteQueries(reading.pages));
  const { virtualMachines, disks, snapshots, images } = reading.collected.rows;
  if ([virtualMachines, disks, snapshots, images].every(({ size }) => size === 0))
    throw nothingFound(files, [...reading.gaps.map(({ reason }) => reason), ...remarks]);
  reading.remarks.push(...remarks);
  return inventoryOf(reading, files, named);
}

/** What was read so far. */
interface Reading {
  readonly collected: CollectedRecords;
  readonly pages: QueryPage[];
  readonly gaps: InventoryGap[];
  readonly remarks: string[];
}

/** What a file holds; undefined, and a gap, where it can't be read. */
async function recordsOf({ path, name }: ExportFile, { gaps }: Reading): Promise<FileRecords | undefined> {
  try {
    return fileRecords(await readFile(path), name);
  } catch (error) {
    const reason =
      error instanceof RunbookError
        ? `${error.message} ${error.hint}`
        : `${name} can't be read: ${String(error)}.`;
    gaps.push({ scope: name, kind: "all", code: "FileUnreadable", reason, readBefore: 0 });
    return undefined;
  }
}

function addFile(reading: Reading, file: FilePlace, found: FileRecords | undefined): void {
  if (found === undefined) return;
  const leftOut = { "other-resource": 0, foreign: 0 };
  for (const { records, total } of found.printed) {
    const counts = new Map<string, number>();
    let withoutId = 0;
    const kinds = new Set<ExportedKind>();
    for (const one of records) {
      const record = isRecord(one) ? idOf(one) : {};
      const id = typeof record["id"] === "string" ? record["id"].toLowerCase() : undefined;
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
      else withoutId += 1;
      const kind = addRecord(reading.collected, record, file) ? exportedKind(record) : "foreign";
      kinds.add(kind);
      if (kind === "other-resource" || kind === "foreign") leftOut[kind] += 1;
    }
    if (total !== undefined) reading.pages.push({ file: file.name, total, counts, withoutId, kinds });
  }
  reading.gaps.push(...gapsOfFile(file.name, found));
  reading.remarks.push(...remarksOnFile(file.name, found, leftOut));
}

/** Spreadsheets and hand-made queries write `ID` or `Id`. */
function idOf(record: ExportedRecord): ExportedRecord {
  if ("id" in record) return record;
  const name = Object.keys(record).find((one) => one.toLowerCase() === "id");
  return name === undefined ? record : { ...record, id: record[name] };
}

/** @param named - the subscriptions that were asked for, in lower case; undefined: all. */
function inventoryOf(
  reading: Reading,
  files: readonly ExportFile[],
  named: readonly string[] | undefined,
): Inventory {
  const { collected, gaps, remarks } = reading;
  const { rows, subscriptionNames } = collected;
  const isWanted = ({ subscriptionId }: { readonly subscriptionId: string }): boolean =>
    named === undefined || named.includes(subscriptionId);
  const rowsOf = <Row extends InventoriedResource>(all: ReadonlyMap<string, Stored<Row>>): readonly Row[] =>
    [...all.values()].map(({ row }) => row).filter(isWanted);
  const listed = {
    virtualMachines: virtualMachinesOf(collected).filter(isWanted),
    disks: rowsOf(rows.disks),
    snapshots: rowsOf(rows.snapshots),
    images: rowsOf(rows.images),
    diskEncryptionSets: rowsOf(rows.diskEncryptionSets),
  };
  const found = new Set(
    Object.values(listed).flatMap((list) => list.map(({ subscriptionId }) => subscriptionId)),
  );
  const subscriptions = (named ?? [...found]).map((subscriptionId) => ({
    subscriptionId,
    displayName: subscriptionNames.get(subscriptionId) ?? subscriptionId,
  }));
  return {
    source: "files",
    observedAt: files.at(-1)?.writtenAt ?? new Date(0),
    subscriptions,
    ...listed,
    gaps: [
      ...gaps,
      ...subscriptions.flatMap(({ subscriptionId, displayName }) =>
        found.has(subscriptionId)
          ? []
          : [
              {
                subscriptionId,
                scope: displayName,
                kind: "all" as const,
                code: "FileIncomplete",
                reason: `The files have nothing of subscription ${subscriptionId}. Export it too, with \`--subscription\`.`,
                readBefore: 0,
              },
            ],
      ),
    ],
    remarks: [
      ...ageRemark(files),
      ...remarks,
      ...remarkOnConflicts(collected.conflicts.filter(isWanted)),
      ...remarksOnUntold(listed),
    ],
  };
}

const DAY_IN_MS = 24 * 60 * 60_000;

/** Files from different days are not one moment of the fleet. */
function ageRemark(files: readonly ExportFile[]): readonly string[] {
  const [first, last] = [files.at(0), files.at(-1)];
  if (first === undefined || last === undefined) return [];
  return last.writtenAt.getTime() - first.writtenAt.getTime() > DAY_IN_MS
    ? [
        `The files were written between ${first.writtenAt.toISOString()} and ${last.writtenAt.toISOString()}: they don't show one moment.`,
      ]
    : [];
}

/** @param reasons - what is known of why. */
function nothingFound(files: readonly ExportFile[], reasons: readonly string[]): RunbookError {
  const names = someOf(files.map(({ name }) => name));
  const found = files.length === 0 ? "There is no export" : `No record of a VM or a disk is in ${names}`;
  return new RunbookError(
    "FileUnreadable",
    [`${found}.`, ...reasons].join(" "),
    "Export with `az graph query`, or with `az vm list -d` and `az disk list -g` for each resource group, as JSON; or download from Resource Graph Explorer with the column id.",
  );
}
