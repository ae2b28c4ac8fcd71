import { type Json, type JsonObject, isJsonObject, numberAt, valueAt } from "../../../json";
import { nameIn, resolve } from "../expressions/evaluate";
import { type TemplateFunctions, typeName } from "../expressions/function-call";
import { languageError } from "../expressions/expression";
import { isDeepStrictEqual } from "node:util";
import { AzureError } from "../../../errors";
import { inTemplate, invalidTemplate } from "./invalid-template";
import type { ParameterDefinition, ParameterType } from "./template";

/**
 * What `variables()` answers: a variable is evaluated when it is first asked for.
 *
 * The function throws TemplateLanguageError for a variable that the template does not have, and for one that asks for itself.
 */
export function variableValues(
  variables: JsonObject,
  functions: () => TemplateFunctions,
): (name: string) => Json {
  const values = new Map<string, Json>();
  const beingEvaluated = new Set<string>();
  return (asked) => {
    const name = nameIn(variables, asked);
    if (name === undefined) throw languageError(`The template variable '${asked}' is not found.`);
    if (values.has(name)) return values.get(name);
    if (beingEvaluated.has(name))
      throw languageError(`(sandbox) The template variable '${name}' depends on itself.`);
    beingEvaluated.add(name);
    const value = resolve(variables[name], functions());
    beingEvaluated.delete(name);
    values.set(name, value);
    return value;
  };
}

/** The parameters of one deployment: what `parameters()` answers, and what an answer of Azure shows of them. */
export interface ParameterValues {
  /** @throws TemplateLanguageError for a parameter that the template does not have. */
  value(name: string): Json;
  /** `{name: {type, value}}`; of a secure one no value, of one from a vault where it comes from. */
  readonly shown: JsonObject;
  /** The texts inside secure parameters: what no answer may hold. */
  readonly secrets: readonly string[];
}

export interface ParameterSources {
  readonly definitions: readonly ParameterDefinition[];
  /** `properties.parameters` of the request. */
  readonly given: JsonObject;
  /** The values that come from vaults, by the parameter's name as the request spells it. */
  readonly fromVaults: ReadonlyMap<string, Json>;
  /** What the default of a parameter may call; it may ask for another parameter, by the function that is handed in. */
  readonly functions: (parameter: (name: string) => Json) => TemplateFunctions;
}

/** Whether a type is one whose values are never told. */
export function isSecure(type: ParameterType): boolean {
  return type === "SecureString" || type === "SecureObject";
}

/**
 * Checks the parameters of a request against the template's, and evaluates the defaults of the others.
 *
 * @throws AzureError `InvalidTemplate`, `InvalidDeploymentParameterValue`.
 */
export function parameterValues(sources: ParameterSources): ParameterValues {
  const { definitions, given, fromVaults } = sources;
  assertAllKnown(definitions, given);
  const values = new Map<string, Json>();
  const beingEvaluated = new Set<string>();

  function valueOf(parameter: ParameterDefinition): Json {
    const { name } = parameter;
    const known = values.get(name);
    if (known !== undefined) return known;
    if (beingEvaluated.has(name))
      throw languageError(`(sandbox) The template parameter '${name}' depends on itself.`);
    beingEvaluated.add(name);
    const found = accepted(parameter, givenOrDefault(parameter, sources, value));
    beingEvaluated.delete(name);
    values.set(name, found);
    return found;
  }

  function value(name: string): Json {
    const parameter = definitions.find((candidate) => same(candidate.name, name));
    if (parameter !== undefined) return valueOf(parameter);
    throw languageError(`The template parameter '${name}' is not found.`);
  }

  for (const parameter of definitions) valueOf(parameter);
  return {
    value,
    shown: Object.fromEntries(
      definitions.map((parameter) => [parameter.name, shownOf(parameter, given, valueOf(parameter))]),
    ),
    secrets: [
      ...definitions.filter(({ type }) => isSecure(type)).flatMap((parameter) => textsIn(valueOf(parameter))),
      ...[...fromVaults.values()].flatMap(textsIn),
    ],
  };
}

function assertAllKnown(definitions: readonly ParameterDefinition[], given: JsonObject): void {
  const unknown = Object.keys(given).filter(
    (name) => !definitions.some((definition) => same(definition.name, name)),
  );
  if (unknown.length === 0) return;
  throw invalidTemplate(
    `The template parameters '${unknown.join(", ")}' in the parameters file are not valid; they are not present in the original ` +
      "template and can therefore not be provided at deployment time. The only supported parameters for this template are " +
      `'${definitions.map(({ name }) => name).join(", ")}'. Please see https://aka.ms/arm-pass-parameter-values for usage details.`,
  );
}

