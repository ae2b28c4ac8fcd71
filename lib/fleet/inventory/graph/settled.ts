import type { InventoriedDisk, InventoriedResource, Inventory } from "../../nouns/inventory";
import type { Read, RowsById } from "../rows/read-rows";
import type { Unfinished } from "../rows/resource-row";
import { joinDisks } from "../rows/join-disks";
import { settleHolders } from "../rows/settle-holders";
import type { VirtualMachineRow } from "../rows/virtual-machine-row";
import type { CollectedRows } from "./collected-rows";

type DiskRow = Unfinished<InventoriedDisk>;

/** Rows that were told again, by their subscription: each came in the place of another that did not, or is one too many. */
export type RepeatedRows = ReadonlyMap<string, number>;

export interface Settled extends Pick<
  Inventory,
  "virtualMachines" | "disks" | "snapshots" | "images" | "diskEncryptionSets" | "remarks"
> {
  readonly repeatedRows: RepeatedRows;
}

/** What was told again, as it is found. */
interface Repetitions {
  /** By the words for their kind. */
  readonly names: Map<string, Set<string>>;
  readonly rows: Map<string, number>;
}

/**
 * Each resource once, as it was told last, and each disk with one VM.
 *
 * @param views - VMs that were looked at through Resource Manager afterwards: they go before the rows.
 */
export function settled(rows: CollectedRows, views: RowsById<VirtualMachineRow>): Settled {
  const repeated: Repetitions = { names: new Map(), rows: new Map() };
  const all = <Row extends InventoriedResource>(words: string, read: readonly Read<Row>[]): Row[] =>
    [...bySubscription(read).values()].flatMap((some) => rowsOf(byId(words, some, repeated)));
  const disks = bySubscription(rows.disks);
  const virtualMachines = bySubscription(rows.virtualMachines);
  const holders: string[] = [];
  const settledMachines: VirtualMachineRow[] = [];
  const settledDisks: DiskRow[] = [];
  // One subscription after the other: a disk's VM is in its own, and a table of all ids would take much memory.
  for (const subscriptionId of new Set([...virtualMachines.keys(), ...disks.keys()])) {
    const itsMachines = byId("VM", virtualMachines.get(subscriptionId) ?? [], repeated);
    for (const id of itsMachines.keys()) {
      const view = views.get(id);
      if (view !== undefined) itsMachines.set(id, view);
    }
    const itsDisks = byId("disk", disks.get(subscriptionId) ?? [], repeated);
    holders.push(...settleHolders(itsMachines, itsDisks));
    joinDisks(itsMachines, itsDisks);
    for (const { row } of itsMachines.values()) settledMachines.push(row);
    for (const { row } of itsDisks.values()) settledDisks.push(row);
  }
  noteRepeatedOthers(rows, repeated);
  return {
    virtualMachines: settledMachines,
    disks: settledDisks,
    snapshots: all("snapshot", rows.snapshots),
    images: all("image", rows.images),
    diskEncryptionSets: all("disk encryption set", rows.diskEncryptionSets),
    repeatedRows: repeated.rows,
    remarks: [...[...repeated.names].map(repetition), ...holders],
  };
}

function bySubscription<Row extends InventoriedResource>(
  read: readonly Read<Row>[],
): ReadonlyMap<string, readonly Read<Row>[]> {
  const groups = new Map<string, Read<Row>[]>();
  for (const one of read) {
    const group = groups.get(one.row.subscriptionId);
    if (group === undefined) groups.set(one.row.subscriptionId, [one]);
    else group.push(one);
  }
  return groups;
}

function byId<Row extends InventoriedResource>(
  words: string,
  read: readonly Read<Row>[],
  repeated: Repetitions,
): RowsById<Row> {
  const rows: RowsById<Row> = new Map();
  for (const one of read) {
    const key = one.row.id.toLowerCase();
    const before = rows.get(key);
    if (before !== undefined) {
      const { name, subscriptionId } = one.row;
      const names = repeated.names.get(words) ?? new Set();
      repeated.names.set(words, names.add(name));
      repeated.rows.set(subscriptionId, (repeated.rows.get(subscriptionId) ?? 0) + 1);
    }
    if (before === undefined || before.answer <= one.answer) rows.set(key, one);
  }
  return rows;
}

/** An extension or a subscription that comes twice does no harm by itself, but another row did not come in its place. */
function noteRepeatedOthers(
  { adeExtensions, subscriptions }: CollectedRows,
  { rows: repeatedRows }: Repetitions,
): void {
  const came = new Set<string>();
  const note = (id: string, subscriptionId: string): void => {
    if (came.has(id)) repeatedRows.set(subscriptionId, (repeatedRows.get(subscriptionId) ?? 0) + 1);
    came.add(id);
  };
  for (const { virtualMachineId, name } of adeExtensions)
    note(`${virtualMachineId}/${name}`.toLowerCase(), virtualMachineId.split("/")[2]?.toLowerCase() ?? "");
  for (const { subscriptionId } of subscriptions) note(subscriptionId, subscriptionId);
}

const rowsOf = <Row>(rows: RowsById<Row>): readonly Row[] => [...rows.values()].map(({ row }) => row);

const NAMED = 5;

function repetition([words, all]: readonly [string, ReadonlySet<string>]): string {
  const names = [...all];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return `Resource Graph told the ${words}${names.length === 1 ? "" : "s"} ${names.slice(0, NAMED).join(", ")}${more} more than once; each is counted once, as it was told last. Where pages moved while they were read, another may have been left out.`;
}
