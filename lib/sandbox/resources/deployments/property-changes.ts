import { sameRegion } from "@runbooks/azure";
import { isDeepStrictEqual } from "node:util";

import { isJsonObject, without, type Json, type JsonObject } from "../../json";
import { nameIn } from "./expressions/evaluate";

/** What a PUT takes and a GET never answers: a comparison says nothing of it. */
const writeOnly: readonly string[] = [
  "properties.osProfile.adminPassword",
  "properties.osProfile.customData",
  "properties.protectedSettings",
  "properties.userData",
];

/** What the platform sets; no template changes it. */
const readOnly = ["etag", "systemData", "resources", "managedBy", "zones"] as const;

/** A resource as what-if shows it before the deployment. */
export function snapshotBefore(resource: JsonObject, apiVersion: string): JsonObject {
  const properties = resource["properties"];
  return {
    apiVersion,
    ...without(resource, ...readOnly),
    ...(isJsonObject(properties)
      ? { properties: without(properties, "provisioningState", "instanceView") }
      : {}),
  };
}

/** The resource after the deployment: what the template says, over what was there; tags and lists are replaced as a whole. */
export function snapshotAfter(before: JsonObject, template: JsonObject): JsonObject {
  const changed = Object.entries(template).map(([written, value]): readonly [string, Json] => {
    const name = nameIn(before, written) ?? written;
    const old = before[name];
    const isMerged = name !== "tags" && isJsonObject(old) && isJsonObject(value);
    return [name, isMerged ? snapshotAfter(old, value) : value];
  });
  return { ...before, ...Object.fromEntries(changed) };
}

/**
 * The changes that a template makes to a resource: what the template names is compared, what it leaves out is taken to stay, but for tags.
 *
 * Azure knows each provider's defaults and finds less or more here and there; it says itself that its answer may have noise.
 */
export function propertyChanges(before: JsonObject, template: JsonObject, path = ""): readonly JsonObject[] {
  return Object.entries(template).flatMap(([written, after]) => {
    const name = nameIn(before, written);
    const own = path === "" ? (name ?? written) : `${path}.${name ?? written}`;
    if (after === null) return [];
    if (writeOnly.includes(own)) return [change(own, "NoEffect", null, after)];
    if (name === undefined) return isEmpty(after) ? [] : [change(own, "Create", null, after)];
    const removed = own === "tags" ? removedTags(before[name], after) : [];
    return [...removed, ...valueChanges(before[name], after, own)];
  });
}

function valueChanges(before: Json, after: Json, path: string): readonly JsonObject[] {
  if (isJsonObject(before) && isJsonObject(after)) return propertyChanges(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) {
    const children = elementChanges(before as readonly Json[], after as readonly Json[]);
    return children.length === 0
      ? []
      : [{ path, propertyChangeType: "Array", before: null, after: null, children }];
  }
  return sameValue(before, after, path) ? [] : [change(path, "Modify", before, after)];
}

function elementChanges(before: readonly Json[], after: readonly Json[]): readonly JsonObject[] {
  const count = Math.max(before.length, after.length);
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const path = String(index);
    const [old, wanted] = [before[index], after[index]];
    if (old === undefined) return [change(path, "Create", null, wanted)];
    if (wanted === undefined) return [change(path, "Delete", old, null)];
    if (!isJsonObject(old) || !isJsonObject(wanted)) return [...valueChanges(old, wanted, path)];
    const children = propertyChanges(old, wanted);
    return children.length === 0
      ? []
      : [{ path, propertyChangeType: "Modify", before: null, after: null, children }];
  });
}

function removedTags(before: Json, after: Json): readonly JsonObject[] {
  if (!isJsonObject(before) || !isJsonObject(after)) return [];
  return Object.keys(before)
    .filter((name) => nameIn(after, name) === undefined)
    .map((name) => change(`tags.${name}`, "Delete", before[name], null));
}

const change = (path: string, propertyChangeType: string, before: Json, after: Json): JsonObject => ({
  path,
  propertyChangeType,
  before: before ?? null,
  after: after ?? null,
});

/** Ids and regions compare without regard to case, a number in quotes is that number. */
function sameValue(before: Json, after: Json, path: string): boolean {
  if (isDeepStrictEqual(before, after)) return true;
  const [a, b] = [textOf(before), textOf(after)];
  if (a === undefined || b === undefined) return false;
  if (path === "location") return sameRegion(a, b);
  return (
    (a.startsWith("/subscriptions/") || typeof before !== typeof after) && a.toLowerCase() === b.toLowerCase()
  );
}

const textOf = (value: Json): string | undefined =>
  typeof value === "object" || value === undefined ? undefined : String(value);

function isEmpty(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) ? Object.keys(value).length === 0 : value === "";
}
