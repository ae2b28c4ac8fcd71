import { sameSubscription } from "../resource-ids";
import { sameRegion, sameResourceId, defined, regionKey } from "@runbooks/azure";
import { AzureError, notFound } from "../errors";
import { isJsonObject, listAt, textAt, type JsonObject, objectAt, without } from "../json";
import type { Resource, World } from "../state";
import { param, type Call, type Reply } from "../http";
import { beginOperation, succeed } from "../operations";
import { bodyOf, locationIn, tagsIn } from "../request-body";
import type { ResourceType, Target } from "../resource-type";
import { networkVersions } from "../api-versions";

/** A subnet of a virtual network; undefined where the network, or the subnet in it, is not there. */
export function subnetOf(
  world: World,
  subnetId: string,
): { readonly virtualNetwork: Resource; readonly subnet: JsonObject } | undefined {
  const virtualNetworkId = subnetId.replace(/\/subnets\/[^/]+$/i, "");
  const virtualNetwork = world.resources.get(virtualNetworkId);
  const subnet = listAt(virtualNetwork?.properties, "subnets")
    .filter(isJsonObject)
    .find((candidate) => sameResourceId(textAt(candidate, "id") ?? "", subnetId));
  return virtualNetwork === undefined || subnet === undefined ? undefined : { virtualNetwork, subnet };
}

/**
 * Refuses a reference to a resource that is not there, or is in another region or subscription: Azure tells none from the others
 * (Azure/azure-cli#13258).
 */
export function assertReferenceFound(world: World, from: Resource, id: string): void {
  const found = /\/subnets\/[^/]+$/i.test(id) ? subnetOf(world, id)?.virtualNetwork : world.resources.get(id);
  const isNear = sameRegion(found?.location ?? "", from.location ?? "") && sameSubscription(id, from.id);
  if (found !== undefined && isNear) return;
  throw referenceNotFound(from.id, id);
}

/** Code and text: MicrosoftDocs/azure-docs#81734, Azure/azure-cli#8569. */
export function referenceNotFound(fromId: string, id: string): AzureError {
  return new AzureError(
    400,
    "InvalidResourceReference",
    `Resource ${id} referenced by resource ${fromId} was not found. Please make sure that the referenced resource exists, and that ` +
      "both resources are in the same region.",
    { details: [] },
  );
}

/** The IP configurations of a network interface. */
export function ipConfigurationsOf(networkInterface: Resource): readonly JsonObject[] {
  return listAt(networkInterface.properties, "ipConfigurations").filter(isJsonObject);
}

/** A change of a network resource; assumed ("seconds" is all that is reported). */
const networkInMs = 3_000;

export interface NetworkOperationOptions {
  readonly location: string;
  /** A deletion is followed by its `location` URL too. */
  readonly withLocation: boolean;
  readonly finish: () => void;
}

/**
 * Starts a change and answers its headers.
 *
 * As reported in Azure/azure-rest-api-specs#1220, #11948, #12828 and Azure/azure-powershell#14460: a PUT is answered with 201 or 200,
 * `azure-asyncoperation` and `azure-asyncnotification`, never with 202; `retry-after` is 10.
 */
export function startNetworkOperation(
  call: Call,
  { location, withLocation, finish }: NetworkOperationOptions,
): Readonly<Record<string, string>> {
  const { world } = call;
  const operation = beginOperation(world);
  world.clock.after(networkInMs, () => {
    finish();
    succeed(world, operation);
  });
  const region = regionKey(location);
  const below = `${call.url.origin}/subscriptions/${param(call, "subscriptionId")}/providers/Microsoft.Network/locations/${region}`;
  const query = `api-version=${call.apiVersion}`;
  return {
    "azure-asyncoperation": `${below}/operations/${operation.id}?${query}`,
    "azure-asyncnotification": "Enabled",
    "retry-after": "10",
    ...(withLocation ? { location: `${below}/operationResults/${operation.id}?${query}` } : {}),
  };
}

/** GET .../Microsoft.Network/locations/{location}/operations/{id}: the status alone. */
export function getNetworkOperation(call: Call): Reply {
  return { status: 200, body: { status: operationOf(call).status } };
}

/** GET .../operationResults/{id}: 202 while it runs. */
export function getNetworkOperationResult(call: Call): Reply {
  const { status } = operationOf(call);
  return status === "InProgress" ? { status: 202, headers: { location: call.url.href } } : { status: 200 };
}

function operationOf(call: Call): { readonly status: string } {
  const id = param(call, "operationId");
  const operation = call.world.operations.get(id.toLowerCase());
  if (operation === undefined) throw notFound(`(sandbox) No operation ${id}.`);
  return operation;
}

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
