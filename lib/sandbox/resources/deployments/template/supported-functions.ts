import { isJsonObject, type Json } from "../../../json";
import { expressionIn, type Expression } from "../expressions/expression";
import { pureFunctions } from "../expressions/functions/index";
import { contextFunctionNames } from "./context-functions";
import { inTemplate, notSupported } from "./invalid-template";

const supported: ReadonlySet<string> = new Set(
  [...Object.keys(pureFunctions), ...contextFunctionNames].map((name) => name.toLowerCase()),
);

/**
 * Takes every expression of a template apart before anything is done with it.
 *
 * So what the sandbox can't evaluate is refused even where it would never be reached.
 *
 * @throws AzureError `InvalidTemplate`.
 */
export function assertExpressionsSupported(value: Json, path: string): void {
  if (typeof value === "string") {
    const expression = inTemplate(
      (reason) => reason,
      path,
      () => expressionIn(value),
    );
    if (expression !== undefined) assertFunctionsSupported(expression, path);
    return;
  }
  if (Array.isArray(value)) {
    (value as readonly Json[]).forEach((item, index) => {
      assertExpressionsSupported(item, `${path}[${index}]`);
    });
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    assertExpressionsSupported(name, path);
    assertExpressionsSupported(inner, `${path}.${name}`);
  }
}

function assertFunctionsSupported(expression: Expression, path: string): void {
  switch (expression.kind) {
    case "literal":
      return;
    case "property":
      assertFunctionsSupported(expression.of, path);
      assertFunctionsSupported(expression.property, path);
      return;
    case "call":
      if (!supported.has(expression.name.toLowerCase()))
        throw notSupported(`Template language function '${expression.name}'`, path);
      for (const argument of expression.arguments) assertFunctionsSupported(argument, path);
  }
}
