import { isJsonObject, type Json, type JsonObject } from "../../../json";
import { expressionIn, plainText, type Expression, languageError } from "./expression";
import { TemplateFunctionCall, typeName, type TemplateFunctions } from "./function-call";

/**
 * The value of an expression.
 *
 * @throws TemplateLanguageError
 */
export function evaluate(expression: Expression, functions: TemplateFunctions): Json {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "call":
      return called(expression.name, expression.arguments, functions);
    case "property":
      return propertyOf(evaluate(expression.of, functions), evaluate(expression.property, functions));
  }
}

/**
 * A part of a template with every expression in it evaluated, in the names of properties too.
 *
 * @param isLeft - expressions that stay as they are written, for want of what they need.
 * @throws TemplateLanguageError
 */
export function resolve(
  value: Json,
  functions: TemplateFunctions,
  isLeft: (expression: Expression) => boolean = () => false,
): Json {
  if (typeof value === "string") {
    const expression = expressionIn(value);
    if (expression === undefined) return plainText(value);
    return isLeft(expression) ? value : evaluate(expression, functions);
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => resolve(item, functions, isLeft));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      textOf(resolve(name, functions, isLeft)),
      resolve(inner, functions, isLeft),
    ]),
  );
}

function called(name: string, given: readonly Expression[], functions: TemplateFunctions): Json {
  const run = functions(name);
  if (run === undefined) throw languageError(`The template function '${name}' is not valid.`);
  return run(
    new TemplateFunctionCall(
      name,
      given.map((argument) => () => evaluate(argument, functions)),
    ),
  );
}

/** `a.b`, `a['b']`, `a[0]`; names of properties compare without regard to case. */
function propertyOf(value: Json, property: Json): Json {
  if (Array.isArray(value) && typeof property === "number") return elementOf(value, property);
  if (isJsonObject(value) && typeof property === "string") return memberOf(value, property);
  throw languageError(
    `The language expression property '${textOf(property)}' can't be evaluated: (sandbox) of a value of type ` +
      `'${typeName(value)}' no such property can be asked for.`,
  );
}

function elementOf(list: readonly Json[], index: number): Json {
  if (index >= 0 && index < list.length) return list[index];
  throw languageError(`The language expression property array index '${index}' is out of bounds.`);
}

function memberOf(object: JsonObject, property: string): Json {
  const name = nameIn(object, property);
  if (name !== undefined) return object[name];
  throw languageError(
    `The language expression property '${property}' doesn't exist, available properties are '${Object.keys(object).join(", ")}'.`,
  );
}

/** The name of a property as an object spells it. */
export function nameIn(object: JsonObject, property: string): string | undefined {
  return Object.hasOwn(object, property)
    ? property
    : Object.keys(object).find((name) => name.toLowerCase() === property.toLowerCase());
}

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));
