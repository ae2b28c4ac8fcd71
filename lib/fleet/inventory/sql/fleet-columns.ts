import type { InventorySource } from "../../nouns/inventory";
import { columnsOf, type Column, type ColumnDescription } from "../snapshot/columns";
import type { ControlColumn } from "../snapshot/controls";
import { moment, oneOf, textOrNone, texts, wholeNumber, type Field, type Fields } from "../snapshot/fields";
import type { StoredSnapshot } from "../snapshot/stored-snapshot";
import { tableColumns, tableNames } from "../snapshot/tables";

/** A column that can be asked about. */
export interface FleetColumn {
  readonly table: string;
  readonly column: string;
  /** As DuckDB names it: `VARCHAR`, `MAP(VARCHAR, VARCHAR)` ... */
  readonly type: string;
  readonly meaning: string;
}

/** A row of the table `snapshots`. */
export interface SnapshotRow {
  readonly snapshot: number;
  readonly observedAt: Date;
  readonly folder: string | null;
  readonly source: InventorySource;
  readonly subscriptionCount: number;
  readonly diskCount: number;
  readonly virtualMachineCount: number;
  readonly copyCount: number;
  readonly gapCount: number;
  readonly remarks: readonly string[];
}

const snapshot: Field<number> = wholeNumber("snapshot", "The snapshot's number: 1 is the oldest.");
const observedAt: Field<Date> = moment("observed_at", "When the fleet was read, in UTC.");

const snapshotFields: Fields<SnapshotRow> = {
  snapshot,
  observedAt,
  folder: textOrNone("folder", "Where it is; empty for one that was not saved."),
  source: oneOf("source", ["arm", "graph", "files"], "Where the fleet was read"),
  subscriptionCount: wholeNumber("subscription_count", "How many subscriptions were asked."),
  diskCount: wholeNumber("disk_count", "How many disks it has."),
  virtualMachineCount: wholeNumber("virtual_machine_count", "How many VMs it has."),
  copyCount: wholeNumber("copy_count", "How many snapshots and images it has."),
  gapCount: wholeNumber(
    "gap_count",
    "How many things could not be read: with any, its counts are not the whole fleet's.",
  ),
  remarks: texts("remarks", "What was met and settled while the fleet was read."),
};

/** Columns of the table `snapshots`. */
export const snapshotColumns: readonly Column<SnapshotRow>[] = columnsOf(snapshotFields);

/** The row of a snapshot. */
export const snapshotRow = ({ folder, manifest, remarks }: StoredSnapshot, number: number): SnapshotRow => ({
  snapshot: number,
  observedAt: manifest.observedAt,
  folder,
  source: manifest.source,
  subscriptionCount: manifest.subscriptions.length,
  diskCount: manifest.counts.disks,
  virtualMachineCount: manifest.counts.virtual_machines,
  copyCount: manifest.counts.copies,
  gapCount: manifest.counts.gaps,
  remarks: [...manifest.remarks, ...remarks],
});

/**
 * Everything that can be asked about, table by table.
 *
 * @param newest - controls of the newest snapshot, whose rows `disks` and `virtual_machines` are.
 * @param all - controls of each snapshot; `history` has them all.
 */
export function fleetColumns(
  newest: readonly ControlColumn[],
  all: readonly (readonly ControlColumn[])[],
): readonly FleetColumn[] {
  const columns = tableColumns(newest);
  const observed = columnsOf<Pick<SnapshotRow, "snapshot" | "observedAt">>({ snapshot, observedAt });
  return [
    ...tableNames.flatMap((table) => described(table, columns[table])),
    ...described("snapshots", snapshotColumns),
    ...described("history", [...observed, ...tableColumns(everyColumn(all)).disks]),
  ];
}

const described = (table: string, columns: readonly ColumnDescription[]): readonly FleetColumn[] =>
  columns.map(({ column, type, meaning }) => ({ table, column, type, meaning }));

/** Each column once. */
function everyColumn(controls: readonly (readonly ControlColumn[])[]): readonly ControlColumn[] {
  return [...new Map(controls.flat().map((control) => [control.column, control])).values()];
}
