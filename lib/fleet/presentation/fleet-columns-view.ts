import { counted } from "../coverage/counted";
import type { FleetColumn } from "../inventory/sql/fleet-columns";
import { escapeHtml, htmlTable, tableView, type View } from "@runbooks/kernel";

const header = ["table", "column", "type", "what it is"];

/**
 * The columns that can be asked about, and what they mean; of several tables each folded up.
 *
 * @param table - shows this table's alone.
 */
export function fleetColumnsView(columns: readonly FleetColumn[], table?: string): View {
  const ofTable = (name: string): readonly FleetColumn[] => columns.filter((column) => column.table === name);
  const shown = table === undefined ? columns : ofTable(table);
  const tables = [...new Set(shown.map((column) => column.table))];
  const rowOf = ({ table: name, column, type, meaning }: FleetColumn): readonly string[] => [
    name,
    column,
    type,
    meaning,
  ];
  const view = tableView(`Columns of ${tables.join(", ")}`, header, shown.map(rowOf));
  if (tables.length < 2) return view;
  return { text: view.text, html: tables.map((name) => folded(name, ofTable(name).map(rowOf))).join("") };
}

const folded = (table: string, rows: readonly (readonly string[])[]): string =>
  `<details><summary>${escapeHtml(`${table}: ${counted(rows.length, "column")}`)}</summary>${htmlTable(`Columns of ${table}`, header, rows)}</details>`;
