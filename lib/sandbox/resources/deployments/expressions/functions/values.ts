import { type Json, isJsonObject, type JsonObject } from "../../../../json";
import type { TemplateFunction, TemplateFunctionCall } from "../function-call";
import { languageError } from "../expression";
import { isDeepStrictEqual } from "node:util";
import { nameIn } from "../evaluate";

function int(call: TemplateFunctionCall): Json {
  const value = call.expectCount(1).value(0);
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "string" && /^\s*[-+]?\d+\s*$/.test(value)) return Number(value);
  throw call.wrongType(0, "integer", value);
}

/** Two integers; the second is what is divided by. */
function divided(call: TemplateFunctionCall, divide: (a: number, b: number) => number): Json {
  call.expectCount(2);
  const divisor = call.integer(1);
  if (divisor !== 0) return divide(call.integer(0), divisor);
  throw languageError(`(sandbox) The template function '${call.name}' divides by zero.`);
}

/** The integers of a call: its arguments, or those of the one list that is given. */
function integers(call: TemplateFunctionCall): readonly number[] {
  if (call.count === 0) throw call.wrongCount();
  const first = call.value(0);
  if (call.count > 1 || !Array.isArray(first)) return call.all().map((_, index) => call.integer(index));
  return (first as readonly Json[]).map((item) => {
    if (typeof item === "number" && Number.isInteger(item)) return item;
    throw call.wrongType(0, "integer", item);
  });
}

function range(call: TemplateFunctionCall): Json {
  const [start, count] = [call.expectCount(2).integer(0), call.integer(1)];
  if (count < 0 || count > 10_000) {
    throw languageError("(sandbox) The template function 'range' takes a count from 0 to 10000.");
  }
  return Array.from({ length: count }, (_, index) => start + index);
}

/** Functions on integers. @see "Numeric functions for ARM templates" */
export const arithmeticFunctions: Readonly<Record<string, TemplateFunction>> = {
  int,
  range,
  add: (call) => call.expectCount(2).integer(0) + call.integer(1),
  sub: (call) => call.expectCount(2).integer(0) - call.integer(1),
  mul: (call) => call.expectCount(2).integer(0) * call.integer(1),
  div: (call) => divided(call, (a, b) => Math.trunc(a / b)),
  mod: (call) => divided(call, (a, b) => a % b),
  min: (call) => Math.min(...integers(call)),
  max: (call) => Math.max(...integers(call)),
};

function createObject(call: TemplateFunctionCall): Json {
  if (call.count % 2 !== 0) throw call.wrongCount();
  const names = Array.from({ length: call.count / 2 }, (_, index) => index * 2);
  return Object.fromEntries(names.map((index) => [call.text(index), call.value(index + 1)]));
}

