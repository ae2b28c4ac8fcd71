import { readFile } from "node:fs/promises";

import type {
  Inventory,
  InventoriedAdeExtension,
  InventoriedDisk,
  InventoriedDiskEncryptionSet,
  InventoriedImage,
  InventoriedResource,
  InventoriedSnapshot,
  InventoriedVirtualMachine,
  InventoryGap,
  InventoryKind,
} from "../azure/inventory";
import { someOf } from "../coverage/remarks";
import { RunbookError } from "../errors";
import { fieldsThatDiffer, remarkOnConflicts, type Conflict } from "./files/conflicts";
import type { ExportedRecord } from "./files/csv-records";
import { exportFiles, type ExportFile } from "./files/export-files";
import { exportedKind, subscriptionIdOf, type ExportedKind } from "./files/exported-kind";
import { gapsOfFile, remarksOnFile } from "./files/file-problems";
import { fileRecords, type FileRecords } from "./files/file-records";
import { incompleteQueries, type QueryPage } from "./files/incomplete-queries";
import { isRecord } from "./files/json-records";
import { resourceOf } from "./files/resource-body";
import { onlyTold } from "./files/told-fields";
import { remarksOnUntold } from "./files/untold";
import { adeExtensionRow, isAdeExtension } from "./rows/ade-extension-row";
import { diskEncryptionSetRow } from "./rows/disk-encryption-set-row";
import { diskRow, snapshotRow } from "./rows/disk-row";
import { imageRow } from "./rows/image-row";
import { createTextPool, type TextPool } from "./rows/text-pool";
import { virtualMachineRow } from "./rows/virtual-machine-row";
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
  const reading = newReading();
  for (const [at, file] of files.entries())
    addFile(reading, { name: file.name, at }, await recordsOf(file, reading));
  reading.gaps.push(...incompleteQueries(reading.pages));
  const { virtualMachines, disks, snapshots, images } = reading.rows;
  if ([virtualMachines, disks, snapshots, images].every(({ size }) => size === 0))
    throw nothingFound(files, [...reading.gaps.map(({ reason }) => reason), ...remarks]);
  reading.remarks.push(...remarks);
  return inventoryOf(reading, files, named);
}

/** What was read so far. */
interface Reading {
  readonly pool: TextPool;
  readonly rows: Rows;
  /** By lower-case id of the VM. */
  readonly adeExtensions: Map<string, StoredExtension>;
  readonly subscriptionNames: Map<string, string>;
  readonly pages: QueryPage[];
  readonly conflicts: Conflict[];
  readonly gaps: InventoryGap[];
  readonly remarks: string[];
}

/** A file, and its place in the order in which the files were written. */
interface FilePlace {
  readonly name: string;
  readonly at: number;
}

/** A resource's row, and the last file that it stood in. */
interface Stored<Row> {
  readonly file: FilePlace;
  readonly row: Row;
}

interface StoredExtension {
  readonly file: FilePlace;
  readonly extension: InventoriedAdeExtension;
}

/** By lower-case id. */
interface Rows {
  readonly virtualMachines: Map<string, Stored<InventoriedVirtualMachine>>;
  readonly disks: Map<string, Stored<InventoriedDisk>>;
  readonly snapshots: Map<string, Stored<InventoriedSnapshot>>;
  readonly images: Map<string, Stored<InventoriedImage>>;
  readonly diskEncryptionSets: Map<string, Stored<InventoriedDiskEncryptionSet>>;
}

function newReading(): Reading {
  return {
    pool: createTextPool(),
    rows: {
      virtualMachines: new Map(),
      disks: new Map(),
      snapshots: new Map(),
      images: new Map(),
      diskEncryptionSets: new Map(),
    },
    adeExtensions: new Map(),
    subscriptionNames: new Map(),
    pages: [],
    conflicts: [],
    gaps: [],
    remarks: [],
  };
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
      const kind = addRecord(reading, record, file) ? exportedKind(record) : "foreign";
      kinds.add(kind);
      if (kind === "other-resource" || kind === "foreign") leftOut[kind] += 1;
    }
    if (total !== undefined) reading.pages.push({ file: file.name, total, counts, withoutId, kinds });
  }
  reading.gaps.push(...gapsOfFile(file.name, found));
  reading.remarks.push(...remarksOnFile(file.name, found, leftOut));
}

/** @returns whether the record is of something in Azure, wanted here or not. */
function addRecord(reading: Reading, record: ExportedRecord, file: FilePlace): boolean {
  const kind = exportedKind(record);
  switch (kind) {
    case "other-resource":
      return true;
    case "foreign":
      return false;
    case "subscriptions":
      reading.subscriptionNames.set(subscriptionIdOf(record) ?? "", String(record["name"]));
      return true;
    case "extensions":
      addExtension(reading, record, file);
      return true;
    case "virtualMachines":
      return addRow(reading, { kind, rows: reading.rows[kind], make: virtualMachineRow }, record, file);
    case "disks":
      return addRow(reading, { kind, rows: reading.rows[kind], make: diskRow }, record, file);
    case "snapshots":
      return addRow(reading, { kind, rows: reading.rows[kind], make: snapshotRow }, record, file);
    case "images":
      return addRow(reading, { kind, rows: reading.rows[kind], make: imageRow }, record, file);
    case "diskEncryptionSets":
      return addRow(reading, { kind, rows: reading.rows[kind], make: diskEncryptionSetRow }, record, file);
  }
}

