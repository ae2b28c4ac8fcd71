import { isJsonObject, listAt, textAt, valueAt, without, type Json, type JsonObject } from "../../../json";
import { invalidTemplate, notSupported, templateParseFailed } from "./invalid-template";
import { assertExpressionsSupported } from "./template-functions";

/** A parameter as a template declares it. */
export interface ParameterDefinition {
  readonly name: string;
  readonly type: ParameterType;
  readonly definition: JsonObject;
}

/** The types of parameters and outputs, in Azure's spelling of answers. */
export type ParameterType = "String" | "SecureString" | "Int" | "Bool" | "Object" | "SecureObject" | "Array";

const parameterTypes: readonly ParameterType[] = [
  "String",
  "SecureString",
  "Int",
  "Bool",
  "Object",
  "SecureObject",
  "Array",
];

/** A resource as a template declares it: a child's type and name are not yet joined to its parent's. */
export interface ResourceDefinition {
  readonly definition: JsonObject;
  /** Where it stands: `properties.template.resources[0]`. */
  readonly path: string;
  readonly children: readonly ResourceDefinition[];
}

export interface OutputDefinition {
  readonly name: string;
  readonly type: ParameterType;
  readonly definition: JsonObject;
}

/** A template, its form checked and its expressions taken apart; nothing of it is evaluated yet. */
export interface Template {
  readonly source: JsonObject;
  readonly parameters: readonly ParameterDefinition[];
  readonly variables: JsonObject;
  readonly resources: readonly ResourceDefinition[];
  readonly outputs: readonly OutputDefinition[];
}

const root = "properties.template";

const members: readonly string[] = [
  "$schema",
  "contentVersion",
  "parameters",
  "variables",
  "resources",
  "outputs",
  "metadata",
];
/** Members that Azure knows and the sandbox does not; an empty one says nothing and is let through. */
const unsupportedMembers: readonly string[] = [
  "functions",
  "languageVersion",
  "definitions",
  "imports",
  "extensions",
  "apiProfile",
];

const resourceMembers: readonly string[] = [
  "type",
  "apiVersion",
  "name",
  "comments",
  "location",
  "dependsOn",
  "tags",
  "sku",
  "kind",
  "identity",
  "plan",
  "zones",
  "managedBy",
  "extendedLocation",
  "properties",
  "resources",
  "condition",
  "metadata",
];
const unsupportedResourceMembers: readonly string[] = ["copy", "scope", "existing", "import", "extension"];

const parameterMembers: readonly string[] = [
  "type",
  "defaultValue",
  "allowedValues",
  "minValue",
  "maxValue",
  "minLength",
  "maxLength",
  "metadata",
];
const outputMembers: readonly string[] = ["type", "value", "condition", "metadata"];

/**
 * Reads a template.
 *
 * @throws AzureError `InvalidTemplate`: of Azure's for what no template may have, of the sandbox's for what it does not support.
 * @see "Understand the structure and syntax of ARM templates", 2025
 */
export function readTemplate(value: Json): Template {
  if (!isJsonObject(value)) throw templateParseFailed("(sandbox) A JSON object was expected.", root);
  for (const name of ["$schema", "contentVersion", "resources"]) {
    if (value[name] === undefined || value[name] === null)
      throw templateParseFailed(`Required property '${name}' not found in JSON. Path ''.`, root);
  }
  assertMembers(value, { allowed: members, unsupported: unsupportedMembers, of: "Template", path: root });
  if (!Array.isArray(value["resources"])) {
    throw notSupported("A template with symbolic names ('resources' as an object)", `${root}.resources`);
  }
  const template: Template = {
    source: value,
    parameters: entriesOf(value, "parameters").map(readParameter),
    variables: isJsonObject(value["variables"]) ? value["variables"] : {},
    resources: readResources(value, root),
    outputs: entriesOf(value, "outputs").map(readOutput),
  };
  assertNoCopy(template);
  assertExpressions(template);
  return template;
}

/** What is evaluated: descriptions, comments and allowed values are not. */
function assertExpressions({ parameters, variables, resources, outputs }: Template): void {
  for (const { name, definition } of parameters)
    assertExpressionsSupported(definition["defaultValue"], `${root}.parameters.${name}.defaultValue`);
  assertExpressionsSupported(variables, `${root}.variables`);
  const visit = ({ definition, path, children }: ResourceDefinition): void => {
    assertExpressionsSupported(without(definition, "comments", "metadata", "resources"), path);
    children.forEach(visit);
  };
  resources.forEach(visit);
  for (const { name, definition } of outputs)
    assertExpressionsSupported(without(definition, "metadata"), `${root}.outputs.${name}`);
}

