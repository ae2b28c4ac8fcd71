import type { Json } from "../../../../json";
import type { TemplateFunction, TemplateFunctionCall } from "../function-call";
import { languageError } from "../expression";

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