/** Spreadsheets and hand-made queries write `ID` or `Id`. */
function idOf(record: ExportedRecord): ExportedRecord {
  if ("id" in record) return record;
  const name = Object.keys(record).find((one) => one.toLowerCase() === "id");
  return name === undefined ? record : { ...record, id: record[name] };
}

function addExtension({ adeExtensions, pool }: Reading, record: ExportedRecord, file: FilePlace): void {
  const { body } = resourceOf(record, "extensions");
  const row = isAdeExtension(body) ? adeExtensionRow(body, pool) : undefined;
  if (row !== undefined)
    adeExtensions.set(row.virtualMachineId.toLowerCase(), { file, extension: row.extension });
}

/** Where rows of a kind go, and how they are made. */
interface RowsOfKind<Row> {
  readonly kind: InventoryKind;
  readonly rows: Map<string, Stored<Row>>;
  readonly make: (body: ExportedRecord, pool: TextPool) => Row | undefined;
}

/** @returns false for a record without the id of a resource. */
function addRow<Row extends InventoriedResource>(
  { pool, conflicts }: Reading,
  { kind, rows, make }: RowsOfKind<Row>,
  record: ExportedRecord,
  file: FilePlace,
): boolean {
  const { body, told } = resourceOf(record, kind.toLowerCase());
  const made = make(body, pool);
  if (made === undefined) return false;
  const row = onlyTold(made, kind, told);
  const key = row.id.toLowerCase();
  const before = rows.get(key);
  rows.set(key, { file, row: before === undefined ? row : merged(before.row, row) });
  if (before === undefined) return true;
  const fields = fieldsThatDiffer(before.row, row);
  const { name, subscriptionId } = row;
  if (fields.length > 0)
    conflicts.push({ kind, name, subscriptionId, before: before.file.name, after: file.name, fields });
  return true;
}

/** Fields of which a row that tells the second, and not them, says that there is nothing of them. */
const saidByAbsence: readonly (readonly [field: string, told: string])[] = [
  ["tagsLeftOut", "tags"],
  ["secureVMDiskEncryptionSetId", "diskEncryptionSetId"],
];

/** What the later row tells, and of the earlier one what the later does not tell. */
function merged<Row extends object>(before: Row, after: Row): Row {
  const kept = { ...before };
  for (const [field, told] of saidByAbsence) if (told in after) Reflect.deleteProperty(kept, field);
  return { ...kept, ...after };
}

/** With an extension's own record, unless a later file says that the VM has none. */
function withExtensions({ rows, adeExtensions, conflicts }: Reading): readonly InventoriedVirtualMachine[] {
  return [...rows.virtualMachines].map(([id, { file, row }]) => {
    const stored = adeExtensions.get(id);
    if (stored === undefined) return withoutOldExtension(row);
    const isLater = stored.file.at > file.at;
    if (row.hasAdeExtension === false) {
      const [before, after] = isLater ? [file, stored.file] : [stored.file, file];
      const { name, subscriptionId } = row;
      const fields = ["hasAdeExtension"];
      conflicts.push({
        kind: "virtualMachines",
        name,
        subscriptionId,
        before: before.name,
        after: after.name,
        fields,
      });
      if (!isLater) return withoutOldExtension(row);
    }
    if (!isLater && row.adeExtension !== undefined) return row;
    return { ...row, hasAdeExtension: true, adeExtension: stored.extension };
  });
}

/** An earlier file may have told of an extension that a later one says is gone. */
function withoutOldExtension(row: InventoriedVirtualMachine): InventoriedVirtualMachine {
  if (row.hasAdeExtension !== false || row.adeExtension === undefined) return row;
  const kept = { ...row };
  Reflect.deleteProperty(kept, "adeExtension");
  return kept;
}

/** @param named - the subscriptions that were asked for, in lower case; undefined: all. */
function inventoryOf(
  reading: Reading,
  files: readonly ExportFile[],
  named: readonly string[] | undefined,
): Inventory {
  const { rows, gaps, remarks, subscriptionNames } = reading;
  const isWanted = ({ subscriptionId }: { readonly subscriptionId: string }): boolean =>
    named === undefined || named.includes(subscriptionId);
  const rowsOf = <Row extends InventoriedResource>(all: ReadonlyMap<string, Stored<Row>>): readonly Row[] =>
    [...all.values()].map(({ row }) => row).filter(isWanted);
  const listed = {
    virtualMachines: withExtensions(reading).filter(isWanted),
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
      ...remarkOnConflicts(reading.conflicts.filter(isWanted)),
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
