import { readdir, readFile, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";

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
import { RunbookError } from "../errors";
import { csvRecords, type ExportedRecord } from "./files/csv-records";
import { exportedKind } from "./files/exported-kind";
import { exportedText } from "./files/exported-text";
import { isRecord, jsonRecords } from "./files/json-records";
import { resourceOf } from "./files/resource-body";
import { onlyTold } from "./files/told-fields";
import { adeExtensionRow, isAdeExtension } from "./rows/ade-extension-row";
import { diskEncryptionSetRow } from "./rows/disk-encryption-set-row";
import { diskRow, snapshotRow } from "./rows/disk-row";
import { imageRow } from "./rows/image-row";
import { createTextPool, type TextPool } from "./rows/text-pool";
import { virtualMachineRow } from "./rows/virtual-machine-row";

const exportedExtensions = new Set([".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt"]);

/**
 * Reads a fleet from files that somebody exported, for an analyst without rights: `az vm list [-d]`, `az disk list`, `az snapshot list`, `az image list`,
 * `az disk-encryption-set list`, `az account list` (for the subscriptions' names), `az graph query`, `az rest`, and what Resource Graph Explorer
 * downloads as CSV or JSON. Each is recognised by its shape, record by record.
 *
 * What a file can't tell is left out of its rows, column by column. A resource that stands in several files is counted once: what one file lacks
 * comes from the others, and where they disagree the file that was written last is right, which is said in `remarks`. A file that can't be read
 * is a gap.
 *
 * @param source - a folder (its `.json`, `.jsonl`, `.csv` ... files), a file, or several.
 * @throws RunbookError `FileUnreadable` where none of them has anything of a fleet.
 */
export async function readFleetFromFiles(source: string | readonly string[]): Promise<Inventory> {
  const files = await filesOf(source);
  const reading = newReading();
  for (const file of files) addFile(reading, file, await recordsOf(file, reading));
  const inventory = inventoryOf(reading, files);
  const found = [inventory.virtualMachines, inventory.disks, inventory.snapshots, inventory.images];
  if (found.every(({ length }) => length === 0)) throw nothingFound(files, inventory.gaps);
  return inventory;
}

interface ExportedFile {
  readonly path: string;
  readonly name: string;
  readonly writtenAt: Date;
}

/** Oldest first, so that what was written last has the last word. */
async function filesOf(source: string | readonly string[]): Promise<readonly ExportedFile[]> {
  const paths: string[] = [];
  for (const path of typeof source === "string" ? [source] : source) {
    const entries = (await statOf(path)).isDirectory() ? (await readdir(path)).sort() : undefined;
    if (entries === undefined) paths.push(path);
    else
      paths.push(
        ...entries
          .filter((name) => exportedExtensions.has(extname(name).toLowerCase()))
          .map((name) => join(path, name)),
      );
  }
  const files: ExportedFile[] = [];
  for (const path of new Set(paths))
    files.push({ path, name: basename(path), writtenAt: (await statOf(path)).mtime });
  return files.sort((a, b) => a.writtenAt.getTime() - b.writtenAt.getTime());
}

async function statOf(path: string): ReturnType<typeof stat> {
  try {
    return await stat(path);
  } catch (cause) {
    throw new RunbookError(
      "FileUnreadable",
      `There is no file or folder '${path}', or it can't be read.`,
      "Name a folder with exports, as `az disk list > disks.json` makes them.",
      { cause },
    );
  }
}

/** What was read so far. */
interface Reading {
  readonly pool: TextPool;
  readonly rows: Rows;
  /** By lower-case id of the VM. */
  readonly adeExtensions: Map<string, InventoriedAdeExtension>;
  readonly subscriptionNames: Map<string, string>;
  readonly gaps: InventoryGap[];
  readonly remarks: string[];
}

/** A resource's row, and the last file that it stood in. */
interface Stored<Row> {
  readonly file: string;
  readonly row: Row;
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
    gaps: [],
    remarks: [],
  };
}

