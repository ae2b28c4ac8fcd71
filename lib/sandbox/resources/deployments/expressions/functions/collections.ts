import { isDeepStrictEqual } from "node:util";

import { isJsonObject, type Json, type JsonObject } from "../../../../json";
import type { TemplateFunction, TemplateFunctionCall } from "../function-call";
import { languageError } from "../expression";

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
