/** What a column is for DuckDB, as DuckDB names it. */
export type ColumnType =
  "VARCHAR" | "INTEGER" | "VARCHAR[]" | "MAP(VARCHAR, VARCHAR)" | "TIMESTAMP WITH TIME ZONE";

/** What a cell holds. */
export type Cell = string | number | Date | null | readonly string[] | Readonly<Record<string, string>>;

/** How one field of a row is kept: its column, and the way there and back. */
export interface Field<Value> {
  /** In lower snake_case, as people of SQL expect it. */
  readonly column: string;
  readonly type: ColumnType;
  readonly meaning: string;
  /** Nobody could say what a row is without it: every version of a snapshot has it. */
  readonly isRequired: boolean;
  /** No other row has the same. */
  readonly isOwn: boolean;
  readonly write: (value: Value) => Cell;
  /** `null`: none, or that the snapshot is of a version that did not keep it. Throws RangeError for what the field can't be. */
  readonly read: (cell: unknown) => Value;
}

/** A field for everything that a row has. */
export type Fields<Row> = { readonly [Name in keyof Row]-?: Field<Row[Name]> };

/** The names of what a row has, of whatever there is for each. */
export const namesOf = <Row>(each: Readonly<Record<keyof Row, unknown>>): readonly (keyof Row)[] =>
  // Object.keys can't tell that an object of this type has no other keys.
  Object.keys(each) as (keyof Row & string)[];

/** A text; `unknown` where it was not kept. */
export function text(column: string, meaning: string): Field<string> {
  return {
    column,
    type: "VARCHAR",
    meaning,
    isRequired: false,
    isOwn: false,
    write: (value) => value,
    read: (cell) => (cell === null ? "unknown" : textOf(cell, column)),
  };
}

/** A text without which nobody knows what the row is about. */
export function requiredText(column: string, meaning: string): Field<string> {
  return { ...text(column, meaning), isRequired: true, read: (cell) => textOf(cell, column) };
}

/** The name or the id that a row alone has. */
export function ownText(column: string, meaning: string): Field<string> {
  return { ...requiredText(column, meaning), isOwn: true };
}

/** A text, or none. */
export function textOrNone(column: string, meaning: string): Field<string | null> {
  return { ...text(column, meaning), write: (value) => value, read: (cell) => nullOr(cell, column) };
}

/** A text that the row may not have at all. */
export function optionalText(column: string, meaning: string): Field<string | undefined> {
  return {
    ...text(column, meaning),
    write: (value) => value ?? null,
    read: (cell) => nullOr(cell, column) ?? undefined,
  };
}

/** One of a closed list of words. Where `unknown` is one of them, that is what is read of a snapshot that did not keep it. */
export function oneOf<const Word extends string>(
  column: string,
  words: readonly Word[],
  meaning: string,
): Field<Word> {
  const known = new Map<unknown, Word>(words.map((word) => [word, word]));
  return {
    column,
    type: "VARCHAR",
    meaning: `${meaning}: ${words.join(", ")}.`,
    isRequired: !known.has("unknown"),
    isOwn: false,
    write: (value) => value,
    read: (cell) => known.get(cell ?? "unknown") ?? refused(cell, column),
  };
}

/** A whole number. */
export function wholeNumber(column: string, meaning: string): Field<number> {
  return {
    column,
    type: "INTEGER",
    meaning,
    isRequired: true,
    isOwn: false,
    write: (value) => wholeOf(value, column),
    read: (cell) => wholeOf(cell, column),
  };
}

/** A whole number, or none. */
export function wholeNumberOrNone(column: string, meaning: string): Field<number | null> {
  return {
    ...wholeNumber(column, meaning),
    isRequired: false,
    write: (value) => (value === null ? null : wholeOf(value, column)),
    read: (cell) => (cell === null ? null : wholeOf(cell, column)),
  };
}

/** A list of texts. */
export function texts(column: string, meaning: string): Field<readonly string[]> {
  return {
    column,
    type: "VARCHAR[]",
    meaning,
    isRequired: true,
    isOwn: false,
    write: (value) => value,
    read: (cell) => (isTexts(cell) ? cell : refused(cell, column)),
  };
}

/** Texts by name. */
export function textsByName(column: string, meaning: string): Field<Readonly<Record<string, string>>> {
  return {
    column,
    type: "MAP(VARCHAR, VARCHAR)",
    meaning,
    isRequired: true,
    isOwn: false,
    write: (value) => value,
    read: (cell) => (isTextsByName(cell) ? cell : refused(cell, column)),
  };
}

/** A moment. */
export function moment(column: string, meaning: string): Field<Date> {
  return {
    column,
    type: "TIMESTAMP WITH TIME ZONE",
    meaning,
    isRequired: true,
    isOwn: false,
    write: (value) => value,
    read: (cell) => (cell instanceof Date ? cell : refused(cell, column)),
  };
}

const LARGEST_INTEGER = 2 ** 31 - 1;

const textOf = (cell: unknown, column: string): string =>
  typeof cell === "string" ? cell : refused(cell, column);
const nullOr = (cell: unknown, column: string): string | null =>
  cell === null ? null : textOf(cell, column);
const wholeOf = (cell: unknown, column: string): number =>
  typeof cell === "number" && Number.isInteger(cell) && Math.abs(cell) <= LARGEST_INTEGER
    ? cell
    : refused(cell, column);
const isTexts = (cell: unknown): cell is readonly string[] =>
  Array.isArray(cell) && cell.every((item) => typeof item === "string");
const isTextsByName = (cell: unknown): cell is Readonly<Record<string, string>> =>
  typeof cell === "object" && cell !== null && !Array.isArray(cell) && isTexts(Object.values(cell));

function refused(cell: unknown, column: string): never {
  throw new RangeError(`${column} can't be ${cell === null ? "empty" : JSON.stringify(cell)}`);
}
