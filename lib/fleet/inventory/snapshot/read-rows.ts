import type { DuckDBValue } from "@duckdb/node-api";

import { quoted, type Engine } from "../sql/engine";
import { sqlValueOf } from "../sql/values";
import { namesOf, type Field, type Fields } from "./fields";

/** Columns of a result, and what their cells mean together. */
export interface Reader<Value> {
  /** As they stand behind SELECT. */
  readonly columns: readonly string[];
  /** @param start - where in a row's cells the reader's own begin. */
  readonly read: (cells: readonly DuckDBValue[], start: number) => Value;
}

/** A reader for everything that a row has. */
export type Readers<Row> = { readonly [Name in keyof Row]-?: Reader<Row[Name]> };

/**
 * Reads the rows of a table back as they were written, in their order.
 *
 * @param relation - what stands behind FROM.
 * @throws RangeError for a cell that its field can't be; DuckDB's own error for a damaged file.
 */
export async function readRows<Row extends object>(
  { connection }: Engine,
  relation: string,
  readers: Readers<Row>,
): Promise<readonly Row[]> {
  const columns: string[] = [];
  const fields = namesOf<Row>(readers).map((name) => {
    const start = columns.length;
    columns.push(...readers[name].columns);
    return { name, start };
  });
  const result = await connection.stream(`SELECT ${columns.join(", ")} FROM ${relation}`);
  const rows: Row[] = [];
  // A row begins as a copy of the first: an object that grows field by field takes five times the memory.
  let pattern: Partial<Row> = {};
  for (let chunk = await result.fetchChunk(); chunk !== null; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break;
    for (const cells of chunk.getRows()) {
      const row = { ...pattern };
      for (const { name, start } of fields) {
        const value = readers[name].read(cells, start);
        if (value === undefined) Reflect.deleteProperty(row, name);
        else row[name] = value;
      }
      if (rows.length === 0) pattern = { ...row };
      // Every field was set, but those that the row may lack.
      rows.push(row as Row);
    }
  }
  return rows;
}

/** Readers of these fields of a table. */
export async function fieldReaders<Row>(
  engine: Engine,
  relation: string,
  fields: Fields<Row>,
): Promise<Readers<Row>> {
  const readers: { [Name in keyof Row]?: Reader<Row[Name]> } = {};
  for (const name of namesOf<Row>(fields)) readers[name] = await fieldReader(engine, relation, fields[name]);
  // Each has got its own.
  return readers as Readers<Row>;
}

/**
 * A reader of one field.
 *
 * What comes again and again crosses over from DuckDB once, and the rows share it: a fleet has sixty thousand disks, and a dozen sizes.
 */
export async function fieldReader<Value>(
  engine: Engine,
  relation: string,
  field: Field<Value>,
): Promise<Reader<Value>> {
  const { column, type, isOwn } = field;
  const { duckdb } = engine;
  if (isOwn || type === "INTEGER" || type === "TIMESTAMP WITH TIME ZONE")
    return {
      columns: [quoted(column)],
      read: (cells, start) => field.read(sqlValueOf(duckdb, cells[start] ?? null)),
    };
  return type === "VARCHAR"
    ? await dictionaryReader(engine, relation, field, quoted(column), (word) => word)
    : await dictionaryReader(engine, relation, field, `to_json(${quoted(column)})::VARCHAR`, JSON.parse);
}

/** Reads each text that there is once, and of a row no more than the text's number. */
async function dictionaryReader<Value>(
  { connection }: Engine,
  relation: string,
  field: Field<Value>,
  text: string,
  parse: (text: string) => unknown,
): Promise<Reader<Value>> {
  const dictionary = quoted(`words_of_${field.column}`);
  const distinct = `SELECT DISTINCT ${text} AS word FROM ${relation} WHERE ${text} IS NOT NULL`;
  await connection.run(`CREATE OR REPLACE TEMP TYPE ${dictionary} AS ENUM (${distinct})`);
  const words = await connection.runAndReadAll(`SELECT unnest(enum_range(NULL::${dictionary}))::VARCHAR`);
  const values = words.getRows().map(([word]) => field.read(parse(String(word))));
  return {
    columns: [`enum_code(${text}::${dictionary})`],
    read: (cells, start) => {
      const number = cells[start];
      return (typeof number === "number" ? values[number] : undefined) ?? field.read(null);
    },
  };
}
