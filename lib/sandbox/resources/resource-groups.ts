import { regionKey } from "@runbooks/azure";
import { AzureError } from "../errors";
import { param, type Call, type Reply } from "../http";
import { textAt, valueAt, type JsonObject } from "../json";
import type { ResourceGroup } from "../state";
import { page } from "./paging";
import { tagsOf } from "./tags";

export function listGroups(call: Call): Reply {
  const subscriptionId = param(call, "subscriptionId").toLowerCase();
  const groups = [...call.world.resourceGroups.values()].filter(
    (group) => group.subscriptionId.toLowerCase() === subscriptionId,
  );
  return { status: 200, body: page(call, groups.map(toBody)) };
}

export function getGroup(call: Call): Reply {
  return { status: 200, body: toBody(groupOf(call)) };
}

export function putGroup(call: Call): Reply {
  const existing = call.world.resourceGroups.get(keyOf(call));
  const location = textAt(call.body, "location");
  if (location === undefined) {
    throw new AzureError(400, "LocationRequired", "The location property is required for this definition.");
  }
  const region = regionKey(location);
  if (existing !== undefined && existing.location !== region) {
    throw new AzureError(
      409,
      "InvalidResourceGroupLocation",
      `Invalid resource group location '${location}'. The Resource group already exists in location '${existing.location}'.`,
    );
  }
  return put(
    call,
    {
      subscriptionId: existing?.subscriptionId ?? param(call, "subscriptionId"),
      name: existing?.name ?? param(call, "resourceGroupName"),
      location: region,
      tags: tagsOf(valueAt(call.body, "tags")),
    },
    existing === undefined ? 201 : 200,
  );
}

export function patchGroup(call: Call): Reply {
  const group = groupOf(call);
  const tags = valueAt(call.body, "tags");
  // A PATCH replaces the tags as a whole; it does not merge them.
  return put(call, tags === undefined ? group : { ...group, tags: tagsOf(tags) }, 200);
}

/** Only an empty group goes: what Azure does with all that is in one is more than a class needs. */
export function deleteGroup(call: Call): Reply {
  const group = groupOf(call);
  const id = `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`;
  const inside = [...call.world.resources.each(undefined, id)];
  if (inside.length > 0) {
    throw new AzureError(
      409,
      "SandboxResourceGroupNotEmpty",
      `(sandbox) Resource group '${group.name}' holds ${inside.length} resources; the sandbox deletes empty groups only.`,
    );
  }
  call.world.resourceGroups.delete(keyOf(call));
  return { status: 200 };
}

function put(call: Call, group: ResourceGroup, status: number): Reply {
  call.world.resourceGroups.set(keyOf(call), group);
  return { status, body: toBody(group) };
}

const keyOf = (call: Call): string =>
  `${param(call, "subscriptionId")}/${param(call, "resourceGroupName")}`.toLowerCase();

function groupOf(call: Call): ResourceGroup {
  const group = call.world.resourceGroups.get(keyOf(call));
  if (group === undefined)
    throw new TypeError("(sandbox) The door lets no request for a missing group through.");
  return group;
}

function toBody({ subscriptionId, name, location, tags }: ResourceGroup): JsonObject {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
    name,
    type: "Microsoft.Resources/resourceGroups",
    location,
    tags,
    properties: { provisioningState: "Succeeded" },
  };
}
