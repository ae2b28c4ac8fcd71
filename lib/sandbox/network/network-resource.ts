import { defined } from "@runbooks/azure";
import { bodyOf, locationIn, tagsIn } from "../request-body";
import type { ResourceType, Target } from "../resource-type";
import type { Call, Reply } from "../http";
import { isJsonObject, objectAt, without, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { startNetworkOperation } from "./network-operation";
import { networkVersions } from "../api-versions";

/** A type of Microsoft.Network, and what is its own about it. */
export interface NetworkType {
  /** `Microsoft.Network/networkInterfaces` */
  readonly type: string;
  /** Checks what was sent and answers the properties as Azure keeps them. Throws Azure's refusal. */
  readonly settled: (world: World, sent: Resource, old: Resource | undefined) => JsonObject;
  /** Throws where something still uses it. */
  readonly assertUnused: (world: World, resource: Resource) => void;
}

/** A type of Microsoft.Network as its provider serves it: a PATCH takes the tags alone ("Update tags"), and is over at once. */
export function networkResourceType(networkType: NetworkType): ResourceType {
  return {
    type: networkType.type,
    apiVersions: networkVersions,
    bodyOf: networkBody,
    put: (call, target) => put(call, target, networkType),
    patch: (call, old) => {
      const resource = { ...old, ...tagsIn(bodyOf(call)) };
      call.world.resources.put(resource);
      return { status: 200, body: networkBody(resource) };
    },
    remove: (call, resource) => {
      const { resources } = call.world;
      networkType.assertUnused(call.world, resource);
      const headers = startNetworkOperation(call, {
        location: resource.location ?? "",
        withLocation: true,
        finish: () => {
          resources.delete(resource.id);
        },
      });
      return { status: 202, headers };
    },
  };
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

function put(call: Call, { id, name, old }: Target, { type, settled }: NetworkType): Reply {
  const { world } = call;
  const body = bodyOf(call);
  const sent: Resource = {
    id,
    name,
    type,
    location: locationIn(body),
    ...tagsIn(body),
    ...(isJsonObject(body["sku"]) ? { sku: body["sku"] } : {}),
    properties: without(objectAt(body, "properties"), "provisioningState", "resourceGuid", "virtualMachine"),
  };
  const { headers, resource } = settleLater(call, { ...sent, properties: settled(world, sent, old) }, old);
  return { status: old === undefined ? 201 : 200, headers, body: networkBody(resource) };
}