/** The records of a file; none, and a gap, where it can't be read. */
async function recordsOf(
  { path, name }: ExportedFile,
  { gaps }: Reading,
): Promise<readonly ExportedRecord[]> {
  try {
    const text = exportedText(await readFile(path));
    const isJson = /^\s*[[{]/.test(text) || (text.trim() === "" && extname(path).toLowerCase() !== ".csv");
    if (!isJson) return csvRecords(text, name);
    const { records, total } = jsonRecords(text, name);
    if (total !== undefined && total > records.length) {
      gaps.push({
        scope: name,
        kind: "all",
        code: "FileIncomplete",
        reason: `${name} is one page of more: it holds ${records.length} records and says that there are others. \`az graph query\` prints 100 at a time: ask with --first 1000, and page on with --skip-token.`,
        readBefore: records.length,
      });
    }
    return records.filter(isRecord);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    gaps.push({ scope: name, kind: "all", code: "FileUnreadable", reason, readBefore: 0 });
    return [];
  }
}

function addFile(reading: Reading, { name }: ExportedFile, records: readonly ExportedRecord[]): void {
  const leftOut = { "other-resource": 0, foreign: 0 };
  for (const record of records) {
    const withId = idOf(record);
    const kind = exportedKind(withId);
    switch (kind) {
      case "other-resource":
      case "foreign":
        leftOut[kind] += 1;
        break;
      case "subscriptions":
        reading.subscriptionNames.set(String(withId["id"]).toLowerCase(), String(withId["name"]));
        break;
      case "extensions":
        addExtension(reading, withId);
        break;
      case "virtualMachines":
        addRow(reading, { kind, rows: reading.rows[kind], make: virtualMachineRow }, withId, name);
        break;
      case "disks":
        addRow(reading, { kind, rows: reading.rows[kind], make: diskRow }, withId, name);
        break;
      case "snapshots":
        addRow(reading, { kind, rows: reading.rows[kind], make: snapshotRow }, withId, name);
        break;
      case "images":
        addRow(reading, { kind, rows: reading.rows[kind], make: imageRow }, withId, name);
        break;
      case "diskEncryptionSets":
        addRow(reading, { kind, rows: reading.rows[kind], make: diskEncryptionSetRow }, withId, name);
    }
  }
  if (leftOut.foreign > 0) {
    reading.remarks.push(
      `${name}: ${leftOut.foreign} of ${records.length} records name no resource of Azure (no id), and were left out.`,
    );
  }
  if (leftOut["other-resource"] > 0) {
    reading.remarks.push(
      `${name}: ${leftOut["other-resource"]} records are of other resources than VMs and disks, and were left out.`,
    );
  }
}

/** Spreadsheets and hand-made queries write `ID` or `Id`. */
function idOf(record: ExportedRecord): ExportedRecord {
  if ("id" in record) return record;
  const name = Object.keys(record).find((one) => one.toLowerCase() === "id");
  return name === undefined ? record : { ...record, id: record[name] };
}

function addExtension({ adeExtensions, pool }: Reading, record: ExportedRecord): void {
  const { body } = resourceOf(record, "extensions");
  const row = isAdeExtension(body) ? adeExtensionRow(body, pool) : undefined;
  if (row !== undefined) adeExtensions.set(row.virtualMachineId.toLowerCase(), row.extension);
}

/** Where rows of a kind go, and how they are made. */
interface RowsOfKind<Row> {
  readonly kind: InventoryKind;
  readonly rows: Map<string, Stored<Row>>;
  readonly make: (body: ExportedRecord, pool: TextPool) => Row | undefined;
}

function addRow<Row extends InventoriedResource>(
  { pool, remarks }: Reading,
  { kind, rows, make }: RowsOfKind<Row>,
  record: ExportedRecord,
  file: string,
): void {
  const { body, told } = resourceOf(record, kind.toLowerCase());
  const made = make(body, pool);
  if (made === undefined) return;
  const row = onlyTold(made, kind, told);
  const key = row.id.toLowerCase();
  const before = rows.get(key);
  rows.set(key, { file, row: before === undefined ? row : { ...before.row, ...row } });
  if (before === undefined) return;
  const differing = fieldsThatDiffer(before.row, row);
  if (differing.length === 0) return;
  remarks.push(
    `${row.name} stands in ${before.file} and in ${file}, with another ${differing.join(", ")}: ${file}, which was written last, was believed.`,
  );
}

/** Of the fields that both have; ids differ in case alone. */
function fieldsThatDiffer(before: object, after: object): readonly string[] {
  const old = new Map(Object.entries(before).map(([field, value]) => [field, JSON.stringify(value)]));
  return Object.entries(after).flatMap(([field, value]) => {
    const was = old.get(field);
    return was === undefined || was.toLowerCase() === JSON.stringify(value).toLowerCase() ? [] : [field];
  });
}

function inventoryOf(reading: Reading, files: readonly ExportedFile[]): Inventory {
  const { rows, adeExtensions, gaps, remarks, subscriptionNames } = reading;
  const subscriptions = new Map<string, string>();
  for (const map of [rows.virtualMachines, rows.disks, rows.snapshots, rows.images, rows.diskEncryptionSets])
    for (const { row } of map.values())
      subscriptions.set(row.subscriptionId, subscriptionNames.get(row.subscriptionId) ?? row.subscriptionId);
  const virtualMachines = rowsOf(rows.virtualMachines).map((vm) => {
    const adeExtension = adeExtensions.get(vm.id.toLowerCase());
    return adeExtension === undefined ? vm : { ...vm, hasAdeExtension: true, adeExtension };
  });
  return {
    source: "files",
    observedAt: files.at(-1)?.writtenAt ?? new Date(0),
    subscriptions: [...subscriptions].map(([subscriptionId, displayName]) => ({
      subscriptionId,
      displayName,
    })),
    virtualMachines,
    disks: rowsOf(rows.disks),
    snapshots: rowsOf(rows.snapshots),
    images: rowsOf(rows.images),
    diskEncryptionSets: rowsOf(rows.diskEncryptionSets),
    gaps,
    remarks: [...ageRemark(files), ...remarks],
  };
}

const rowsOf = <Row>(rows: ReadonlyMap<string, Stored<Row>>): readonly Row[] =>
  [...rows.values()].map(({ row }) => row);

const DAY_IN_MS = 24 * 60 * 60_000;

/** Files from different days are not one moment of the fleet. */
function ageRemark(files: readonly ExportedFile[]): readonly string[] {
  const [first, last] = [files.at(0), files.at(-1)];
  if (first === undefined || last === undefined) return [];
  return last.writtenAt.getTime() - first.writtenAt.getTime() > DAY_IN_MS
    ? [
        `The files were written between ${first.writtenAt.toISOString()} and ${last.writtenAt.toISOString()}: they don't show one moment.`,
      ]
    : [];
}

function nothingFound(files: readonly ExportedFile[], gaps: readonly InventoryGap[]): RunbookError {
  const [gap] = gaps;
  return new RunbookError(
    "FileUnreadable",
    gap === undefined
      ? `${files.length === 0 ? "There is no file" : `None of ${files.length} files (${files.map(({ name }) => name).join(", ")}) has a record`} of a VM or a disk.`
      : gap.reason,
    "Export with `az vm list -d`, `az disk list` or `az graph query`, as JSON; or download from Resource Graph Explorer with the column id.",
  );
}
