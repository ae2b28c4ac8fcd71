import type {
  InventoriedAdeExtension,
  InventoriedDisk,
  InventoriedDiskEncryptionSet,
  InventoriedImage,
  InventoriedResource,
  InventoriedSnapshot,
  InventoriedVirtualMachine,
  InventoryKind,
} from "../../nouns/inventory";
import { adeExtensionRow, isAdeExtension } from "../rows/ade-extension-row";
import { diskEncryptionSetRow } from "../rows/disk-encryption-set-row";
import { diskRow, snapshotRow } from "../rows/disk-row";
import { imageRow } from "../rows/image-row";
import { createTextPool, type TextPool } from "../rows/text-pool";
import { virtualMachineRow } from "../rows/virtual-machine-row";
import { fieldsThatDiffer, type Conflict } from "./conflicts";
import type { ExportedRecord } from "./csv-records";
import { exportedKind, subscriptionIdOf } from "./exported-kind";
import { resourceOf } from "./resource-body";
import { onlyTold } from "./told-fields";

/** A file, and its place in the order in which the files were written. */
export interface FilePlace {
  readonly name: string;
  readonly at: number;
}

/** A resource's row, and the last file that it stood in. */
export interface Stored<Row> {
  readonly file: FilePlace;
  readonly row: Row;
}

export interface StoredExtension {
  readonly file: FilePlace;
  readonly extension: InventoriedAdeExtension;
}

/** By lower-case id. */
export interface Rows {
  readonly virtualMachines: Map<string, Stored<InventoriedVirtualMachine>>;
  readonly disks: Map<string, Stored<InventoriedDisk>>;
  readonly snapshots: Map<string, Stored<InventoriedSnapshot>>;
  readonly images: Map<string, Stored<InventoriedImage>>;
  readonly diskEncryptionSets: Map<string, Stored<InventoriedDiskEncryptionSet>>;
}

/** What the records of all files have told so far. */
export interface CollectedRecords {
  readonly pool: TextPool;
  readonly rows: Rows;
  /** By lower-case id of the VM. */
  readonly adeExtensions: Map<string, StoredExtension>;
  /** By lower-case id. */
  readonly subscriptionNames: Map<string, string>;
  readonly conflicts: Conflict[];
}

export function noRecords(): CollectedRecords {
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
    conflicts: [],
  };
}

/**
 * Takes a record in. Files are to be taken in as they were written: the later one is believed.
 *
 * @returns whether the record is of something in Azure, wanted here or not.
 */
export function addRecord(collected: CollectedRecords, record: ExportedRecord, file: FilePlace): boolean {
  const kind = exportedKind(record);
  switch (kind) {
    case "other-resource":
      return true;
    case "foreign":
      return false;
    case "subscriptions":
      addSubscription(collected, record);
      return true;
    case "extensions":
      addExtension(collected, record, file);
      return true;
    case "virtualMachines":
      return addRow(collected, { kind, rows: collected.rows[kind], make: virtualMachineRow }, record, file);
    case "disks":
      return addRow(collected, { kind, rows: collected.rows[kind], make: diskRow }, record, file);
    case "snapshots":
      return addRow(collected, { kind, rows: collected.rows[kind], make: snapshotRow }, record, file);
    case "images":
      return addRow(collected, { kind, rows: collected.rows[kind], make: imageRow }, record, file);
    case "diskEncryptionSets":
      return addRow(
        collected,
        { kind, rows: collected.rows[kind], make: diskEncryptionSetRow },
        record,
        file,
      );
  }
}

function addSubscription({ subscriptionNames }: CollectedRecords, record: ExportedRecord): void {
  const subscriptionId = subscriptionIdOf(record);
  if (subscriptionId !== undefined) subscriptionNames.set(subscriptionId, String(record["name"]));
}

function addExtension(
  { adeExtensions, pool }: CollectedRecords,
  record: ExportedRecord,
  file: FilePlace,
): void {
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
  { pool, conflicts }: CollectedRecords,
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

/** The VMs, with an extension's own record where one came, unless a later file says that the VM has none. */
export function virtualMachinesOf({
  rows,
  adeExtensions,
  conflicts,
}: CollectedRecords): readonly InventoriedVirtualMachine[] {
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
