import { AzureError, resourceNotFound } from "../errors";
import type { Call, Reply } from "../http";
import { isJsonObject, textAt, valueAt, type Json, type JsonObject } from "../json";
import { atScopes, scopeOfCall } from "../scopes";

export type Tags = Readonly<Record<string, string>>;

const suffix = "Microsoft.Resources/tags/default";

/** Where the tags of a resource group or a resource are met apart from the thing itself. */
export const paths: readonly string[] = atScopes(suffix, ["resourceGroup", "resource"]);

export function getTags(call: Call): Reply {
  return reply(call, taggedThing(call).tags);
}

export function putTags(call: Call): Reply {
  const { set } = taggedThing(call);
  const tags = tagsOf(valueAt(call.body, "properties", "tags"));
  set(tags);
  return reply(call, tags);
}

export function patchTags(call: Call): Reply {
  const { tags, set } = taggedThing(call);
  const sent = tagsOf(valueAt(call.body, "properties", "tags"));
  const changed = patched(tags, sent, textAt(call.body, "operation") ?? "");
  set(changed);
  return reply(call, changed);
}

function patched(tags: Tags, sent: Tags, operation: string): Tags {
  switch (operation.toLowerCase()) {
    case "merge":
      return { ...tags, ...sent };
    case "replace":
      return sent;
    case "delete":
      return Object.fromEntries(Object.entries(tags).filter(([name, value]) => sent[name] !== value));
    default:
      throw new AzureError(
        400,
        "InvalidTagsPatchOperation",
        `(sandbox) The operation '${operation}' is none of Merge, Replace, Delete.`,
      );
  }
}

/** The tags in a request's body: an object of texts. */
export function tagsOf(value: Json): Tags {
  if (value === undefined || value === null) return {};
  if (isJsonObject(value) && hasTextsAlone(value)) return value;
  throw new AzureError(400, "InvalidTagsFormat", "(sandbox) Tags have to be an object of texts.");
}

function hasTextsAlone(value: JsonObject): value is Tags {
  return Object.values(value).every((text) => typeof text === "string");
}

function taggedThing({ world, params, url }: Call): {
  readonly tags: Tags;
  readonly set: (tags: Tags) => void;
} {
  const scope = scopeOfCall(url);
  const { subscriptionId = "", resourceGroupName = "", resourceName } = params;
  if (resourceName === undefined) {
    const key = `${subscriptionId}/${resourceGroupName}`.toLowerCase();
    const group = world.resourceGroups.get(key);
    if (group === undefined)
      throw new TypeError("(sandbox) The door lets no request for a missing group through.");
    return { tags: group.tags, set: (tags) => void world.resourceGroups.set(key, { ...group, tags }) };
  }
  const resource = world.resources.get(scope);
  if (resource === undefined) {
    const type = `${params["resourceNamespace"] ?? ""}/${params["resourceType"] ?? ""}`;
    throw resourceNotFound(type, resourceName, resourceGroupName);
  }
  return {
    tags: resource.tags ?? {},
    set: (tags) => {
      world.resources.put({ ...resource, tags });
    },
  };
}

function reply({ url }: Call, tags: Tags): Reply {
  return {
    status: 200,
    body: {
      id: `${scopeOfCall(url)}/providers/${suffix}`,
      name: "default",
      type: "Microsoft.Resources/tags",
      properties: { tags },
    },
  };
}
