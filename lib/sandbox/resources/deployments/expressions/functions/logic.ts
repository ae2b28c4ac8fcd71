import { isDeepStrictEqual } from "node:util";

import { isJsonObject, type Json } from "../../../../json";
import { nameIn } from "../evaluate";
import type { TemplateFunction, TemplateFunctionCall } from "../function-call";

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