function array(call: TemplateFunctionCall): Json {
  const value = call.expectCount(1).value(0);
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function first(call: TemplateFunctionCall): Json {
  const value = call.expectCount(1).value(0);
  if (typeof value === "string") return value.slice(0, 1);
  return ends(call, (list) => list[0]);
}

function last(call: TemplateFunctionCall): Json {
  const value = call.expectCount(1).value(0);
  if (typeof value === "string") return value.slice(-1);
  return ends(call, (list) => list.at(-1));
}

function ends(call: TemplateFunctionCall, pick: (list: readonly Json[]) => Json): Json {
  const found = pick(call.list(0));
  if (found !== undefined) return found;
  throw languageError(`(sandbox) The array given to the template function '${call.name}' is empty.`);
}

function length(call: TemplateFunctionCall): Json {
  const value = call.expectCount(1).value(0);
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (isJsonObject(value)) return Object.keys(value).length;
  throw call.wrongType(0, "object, an array, or a string", value);
}

function part(call: TemplateFunctionCall, cut: (length: number) => readonly [number, number?]): Json {
  const value = call.expectCount(2).value(0);
  const range = cut(Math.max(0, call.integer(1)));
  return typeof value === "string" ? value.slice(...range) : call.list(0).slice(...range);
}

function union(call: TemplateFunctionCall): Json {
  const values = call.all();
  if (Array.isArray(values[0])) return distinct(values.flatMap((_, index) => [...call.list(index)]));
  return values.map((_, index) => call.object(index)).reduce<JsonObject>(merged, {});
}

/** Objects inside are merged too; of anything else the later one counts. */
function merged(a: JsonObject, b: JsonObject): JsonObject {
  const changed = Object.entries(b).map(([name, value]): readonly [string, Json] => {
    const before = a[name];
    return [name, isJsonObject(before) && isJsonObject(value) ? merged(before, value) : value];
  });
  return { ...a, ...Object.fromEntries(changed) };
}

function intersection(call: TemplateFunctionCall): Json {
  if (call.count === 0) throw call.wrongCount();
  if (Array.isArray(call.value(0))) {
    const lists = call.all().map((_, index) => call.list(index));
    return distinct(lists[0] ?? []).filter((item) => lists.every((list) => includes(list, item)));
  }
  const objects = call.all().map((_, index) => call.object(index));
  return Object.fromEntries(
    Object.entries(objects[0] ?? {}).filter(([name, value]) =>
      objects.every((object) => isDeepStrictEqual(object[name], value)),
    ),
  );
}

const includes = (list: readonly Json[], item: Json): boolean =>
  list.some((other) => isDeepStrictEqual(other, item));

const distinct = (list: readonly Json[]): readonly Json[] =>
  list.filter((item, index) => !includes(list.slice(0, index), item));

/** Functions on arrays and objects. @see "Array functions for ARM templates", "Object functions for ARM templates" */
export const collectionFunctions: Readonly<Record<string, TemplateFunction>> = {
  array,
  createArray: (call) => call.all(),
  createObject,
  first,
  last,
  length,
  take: (call) => part(call, (count) => [0, count]),
  skip: (call) => part(call, (count) => [count]),
  union,
  intersection,
};

/** The branch that is not taken is not evaluated. */
function ifFunction(call: TemplateFunctionCall): Json {
  call.expectCount(3);
  return call.boolean(0) ? call.value(1) : call.value(2);
}

function and(call: TemplateFunctionCall): Json {
  if (call.count < 2) throw call.wrongCount();
  return positions(call).every((index) => call.boolean(index));
}

function or(call: TemplateFunctionCall): Json {
  if (call.count < 2) throw call.wrongCount();
  return positions(call).some((index) => call.boolean(index));
}

const positions = (call: TemplateFunctionCall): readonly number[] =>
  Array.from({ length: call.count }, (_, index) => index);

function bool(call: TemplateFunctionCall): Json {
  const value = call.expectCount(1).value(0);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string" && /^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  throw call.wrongType(0, "boolean", value);
}

function coalesce(call: TemplateFunctionCall): Json {
  const found = positions(call).find((index) => !isNull(call.value(index)));
  return found === undefined ? null : call.value(found);
}

function empty(call: TemplateFunctionCall): Json {
  const value = call.expectCount(1).value(0);
  if (isNull(value)) return true;
  if (typeof value === "string" || Array.isArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  throw call.wrongType(0, "object, an array, or a string", value);
}

function contains(call: TemplateFunctionCall): Json {
  call.expectCount(2);
  const container = call.value(0);
  if (typeof container === "string") return container.includes(call.text(1));
  if (Array.isArray(container)) return container.some((item) => isDeepStrictEqual(item, call.value(1)));
  if (isJsonObject(container)) return nameIn(container, call.text(1)) !== undefined;
  throw call.wrongType(0, "object, an array, or a string", container);
}

/** Two numbers, or two texts by their order. */
function compare(call: TemplateFunctionCall): number {
  call.expectCount(2);
  const [a, b] = [call.value(0), call.value(1)];
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  return call.integer(0) - call.integer(1);
}

function constant(call: TemplateFunctionCall, value: boolean | null): Json {
  call.expectCount(0);
  return value;
}

const isNull = (value: Json): value is null | undefined => value === null || value === undefined;

/** Logical functions and comparisons. @see "Logical functions for ARM templates", "Comparison functions for ARM templates" */
export const logicFunctions: Readonly<Record<string, TemplateFunction>> = {
  if: ifFunction,
  and,
  or,
  bool,
  coalesce,
  empty,
  contains,
  not: (call) => !call.expectCount(1).boolean(0),
  true: (call) => constant(call, true),
  false: (call) => constant(call, false),
  null: (call) => constant(call, null),
  equals: (call) => isDeepStrictEqual(call.expectCount(2).value(0), call.value(1)),
  less: (call) => compare(call) < 0,
  lessOrEquals: (call) => compare(call) <= 0,
  greater: (call) => compare(call) > 0,
  greaterOrEquals: (call) => compare(call) >= 0,
};
