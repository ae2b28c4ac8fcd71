import { sameResourceId } from "@runbooks/azure";
import { AzureError } from "../errors";
import { isJsonObject, listAt, objectAt, textAt } from "../json";
import type { Resource, World } from "../state";
import type { NetworkType } from "./network-resource";
import { networkInterfaceType, networkSecurityGroupType, virtualNetworkType } from "../resource-types";

/** Network security groups: kept and referred to. No traffic is filtered in the sandbox, and the default rules are not listed. */
export const networkSecurityGroups: NetworkType = {
  type: networkSecurityGroupType,
  settled: (_world, { id, properties }) => ({
    ...properties,
    securityRules: listAt(properties, "securityRules")
      .filter(isJsonObject)
      .map((rule) => ({
        name: rule["name"],
        id: `${id}/securityRules/${textAt(rule, "name") ?? ""}`,
        type: `${networkSecurityGroupType}/securityRules`,
        properties: { ...objectAt(rule, "properties"), provisioningState: "Succeeded" },
      })),
  }),
  // Code and text from memory.
  assertUnused: (world, { id }) => {
    const users = usersOf(world, id);
    if (users.length === 0) return;
    throw new AzureError(
      400,
      "InUseNetworkSecurityGroupCannotBeDeleted",
      `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users.join(", ")}. In order to ` +
        "delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.",
      { details: [] },
    );
  },
};

function usersOf(world: World, id: string): readonly string[] {
  const names = (resource: { readonly properties: Resource["properties"] }): boolean =>
    sameResourceId(textAt(resource.properties, "networkSecurityGroup", "id") ?? "", id);
  const ofType = (type: string): readonly Resource[] => world.resources.list(type, "");
  const subnets = ofType(virtualNetworkType)
    .flatMap(({ properties }) => listAt(properties, "subnets"))
    .filter(isJsonObject)
    .filter((subnet) => names({ properties: objectAt(subnet, "properties") }));
  return [
    ...ofType(networkInterfaceType)
      .filter(names)
      .map((user) => user.id),
    ...subnets.map((subnet) => textAt(subnet, "id") ?? ""),
  ];
}
