import type { Expression, NamedExpression, Operator, Query, TableName } from "./query";
import { isJsonObject, type Json } from "../../json";
import { tableColumns, type ColumnType, type GraphRow } from "./graph-row";
import { unknownColumn } from "./refusals";

/**
 * The lower-case resource types that a condition leaves, where it says so of the column `type`; undefined: it does not, any type may be left.
 *
 * So a fleet of a million resources is not looked through for a few types of them.
 */
function typesOf(condition: Expression): ReadonlySet<string> | undefined {
  switch (condition.kind) {
    case "equal": {
      const [left, right] = condition.sides;
      return !condition.negated && isType(left) ? textsOf([right]) : undefined;
    }
    case "in":
      return isType(condition.value) ? textsOf(condition.list) : undefined;
    case "and": {
      const [left, right] = condition.sides.map(typesOf);
      return left ?? right;
    }
    case "or": {
      const [left, right] = condition.sides.map(typesOf);
      return left === undefined || right === undefined ? undefined : new Set([...left, ...right]);
    }
    default:
      return undefined;
  }
}

const isType = (expression: Expression): boolean =>
  expression.kind === "path" && expression.names.length === 1 && expression.names[0] === "type";

/** A column on the other side may hold any text. */
function textsOf(expressions: readonly Expression[]): ReadonlySet<string> | undefined {
  const texts = new Set<string>();
  for (const expression of expressions) {
    if (expression.kind !== "literal" || typeof expression.value !== "string") return undefined;
    texts.add(expression.value.toLowerCase());
  }
  return texts;
}

export interface Column {
  readonly type: ColumnType;
  readonly of: (row: GraphRow) => Json;
}

/** One table's share of a query's result: which of its rows, and what of them. */
export interface Leg {
  readonly table: TableName;
  /** Lower-case types of the rows that can be in it; undefined: any. */
  readonly types: ReadonlySet<string> | undefined;
  readonly accepts: (row: GraphRow) => boolean;
  /** By name, in the order they are answered; the same names in every leg. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly sortKeys: readonly { readonly of: (row: GraphRow) => Json; readonly direction: "asc" | "desc" }[];
}

/** A query that is ready to be asked of rows. */
export interface CompiledQuery {
  readonly legs: readonly Leg[];
  /** At most so many rows; undefined: all. */
  readonly take: number | undefined;
}

/**
 * Makes functions of a query.
 *
 * @throws AzureError for a column that is not there.
 */
export function compileQuery({ table, operators }: Query, information: string): CompiledQuery {
  let legs: readonly Leg[] = [wholeTable(table)];
  let take: number | undefined;
  for (const operator of operators) {
    switch (operator.kind) {
      case "union":
        legs = withSameColumns([...legs, ...compileQuery(operator.query, information).legs]);
        break;
      case "take":
        take = Math.min(take ?? Infinity, operator.count);
        break;
      default:
        legs = legs.map((leg) => applied(operator, leg, information));
    }
  }
  return { legs, take };
}

const ownColumns: ReadonlyMap<string, Column> = new Map(
  Object.entries(tableColumns).map(([name, type]) => [name, { type, of: (row) => row.column(name) }]),
);

const wholeTable = (table: TableName): Leg => ({
  table,
  types: undefined,
  accepts: () => true,
  columns: ownColumns,
  sortKeys: [],
});

/** A column that only some legs have is null in the others. */
function withSameColumns(legs: readonly Leg[]): readonly Leg[] {
  const all = new Map<string, Column>();
  for (const { columns } of legs) {
    for (const [name, { type }] of columns) if (!all.has(name)) all.set(name, { type, of: () => null });
  }
  return legs.map((leg) => ({
    ...leg,
    columns: new Map([...all].map(([name, missing]) => [name, leg.columns.get(name) ?? missing])),
  }));
}

function applied(
  operator: Exclude<Operator, { kind: "union" | "take" }>,
  leg: Leg,
  information: string,
): Leg {
  const compile = (expression: Expression): Column => compileExpression(expression, leg.columns, information);
  const named = (columns: readonly NamedExpression[]): readonly (readonly [string, Column])[] =>
    columns.map(({ name, expression }) => [name, compile(expression)]);
  switch (operator.kind) {
    case "where": {
      const condition = compile(operator.condition).of;
      const { accepts } = leg;
      // A column of that name may be another by now.
      const isOfType = leg.columns.get("type") === ownColumns.get("type");
      const types = (isOfType ? typesOf(operator.condition) : undefined) ?? leg.types;
      return { ...leg, types, accepts: (row) => accepts(row) && condition(row) === true };
    }
    case "project":
      return { ...leg, columns: new Map(named(operator.columns)) };
    case "extend":
      return { ...leg, columns: new Map([...leg.columns, ...named(operator.columns)]) };
    case "order":
      return {
        ...leg,
        sortKeys: operator.by.map(({ expression, direction }) => ({ of: compile(expression).of, direction })),
      };
  }
}

function compileExpression(
  expression: Expression,
  columns: ReadonlyMap<string, Column>,
  information: string,
): Column {
  const compile = (inner: Expression): ((row: GraphRow) => Json) =>
    compileExpression(inner, columns, information).of;
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      return { type: typeof value === "boolean" ? "boolean" : "string", of: () => value };
    }
    case "path": {
      const [name, ...fields] = expression.names;
      const column = columns.get(name);
      if (column === undefined) throw unknownColumn(name, information);
      return fields.length === 0
        ? column
        : { type: "object", of: (row) => fieldOf(column.of(row), fields) ?? null };
    }
    case "tolower": {
      const of = compile(expression.of);
      return { type: "string", of: (row) => textOf(of(row)).toLowerCase() };
    }
    case "equal": {
      const { anyCase, negated, sides } = expression;
      const [left, right] = [compile(sides[0]), compile(sides[1])];
      return condition((row) => isEqual(left(row), right(row), anyCase) !== negated);
    }
    case "in": {
      const value = compile(expression.value);
      const list = expression.list.map(compile);
      return condition((row) => {
        const one = value(row);
        return list.some((other) => isEqual(one, other(row), expression.anyCase));
      });
    }
    case "and": {
      const sides = expression.sides.map(compile);
      return condition((row) => sides.every((side) => side(row) === true));
    }
    case "or": {
      const sides = expression.sides.map(compile);
      return condition((row) => sides.some((side) => side(row) === true));
    }
  }
}

const condition = (of: (row: GraphRow) => boolean): Column => ({ type: "boolean", of });

function fieldOf(value: Json, fields: readonly string[]): Json {
  let inner = value;
  for (const field of fields) {
    if (!isJsonObject(inner)) return null;
    inner = inner[field];
  }
  return inner;
}

const textOf = (value: Json): string =>
  value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

function isEqual(one: Json, other: Json, anyCase: boolean): boolean {
  return anyCase ? textOf(one).toLowerCase() === textOf(other).toLowerCase() : one === other;
}
