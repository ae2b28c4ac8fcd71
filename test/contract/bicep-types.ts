import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { specsFolder } from "./shared-folder";

/** Flags of a property in Microsoft's type files (specs/README.md). */
const REQUIRED = 1;
const READ_ONLY = 2;

const reference = z.object({ $ref: z.string() });
const entry = z.discriminatedUnion("$type", [
  z.object({
    $type: z.literal("ObjectType"),
    properties: z.record(z.string(), z.object({ type: reference, flags: z.number() })),
    additionalProperties: reference.optional(),
  }),
  z.object({ $type: z.literal("ArrayType"), itemType: reference }),
  z.object({ $type: z.literal("UnionType"), elements: z.array(reference) }),
  z.object({ $type: z.literal("StringLiteralType"), value: z.string() }),
  z.object({ $type: z.literal("StringType") }),
  z.object({
    $type: z.literal("IntegerType"),
    minValue: z.number().optional(),
    maxValue: z.number().optional(),
  }),
  z.object({ $type: z.literal("BooleanType") }),
  z.object({ $type: z.literal("AnyType") }),
  z.object({ $type: z.literal("ResourceType"), name: z.string(), body: reference }),
  z.object({ $type: z.literal("ResourceFunctionType") }),
]);
type Entry = z.infer<typeof entry>;

const typesFolder = join(specsFolder, "bicep-types");
const files = new Map<string, readonly Entry[]>();

function typesOf(provider: string, apiVersion: string): readonly Entry[] | undefined {
  const path = join(provider.toLowerCase(), `${apiVersion}.types.json`);
  const kept = files.get(path);
  if (kept !== undefined) return kept;
  const folders = readdirSync(typesFolder);
  if (!folders.includes(provider.toLowerCase())) return undefined;
  if (!readdirSync(join(typesFolder, provider.toLowerCase())).includes(`${apiVersion}.types.json`))
    return undefined;
  const read = z.array(entry).parse(JSON.parse(readFileSync(join(typesFolder, path), "utf8")));
  files.set(path, read);
  return read;
}

/** What a template says of a resource beside its body. */
const envelope: readonly string[] = ["type", "apiVersion", "dependsOn"];

/** What a template's resource is checked by. */
export interface TypedResource {
  readonly type: string;
  readonly apiVersion: string;
}

/**
 * What Microsoft's type of a resource has against its body: required properties, unknown ones, ones that are read only, wrong types and values
 * outside of those that are listed.
 *
 * The lists of values are open in the type files; here a value that is not listed counts, so that a misspelling is found.
 *
 * @returns undefined where the folder has no types of that provider and api-version.
 */
export function typeProblems(resource: TypedResource): readonly string[] | undefined {
  const types = typesOf(resource.type.split("/")[0] ?? "", resource.apiVersion);
  if (types === undefined) return undefined;
  const name = `${resource.type}@${resource.apiVersion}`.toLowerCase();
  const declared = types.find(
    (one): one is Extract<Entry, { readonly $type: "ResourceType" }> =>
      one.$type === "ResourceType" && one.name.toLowerCase() === name,
  );
  if (declared === undefined) return [`no type ${name}`];
  const body = Object.fromEntries(Object.entries(resource).filter(([key]) => !envelope.includes(key)));
  return problems(types, declared.body, body, "");
}

function problems(
  types: readonly Entry[],
  { $ref }: z.infer<typeof reference>,
  value: unknown,
  path: string,
): readonly string[] {
  const type = types[Number($ref.replace("#/", ""))];
  switch (type?.$type) {
    case "ObjectType":
      return isObject(value) ? objectProblems(types, type, value, path) : [`${path}: no object`];
    case "ArrayType":
      return Array.isArray(value)
        ? value.flatMap((item: unknown, index) => problems(types, type.itemType, item, `${path}[${index}]`))
        : [`${path}: no list`];
    case "UnionType":
      return unionProblems(types, type, value, path);
    case "StringLiteralType":
      return value === type.value ? [] : [`${path}: '${String(value)}' is not '${type.value}'`];
    case "StringType":
      return typeof value === "string" ? [] : [`${path}: no text`];
    case "IntegerType":
      return integerProblems(type, value, path);
    case "BooleanType":
      return typeof value === "boolean" ? [] : [`${path}: neither true nor false`];
    case "AnyType":
      return [];
    case "ResourceType":
    case "ResourceFunctionType":
    case undefined:
      return [`${path}: no type ${$ref}`];
  }
}

function objectProblems(
  types: readonly Entry[],
  { properties, additionalProperties }: Extract<Entry, { readonly $type: "ObjectType" }>,
  value: Readonly<Record<string, unknown>>,
  path: string,
): readonly string[] {
  const lacking = Object.entries(properties)
    .filter(([, { flags }]) => (flags & REQUIRED) !== 0 && (flags & READ_ONLY) === 0)
    .flatMap(([name]) => (value[name] === undefined ? [`${path}.${name}: required`] : []));
  const wrong = Object.entries(value).flatMap(([name, inner]) => {
    const declared = properties[name];
    const below = `${path}.${name}`;
    if (declared !== undefined && (declared.flags & READ_ONLY) !== 0) return [`${below}: read only`];
    const type = declared?.type ?? additionalProperties;
    return type === undefined ? [`${below}: unknown`] : problems(types, type, inner, below);
  });
  return [...lacking, ...wrong];
}

function unionProblems(
  types: readonly Entry[],
  { elements }: Extract<Entry, { readonly $type: "UnionType" }>,
  value: unknown,
  path: string,
): readonly string[] {
  const members = elements.flatMap(({ $ref }) => types[Number($ref.replace("#/", ""))] ?? []);
  const literals = members.flatMap((member) => (member.$type === "StringLiteralType" ? [member.value] : []));
  const isTaken = typeof value === "string" && (literals.includes(value) || incompleteLists.includes(path));
  return isTaken ? [] : [`${path}: '${String(value)}' is none of ${literals.join(", ")}`];
}

function integerProblems(
  { minValue = -Infinity, maxValue = Infinity }: Extract<Entry, { readonly $type: "IntegerType" }>,
  value: unknown,
  path: string,
): readonly string[] {
  if (typeof value !== "number" || !Number.isInteger(value)) return [`${path}: no whole number`];
  return value < minValue || value > maxValue ? [`${path}: ${value} is out of range`] : [];
}

/** The document itself calls this list deprecated and points to the region's own (ComputeRP 2025-04-01, HardwareProfile). */
const incompleteLists: readonly string[] = [".properties.hardwareProfile.vmSize"];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
