import { namesOf, type Cell, type ColumnType, type Fields } from "./fields";

/** A column of a table. */
export interface ColumnDescription {
  readonly column: string;
  readonly type: ColumnType;
  readonly meaning: string;
  /** Every version of a snapshot has it. */
  readonly isRequired: boolean;
}

/** A column, with what it takes of a row. */
export interface Column<Row> extends ColumnDescription {
  readonly cellOf: (row: Row) => Cell;
}

/** The columns that keep these fields, in their order. */
export function columnsOf<Row>(fields: Fields<Row>): readonly Column<Row>[] {
  return namesOf<Row>(fields).map((name) => {
    const { column, type, meaning, isRequired, write } = fields[name];
    return { column, type, meaning, isRequired, cellOf: (row) => write(row[name]) };
  });
}
