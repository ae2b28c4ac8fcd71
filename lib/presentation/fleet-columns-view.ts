import type { FleetColumn } from "../fleet/sql/fleet-columns";
import { tableView, type View } from "./view";

/**
 * The columns that can be asked about, and what they mean.
 *
 * @param table - shows this table's alone.
 */
export function fleetColumnsView(columns: readonly FleetColumn[], table?: string): View {
  const shown = columns.filter((column) => table === undefined || column.table === table);
  const tables = [...new Set(shown.map((column) => column.table))];
  return tableView(
    `Columns of ${tables.join(", ")}`,
    ["table", "column", "type", "what it is"],
    shown.map(({ table: name, column, type, meaning }) => [name, column, type, meaning]),
  );
}