function readParameter([name, definition]: readonly [string, JsonObject]): ParameterDefinition {
  const path = `${root}.parameters.${name}`;
  const unsupported = ["items", "$ref", "nullable", "additionalProperties", "properties"];
  assertMembers(definition, { allowed: parameterMembers, unsupported, of: "TemplateInputParameter", path });
  return { name, type: typeOf(definition, `template parameter '${name}'`, path), definition };
}

function readOutput([name, definition]: readonly [string, JsonObject]): OutputDefinition {
  const path = `${root}.outputs.${name}`;
  assertMembers(definition, {
    allowed: outputMembers,
    unsupported: ["copy", "items", "$ref", "nullable"],
    of: "TemplateOutputParameter",
    path,
  });
  return { name, type: typeOf(definition, `template output '${name}'`, path), definition };
}

function typeOf(definition: JsonObject, what: string, path: string): ParameterType {
  const written = textAt(definition, "type") ?? "";
  const type = parameterTypes.find((candidate) => candidate.toLowerCase() === written.toLowerCase());
  if (type !== undefined) return type;
  throw invalidTemplate(`(sandbox) The type '${written}' of the ${what} is not valid.`, path);
}

function readResources(holder: JsonObject, path: string): readonly ResourceDefinition[] {
  return listAt(holder, "resources").map((definition, index): ResourceDefinition => {
    const own = `${path}.resources[${index}]`;
    if (!isJsonObject(definition)) throw templateParseFailed("(sandbox) A JSON object was expected.", own);
    assertMembers(definition, {
      allowed: resourceMembers,
      unsupported: unsupportedResourceMembers,
      of: "TemplateResource",
      path: own,
    });
    return { definition, path: own, children: readResources(definition, own) };
  });
}

function entriesOf(holder: JsonObject, name: string): readonly (readonly [string, JsonObject])[] {
  const section = holder[name];
  if (section === undefined || section === null) return [];
  const path = `${root}.${name}`;
  if (!isJsonObject(section)) throw templateParseFailed("(sandbox) A JSON object was expected.", path);
  return Object.entries(section).map(([entry, definition]) => {
    if (entry === "copy") throw notSupported(`'copy' in '${name}'`, `${path}.copy`);
    if (isJsonObject(definition)) return [entry, definition] as const;
    throw templateParseFailed("(sandbox) A JSON object was expected.", `${path}.${entry}`);
  });
}

interface Members {
  readonly allowed: readonly string[];
  readonly unsupported: readonly string[];
  /** What Azure calls the object. */
  readonly of: string;
  readonly path: string;
}

function assertMembers(value: JsonObject, { allowed, unsupported, of, path }: Members): void {
  for (const [name, inner] of Object.entries(value)) {
    if (allowed.includes(name)) continue;
    if (!unsupported.includes(name)) {
      throw templateParseFailed(
        `Could not find member '${name}' on object of type '${of}'. Path '${name}'.`,
        `${path}.${name}`,
      );
    }
    if (!isEmpty(inner)) throw notSupported(`'${name}'`, `${path}.${name}`);
  }
}

function isEmpty(value: Json): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** `copy` makes several of one; it may stand in variables and anywhere in properties. */
function assertNoCopy({ variables, resources }: Template): void {
  assertNoCopyIn(variables, `${root}.variables`);
  const visit = ({ definition, path, children }: ResourceDefinition): void => {
    assertNoCopyIn(definition["properties"], `${path}.properties`);
    children.forEach(visit);
  };
  resources.forEach(visit);
}

function assertNoCopyIn(value: Json, path: string): void {
  if (Array.isArray(value)) {
    (value as readonly Json[]).forEach((item, index) => {
      assertNoCopyIn(item, `${path}[${index}]`);
    });
    return;
  }
  if (!isJsonObject(value)) return;
  const loops = listAt(value, "copy");
  if (loops.some((loop) => valueAt(loop, "count") !== undefined))
    throw notSupported("'copy'", `${path}.copy`);
  for (const [name, inner] of Object.entries(value)) assertNoCopyIn(inner, `${path}.${name}`);
}
