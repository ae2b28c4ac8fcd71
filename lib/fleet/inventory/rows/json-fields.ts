/** A JSON object whose fields are not known yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export const isJsonRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A field that is an object; undefined where there is none. */
export function recordAt(record: JsonRecord | undefined, name: string): JsonRecord | undefined {
  const value = record?.[name];
  return isJsonRecord(value) ? value : undefined;
}

/** A field that is a text; undefined where there is none, or an empty one. */
export function textAt(record: JsonRecord | undefined, name: string): string | undefined {
  const value = record?.[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function numberAt(record: JsonRecord | undefined, name: string): number | undefined {
  const value = record?.[name];
  return typeof value === "number" ? value : undefined;
}

export function booleanAt(record: JsonRecord | undefined, name: string): boolean | undefined {
  const value = record?.[name];
  return typeof value === "boolean" ? value : undefined;
}

/** The objects of a field that is a list; empty where there is none. */
export function recordsAt(record: JsonRecord | undefined, name: string): readonly JsonRecord[] {
  const value: unknown = record?.[name];
  return Array.isArray(value) ? value.filter(isJsonRecord) : [];
}
