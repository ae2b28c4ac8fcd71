import type {
  ParameterValues,
  ResourceManagerTemplate,
  TemplateResource,
} from "../../lib/disk-encryption/nouns/template";

/**
 * A template's resources with the expressions in their places worked out, as far as the library writes them: `parameters`, `variables`,
 * `concat` and `resourceId`. What a secret parameter stands for is a text.
 *
 * @throws Error for any other expression.
 */
export function resourcesWithValues(
  template: ResourceManagerTemplate,
  values: ParameterValues,
): readonly TemplateResource[] {
  const context: Context = { template, values };
  // A worked-out resource has the same shape: only texts are replaced.
  return template.resources.map((resource) => valuesIn(resource, context) as TemplateResource);
}

interface Context {
  readonly template: ResourceManagerTemplate;
  readonly values: ParameterValues;
}

function valuesIn(value: unknown, context: Context): unknown {
  if (typeof value === "string") return textValue(value, context);
  if (Array.isArray(value)) return value.map((item: unknown) => valuesIn(item, context));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [name, valuesIn(inner, context)]),
  );
}

function textValue(text: string, context: Context): unknown {
  if (text.startsWith("[[")) return text.slice(1);
  return text.startsWith("[") ? expressionValue(text.slice(1, -1), context) : text;
}

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-test";

function expressionValue(expression: string, context: Context): unknown {
  const quoted = /^'((?:[^']|'')*)'$/.exec(expression)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  const [, name, inside] = /^(\w+)\((.*)\)$/s.exec(expression) ?? [];
  if (name === undefined || inside === undefined) throw new Error(`Not an expression: ${expression}`);
  const given = argumentsIn(inside).map((argument) => expressionValue(argument, context));
  const [first = ""] = given.map(String);
  switch (name) {
    case "parameters": {
      const value = context.values[first];
      if (context.template.parameters[first] === undefined) throw new Error(`No parameter ${first}`);
      return value !== undefined && "value" in value ? value.value : "(secret)";
    }
    case "variables":
      return textValue(context.template.variables[first] ?? fail(`No variable ${first}`), context);
    case "concat":
      return given.map(String).join("");
    case "resourceId": {
      const [, ...types] = first.split("/");
      const names = given.slice(1).flatMap((one) => String(one).split("/"));
      return `${GROUP}/providers/${first.split("/")[0] ?? ""}/${types.map((type, index) => `${type}/${names[index] ?? ""}`).join("/")}`;
    }
    default:
      return fail(`No function ${name} in what the library exports`);
  }
}

/** Arguments at the top of an expression: commas inside of quotes and of other calls are not between them. */
function argumentsIn(text: string): readonly string[] {
  const found: string[] = [];
  let [depth, inQuotes, start] = [0, false, 0];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === "'") inQuotes = !inQuotes;
    if (inQuotes) continue;
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character !== "," || depth > 0) continue;
    found.push(text.slice(start, index).trim());
    start = index + 1;
  }
  return text === "" ? [] : [...found, text.slice(start).trim()];
}

function fail(message: string): never {
  throw new Error(message);
}
