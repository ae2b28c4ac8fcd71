import { sameRegion, sameResourceId } from "@runbooks/azure";
import { AzureError } from "../errors";
import { isJsonObject, listAt, textAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";

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
  const isNear =
    sameRegion(found?.location ?? "", from.location ?? "") && subscriptionOf(id) === subscriptionOf(from.id);
  if (found !== undefined && isNear) return;
  throw referenceNotFound(from.id, id);
}

const subscriptionOf = (id: string): string => (id.split("/")[2] ?? "").toLowerCase();

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
