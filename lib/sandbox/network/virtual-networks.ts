import { sameResourceId } from "@runbooks/azure";
import { bodyOf } from "../request-body";
import type { Action } from "../resource-type";
import { AzureError, resourceNotFound } from "../errors";
import { param, type Call, type Reply } from "../http";
import { isJsonObject, listAt, objectAt, textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import {
  startNetworkOperation,
  settleLater,
  type NetworkType,
  assertReferenceFound,
  ipConfigurationsOf,
} from "./network-resource";
import { networkInterfaceType, subnetType, virtualNetworkType } from "../resource-types";

/** Virtual networks; their subnets are inside, and are resources of their own too. */
export const virtualNetworks: NetworkType = {
  type: virtualNetworkType,
  settled: (world, sent) => {
    const prefixes = listAt(sent.properties, "addressSpace", "addressPrefixes");
    if (prefixes.length === 0) {
      throw new AzureError(
        400,
        "InvalidRequestFormat",
        `(sandbox) Virtual network ${sent.name} has no address space.`,
      );
    }
    return {
      virtualNetworkPeerings: [],
      enableDdosProtection: false,
      ...sent.properties,
      subnets: listAt(sent.properties, "subnets")
        .filter(isJsonObject)
        .map((subnet) => settledSubnet(world, sent, textAt(subnet, "name") ?? "", subnet)),
    };
  },
  assertUnused: (world, { properties }) => {
    for (const subnet of listAt(properties, "subnets")) assertSubnetUnused(world, subnet);
  },
};

/** The subnets as children of their network. */
export const listSubnets: Action = (_call, { properties }) => ({
  status: 200,
  body: { value: listAt(properties, "subnets") },
});

export function getSubnet(call: Call, virtualNetwork: Resource): Reply {
  const name = param(call, "subnetName");
  const subnet = subnetNamed(virtualNetwork, name);
  if (subnet === undefined)
    throw resourceNotFound(subnetType, `${virtualNetwork.name}/${name}`, param(call, "resourceGroupName"));
  return { status: 200, body: subnet };
}

export function putSubnet(call: Call, virtualNetwork: Resource): Reply {
  const name = param(call, "subnetName");
  const old = subnetNamed(virtualNetwork, name);
  const subnet = settledSubnet(call.world, virtualNetwork, textAt(old, "name") ?? name, bodyOf(call));
  const others = listAt(virtualNetwork.properties, "subnets").filter((other) => other !== old);
  const { headers } = settleLater(
    call,
    { ...virtualNetwork, properties: { ...virtualNetwork.properties, subnets: [...others, subnet] } },
    virtualNetwork,
  );
  return { status: old === undefined ? 201 : 200, headers, body: subnet };
}

export function deleteSubnet(call: Call, virtualNetwork: Resource): Reply {
  const { world } = call;
  const subnet = subnetNamed(virtualNetwork, param(call, "subnetName"));
  if (subnet === undefined) return { status: 204 };
  assertSubnetUnused(world, subnet);
  const headers = startNetworkOperation(call, {
    location: virtualNetwork.location ?? "",
    withLocation: true,
    finish: () => {
      const current = world.resources.get(virtualNetwork.id) ?? virtualNetwork;
      const subnets = listAt(current.properties, "subnets").filter(
        (other) => !sameResourceId(textAt(other, "id") ?? "", textAt(subnet, "id") ?? ""),
      );
      world.resources.put({ ...current, properties: { ...current.properties, subnets } });
    },
  });
  return { status: 202, headers };
}

function subnetNamed({ properties }: Resource, name: string): JsonObject | undefined {
  return listAt(properties, "subnets")
    .filter(isJsonObject)
    .find((subnet) => textAt(subnet, "name")?.toLowerCase() === name.toLowerCase());
}

function settledSubnet(world: World, virtualNetwork: Resource, name: string, sent: JsonObject): JsonObject {
  const properties = objectAt(sent, "properties");
  if (
    valueAt(properties, "addressPrefix") === undefined &&
    valueAt(properties, "addressPrefixes") === undefined
  ) {
    throw new AzureError(400, "InvalidRequestFormat", `(sandbox) Subnet ${name} has no address prefix.`);
  }
  const securityGroupId = textAt(properties, "networkSecurityGroup", "id");
  if (securityGroupId !== undefined) assertReferenceFound(world, virtualNetwork, securityGroupId);
  return {
    name,
    id: `${virtualNetwork.id}/subnets/${name}`,
    type: subnetType,
    properties: {
      delegations: [],
      privateEndpointNetworkPolicies: "Disabled",
      privateLinkServiceNetworkPolicies: "Enabled",
      ...properties,
      provisioningState: "Succeeded",
    },
  };
}

/** Code: Azure's list of common deployment errors; text: hashicorp/terraform-provider-azurerm. */
function assertSubnetUnused(world: World, subnet: JsonObject[string]): void {
  const id = textAt(subnet, "id") ?? "";
  const user = world.resources
    .all()
    .filter(({ type }) => type === networkInterfaceType)
    .flatMap(ipConfigurationsOf)
    .find((configuration) => sameResourceId(textAt(configuration, "properties", "subnet", "id") ?? "", id));
  if (user === undefined) return;
  throw new AzureError(
    400,
    "InUseSubnetCannotBeDeleted",
    `Subnet ${textAt(subnet, "name") ?? ""} is in use by ${textAt(user, "id") ?? ""} and cannot be deleted. In order to delete the ` +
      "subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.",
    { details: [] },
  );
}
