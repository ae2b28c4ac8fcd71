import { defined } from "@runbooks/azure";
import { resourcePage } from "../compute/paging";
import { bodyOf, locationIn, tagsIn } from "../compute/request-body";
import { found, groupId, resourceIdOf } from "../compute/resource-types";
import { param, type Call, type Reply, type Route } from "../http";
import { isJsonObject, objectAt, without, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { startNetworkOperation } from "./network-operation";
import { networkVersions } from "./versions";

/** A type of Microsoft.Network, and what is its own about it. */
export interface NetworkType {
  /** `Microsoft.Network/networkInterfaces` */
  readonly type: string;
  /** Checks what was sent and answers the properties as Azure keeps them. Throws Azure's refusal. */
  readonly settled: (world: World, sent: Resource, old: Resource | undefined) => JsonObject;
  /** Throws where something still uses it. */
  readonly assertUnused: (world: World, resource: Resource) => void;
}

/** PUT, GET, PATCH of the tags, DELETE and both lists of a type. */
export function networkTypeRoutes(networkType: NetworkType): readonly Route[] {
  const { type } = networkType;
  const subscription = "/subscriptions/:subscriptionId";
  const group = `${subscription}/resourceGroups/:resourceGroupName`;
  const one = `${group}/providers/${type}/:networkResourceName`;
  const route = (method: Route["method"], path: string, right: string, handler: Route["handler"]): Route => ({
    method,
    path,
    action: `${type}/${right}`,
    apiVersions: networkVersions,
    handler,
  });
  return [
    route("GET", `${subscription}/providers/${type}`, "read", (call) =>
      list(call, type, `/subscriptions/${param(call, "subscriptionId")}`),
    ),
    route("GET", `${group}/providers/${type}`, "read", (call) => list(call, type, groupId(call))),
    route("GET", one, "read", (call) => ({ status: 200, body: networkBody(named(call, type)) })),
    route("PUT", one, "write", (call) => put(call, networkType)),
    route("PATCH", one, "write", (call) => patchTags(call, type)),
    route("DELETE", one, "delete", (call) => remove(call, networkType)),
  ];
}

/** A resource of a type that a call names; 404 where there is none. */
function named(call: Call, type: string): Resource {
  return found(call, type, param(call, "networkResourceName"));
}

/** What a GET answers of a network resource. */
function networkBody({ id, name, type, location, tags, sku, etag, properties }: Resource): JsonObject {
  return {
    name,
    id,
    ...defined({ etag }),
    type,
    location,
    ...defined({ tags }),
    properties,
    ...defined({ sku }),
  };
}

/** Keeps a network resource as it is to be; it is `Updating` until the operation is over. */
export function settleLater(
  call: Call,
  settled: Resource,
  old: Resource | undefined,
): { readonly headers: Readonly<Record<string, string>>; readonly resource: Resource } {
  const { world } = call;
  const resource: Resource = {
    ...settled,
    etag: `W/"${world.identifiers.guid()}"`,
    properties: {
      ...settled.properties,
      resourceGuid: old?.properties["resourceGuid"] ?? world.identifiers.guid(),
      provisioningState: "Updating",
    },
  };
  world.resources.put(resource);
  const headers = startNetworkOperation(call, {
    location: resource.location ?? "",
    withLocation: false,
    finish: () => {
      const current = world.resources.get(resource.id);
      if (current === undefined) return;
      world.resources.put({
        ...current,
        properties: { ...current.properties, provisioningState: "Succeeded" },
      });
    },
  });
  return { headers, resource };
}

function list(call: Call, type: string, scope: string): Reply {
  return resourcePage(call, type, scope, networkBody);
}

function put(call: Call, { type, settled }: NetworkType): Reply {
  const { world } = call;
  const body = bodyOf(call);
  const name = param(call, "networkResourceName");
  const id = resourceIdOf(call, type, name);
  const old = world.resources.get(id);
  const sent: Resource = {
    id: old?.id ?? id,
    name: old?.name ?? name,
    type,
    location: locationIn(body),
    ...tagsIn(body),
    ...(isJsonObject(body["sku"]) ? { sku: body["sku"] } : {}),
    properties: without(objectAt(body, "properties"), "provisioningState", "resourceGuid", "virtualMachine"),
  };
  const { headers, resource } = settleLater(call, { ...sent, properties: settled(world, sent, old) }, old);
  return { status: old === undefined ? 201 : 200, headers, body: networkBody(resource) };
}

/** PATCH takes the tags alone ("Update tags"), and is over at once. */
function patchTags(call: Call, type: string): Reply {
  const resource = { ...named(call, type), ...tagsIn(bodyOf(call)) };
  call.world.resources.put(resource);
  return { status: 200, body: networkBody(resource) };
}

function remove(call: Call, { type, assertUnused }: NetworkType): Reply {
  const { world } = call;
  const resource = world.resources.get(resourceIdOf(call, type, param(call, "networkResourceName")));
  if (resource === undefined) return { status: 204 };
  assertUnused(world, resource);
  const headers = startNetworkOperation(call, {
    location: resource.location ?? "",
    withLocation: true,
    finish: () => {
      world.resources.delete(resource.id);
    },
  });
  return { status: 202, headers };
}
