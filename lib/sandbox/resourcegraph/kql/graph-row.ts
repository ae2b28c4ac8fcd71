import type { Json } from "../../json";

/** What a column of a table holds, as the `table` format names it. */
export type ColumnType = "string" | "object" | "boolean";

/** The columns of Resource Graph's tables, in the order in which a query without `project` answers them. */
export const tableColumns: Readonly<Record<string, ColumnType>> = {
  id: "string",
  name: "string",
  type: "string",
  tenantId: "string",
  kind: "string",
  location: "string",
  resourceGroup: "string",
  subscriptionId: "string",
  managedBy: "string",
  sku: "object",
  plan: "object",
  properties: "object",
  tags: "object",
  identity: "object",
  zones: "object",
  extendedLocation: "object",
};

/** A row of a table; a column is made when it is asked for. */
export interface GraphRow {
  column(name: string): Json;
}