function givenOrDefault(
  parameter: ParameterDefinition,
  sources: ParameterSources,
  valueOf: (name: string) => Json,
): Json {
  const { name, definition } = parameter;
  const given = givenOf(name, sources.given);
  if (given === undefined) {
    const path = pathOf(name);
    if (definition["defaultValue"] === undefined) {
      throw invalidTemplate(
        `The value for the template parameter '${name}' is not provided. ` +
          "Please see https://aka.ms/arm-create-parameter-file for usage details.",
        path,
      );
    }
    return inTemplate(
      (reason) => `The template parameter '${name}' is not valid: ${reason}`,
      path,
      () => resolve(definition["defaultValue"], sources.functions(valueOf)),
    );
  }
  const value = sources.fromVaults.get(given.name) ?? given.entry["value"];
  if (value !== undefined && value !== null) return value;
  throw new AzureError(
    400,
    "InvalidDeploymentParameterValue",
    `The value of deployment parameter '${name}' is null. Please specify the value or use the parameter reference. ` +
      "Please see https://aka.ms/arm-create-parameter-file for usage details.",
  );
}

/** What a request gives for a parameter of the template, under the name that the request has. */
function givenOf(
  name: string,
  given: JsonObject,
): { readonly name: string; readonly entry: JsonObject } | undefined {
  const found = Object.keys(given).find((candidate) => same(candidate, name));
  if (found === undefined) return undefined;
  const entry = given[found];
  return { name: found, entry: isJsonObject(entry) ? entry : {} };
}

const expectedTypes: Readonly<Record<ParameterType, string>> = {
  String: "String, Uri",
  SecureString: "String, Uri",
  Int: "Integer",
  Bool: "Boolean",
  Object: "Object",
  SecureObject: "Object",
  Array: "Array",
};

function accepted({ name, type, definition }: ParameterDefinition, value: Json): Json {
  const expected = expectedTypes[type];
  const actual = typeName(value);
  if (!expected.split(", ").includes(actual)) {
    throw invalidTemplate(
      `Template parameter JToken type is not valid. Expected '${expected}'. Actual '${actual}'. ` +
        "Please see https://aka.ms/arm-create-parameter-file for usage details.",
      pathOf(name),
    );
  }
  const allowed = definition["allowedValues"];
  if (Array.isArray(allowed) && !isAllowed(allowed as readonly Json[], value)) {
    const shown = isSecure(type) ? "" : ` '${asText(value)}'`;
    throw invalidTemplate(
      `The provided value${shown} for the template parameter '${name}' is not valid. The parameter value is not part of the ` +
        `allowed value(s): '${(allowed as readonly Json[]).map(asText).join(",")}'.`,
      pathOf(name),
    );
  }
  const broken = brokenBound(definition, value);
  if (broken !== undefined) {
    throw invalidTemplate(
      `The provided value for the template parameter '${name}' is not valid. ${broken} ` +
        "Please see https://aka.ms/arm-syntax-parameters for usage details.",
      pathOf(name),
    );
  }
  return value;
}

/** An allowed list holds whole values; for an array each of its items may be one of them too. */
function isAllowed(allowed: readonly Json[], value: Json): boolean {
  const has = (one: Json): boolean => allowed.some((candidate) => sameValue(candidate, one));
  return has(value) || (Array.isArray(value) && (value as readonly Json[]).every(has));
}

const sameValue = (a: Json, b: Json): boolean =>
  typeof a === "string" && typeof b === "string" ? same(a, b) : isDeepStrictEqual(a, b);

function brokenBound(definition: JsonObject, value: Json): string | undefined {
  const bounds: readonly (readonly [string, string, number | undefined])[] =
    typeof value === "number"
      ? [
          ["minValue", "(sandbox) The value should be greater than or equal to", value],
          ["maxValue", "(sandbox) The value should be less than or equal to", value],
        ]
      : [
          ["minLength", "Length of the value should be greater than or equal to", lengthOf(value)],
          ["maxLength", "Length of the value should be less than or equal to", lengthOf(value)],
        ];
  for (const [name, text, measured] of bounds) {
    const bound = numberAt(definition, name);
    if (bound === undefined || measured === undefined) continue;
    if (name.startsWith("min") ? measured < bound : measured > bound) return `${text} '${bound}'.`;
  }
  return undefined;
}

const lengthOf = (value: Json): number | undefined =>
  typeof value === "string" || Array.isArray(value) ? value.length : undefined;

function shownOf({ name, type }: ParameterDefinition, given: JsonObject, value: Json): JsonObject {
  const reference = valueAt(givenOf(name, given)?.entry, "reference");
  if (reference !== undefined) return { reference, type };
  return isSecure(type) ? { type } : { type, value };
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const asText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));
const pathOf = (name: string): string => `properties.template.parameters.${name}`;
