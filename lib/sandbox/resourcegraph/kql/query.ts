/** A value of a row, or what is made of one. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  /** A column, or a field inside it: `properties.hardwareProfile.vmSize`. */
  | { readonly kind: "path"; readonly names: readonly [string, ...string[]] }
  | { readonly kind: "tolower"; readonly of: Expression }
  | { readonly kind: "equal"; readonly anyCase: boolean; readonly negated: boolean; readonly sides: Pair }
  | {
      readonly kind: "in";
      readonly anyCase: boolean;
      readonly value: Expression;
      readonly list: readonly Expression[];
    }
  | { readonly kind: "and" | "or"; readonly sides: Pair };

export type Pair = readonly [Expression, Expression];

export interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

export interface SortKey {
  readonly expression: Expression;
  readonly direction: "asc" | "desc";
}

export type Operator =
  | { readonly kind: "where"; readonly condition: Expression }
  | { readonly kind: "project"; readonly columns: readonly NamedExpression[] }
  | { readonly kind: "extend"; readonly columns: readonly NamedExpression[] }
  | { readonly kind: "union"; readonly query: Query }
  | { readonly kind: "order"; readonly by: readonly SortKey[] }
  | { readonly kind: "take"; readonly count: number };

export type TableName = "resources" | "resourcecontainers";

/** A query as it was parsed: a table, and what is done with its rows, in order. */
export interface Query {
  readonly table: TableName;
  readonly operators: readonly Operator[];
}
