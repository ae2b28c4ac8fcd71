import type {
  InventoriedDisk,
  InventoriedDiskEncryptionSet,
  InventoriedImage,
  InventoriedResource,
  InventoriedSnapshot,
  InventoriedSubscription,
  InventoryKind,
} from "../../nouns/inventory";
import { adeExtensionRow, type AdeExtensionRow } from "../rows/ade-extension-row";
import { diskEncryptionSetRow } from "../rows/disk-encryption-set-row";
import { diskRow, snapshotRow } from "../rows/disk-row";
import { imageRow } from "../rows/image-row";
import { isJsonRecord, textAt, type JsonRecord } from "../rows/json-fields";
import type { Read } from "../rows/read-rows";
import type { Unfinished } from "../rows/resource-row";
import type { TextPool } from "../rows/text-pool";
import { virtualMachineRow, type VirtualMachineRow } from "../rows/virtual-machine-row";
import { bodyOfRow, graphTypes } from "./fleet-query";

/** Rows that could not be understood, of one kind. */
export interface UnreadableRows {
  count: number;
  /** What is wrong with the first of them. */
  readonly example: string;
}

/** What the pages of a scope held, in their order. */
export interface CollectedRows {
  readonly virtualMachines: Read<VirtualMachineRow>[];
  readonly disks: Read<Unfinished<InventoriedDisk>>[];
  readonly snapshots: Read<InventoriedSnapshot>[];
  readonly images: Read<InventoriedImage>[];
  readonly diskEncryptionSets: Read<InventoriedDiskEncryptionSet>[];
  readonly adeExtensions: AdeExtensionRow[];
  /** Subscriptions that may be read: Resource Graph answered their own rows. */
  readonly subscriptions: InventoriedSubscription[];
  readonly unreadable: Map<InventoryKind | "all", UnreadableRows>;
  /** All rows that came, whatever they were. */
  count: number;
}

export function noRows(): CollectedRows {
  return {
    virtualMachines: [],
    disks: [],
    snapshots: [],
    images: [],
    diskEncryptionSets: [],
    adeExtensions: [],
    subscriptions: [],
    unreadable: new Map(),
    count: 0,
  };
}

/**
 * Takes a page's rows in. Nothing of the page itself is kept.
 *
 * @param answer - the page's place among all answers.
 */
export function collect(
  collected: CollectedRows,
  rows: readonly unknown[],
  pool: TextPool,
  answer: number,
): void {
  for (const row of rows) {
    collected.count += 1;
    const problem = isJsonRecord(row) ? collectRow(collected, row, pool, answer) : "a row is no object";
    if (problem === undefined) continue;
    const kind = kindOf(isJsonRecord(row) ? textAt(row, "type") : undefined);
    const before = collected.unreadable.get(kind);
    if (before === undefined) collected.unreadable.set(kind, { count: 1, example: problem });
    else before.count += 1;
  }
}

/** Appends the rows of one collection to another. */
export function append(to: CollectedRows, from: CollectedRows): void {
  for (const row of from.virtualMachines) to.virtualMachines.push(row);
  for (const row of from.disks) to.disks.push(row);
  for (const row of from.snapshots) to.snapshots.push(row);
  for (const row of from.images) to.images.push(row);
  for (const row of from.diskEncryptionSets) to.diskEncryptionSets.push(row);
  for (const extension of from.adeExtensions) to.adeExtensions.push(extension);
  for (const subscription of from.subscriptions) to.subscriptions.push(subscription);
  for (const [kind, { count, example }] of from.unreadable) {
    const before = to.unreadable.get(kind);
    to.unreadable.set(kind, { count: count + (before?.count ?? 0), example: before?.example ?? example });
  }
  to.count += from.count;
}

/** @returns what is wrong with the row; undefined: nothing. */
function collectRow(
  collected: CollectedRows,
  row: JsonRecord,
  pool: TextPool,
  answer: number,
): string | undefined {
  const id = textAt(row, "id");
  if (id === undefined) return "a row has no id";
  const reading = bodyOfRow(row);
  if (reading.kind === "unreadable") return `${reading.reason} in ${id}`;
  const { body } = reading;
  switch (textAt(body, "type")?.toLowerCase()) {
    case graphTypes.virtualMachine:
      return put(collected.virtualMachines, virtualMachineRow(body, pool), answer, id);
    case graphTypes.disk:
      return put(collected.disks, diskRow(body, pool), answer, id);
    case graphTypes.snapshot:
      return put(collected.snapshots, snapshotRow(body, pool), answer, id);
    case graphTypes.image:
      return put(collected.images, imageRow(body, pool), answer, id);
    case graphTypes.diskEncryptionSet:
      return put(collected.diskEncryptionSets, diskEncryptionSetRow(body, pool), answer, id);
    case graphTypes.extension: {
      const extension = adeExtensionRow(body, pool);
      if (extension === undefined) return `'${id}' is no extension's id`;
      collected.adeExtensions.push(extension);
      return undefined;
    }
    case graphTypes.subscription: {
      const subscriptionId = id.replace(/^\/subscriptions\//i, "").toLowerCase();
      collected.subscriptions.push({
        subscriptionId,
        displayName: textAt(body, "name") ?? subscriptionId,
      });
      return undefined;
    }
    default:
      return `the type of ${id} was not asked for`;
  }
}

function put<Row>(rows: Read<Row>[], row: Row | undefined, answer: number, id: string): string | undefined {
  if (row === undefined) return `'${id}' is no resource's id`;
  rows.push({ row, answer });
  return undefined;
}

function kindOf(type: string | undefined): InventoryKind | "all" {
  switch (type?.toLowerCase()) {
    case graphTypes.virtualMachine:
      return "virtualMachines";
    case graphTypes.disk:
      return "disks";
    case graphTypes.snapshot:
      return "snapshots";
    case graphTypes.image:
      return "images";
    case graphTypes.diskEncryptionSet:
      return "diskEncryptionSets";
    default:
      return "all";
  }
}

export function resourceCount(rows: CollectedRows): number {
  const { virtualMachines, disks, snapshots, images, diskEncryptionSets } = rows;
  return [virtualMachines, disks, snapshots, images, diskEncryptionSets].reduce(
    (sum, { length }) => sum + length,
    0,
  );
}

/** All resources that were read, whatever their type. */
export function* resourcesOf(rows: CollectedRows): Iterable<InventoriedResource> {
  const { virtualMachines, disks, snapshots, images, diskEncryptionSets } = rows;
  for (const list of [virtualMachines, disks, snapshots, images, diskEncryptionSets])
    for (const { row } of list) yield row;
}
