import { sameResourceId } from "@runbooks/azure";
import { AzureError } from "../errors";
import { isJsonObject, listAt, objectAt, textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { type NetworkType, assertReferenceFound, ipConfigurationsOf, subnetOf } from "./network-resource";
import { networkInterfaceType } from "../resource-types";

/** Network interfaces: what a VM is made with. */
export const networkInterfaces: NetworkType = {
  type: networkInterfaceType,
  settled: (world, sent, old) => {
    const ipConfigurations = listAt(sent.properties, "ipConfigurations").filter(isJsonObject);
    if (ipConfigurations.length === 0) {
      throw new AzureError(
        400,
        "InvalidRequestFormat",
        `(sandbox) Network interface ${sent.name} has no IP configuration.`,
      );
    }
    const securityGroupId = textAt(sent.properties, "networkSecurityGroup", "id");
    if (securityGroupId !== undefined) assertReferenceFound(world, sent, securityGroupId);
    return {
      dnsSettings: { dnsServers: [], appliedDnsServers: [] },
      enableAcceleratedNetworking: false,
      enableIPForwarding: false,
      nicType: "Standard",
      ...sent.properties,
      ipConfigurations: ipConfigurations.map((configuration, index) =>
        settledIpConfiguration(world, sent, configuration, index === 0),
      ),
      // Whose it is, Compute alone says.
      ...attachmentOf(old),
    };
  },
  // Text: public logs of packer; code: hashicorp/terraform#18127.
  assertUnused: (_world, { id, properties }) => {
    const virtualMachineId = textAt(properties, "virtualMachine", "id");
    if (virtualMachineId === undefined) return;
    throw new AzureError(
      400,
      "NicInUse",
      `Network Interface ${id} is used by existing resource ${virtualMachineId}. In order to delete the network interface, it must be ` +
        "dissociated from the resource. To learn more, see aka.ms/deletenic.",
      { details: [] },
    );
  },
};

function attachmentOf(old: Resource | undefined): JsonObject {
  const virtualMachine = valueAt(old?.properties, "virtualMachine");
  return virtualMachine === undefined
    ? {}
    : { virtualMachine, primary: valueAt(old?.properties, "primary") ?? true };
}

function settledIpConfiguration(
  world: World,
  networkInterface: Resource,
  sent: JsonObject,
  isFirst: boolean,
): JsonObject {
  const name = textAt(sent, "name") ?? "ipconfig1";
  const id = `${networkInterface.id}/ipConfigurations/${name}`;
  const properties = objectAt(sent, "properties");
  const subnetId = textAt(properties, "subnet", "id");
  if (subnetId === undefined) {
    throw new AzureError(400, "InvalidRequestFormat", `(sandbox) IP configuration ${name} names no subnet.`);
  }
  assertReferenceFound(world, networkInterface, subnetId);
  const publicIpAddressId = textAt(properties, "publicIPAddress", "id");
  if (publicIpAddressId !== undefined) {
    assertReferenceFound(world, networkInterface, publicIpAddressId);
    assertPublicIpAddressFree(world, id, publicIpAddressId);
  }
  return {
    name,
    id,
    type: `${networkInterfaceType}/ipConfigurations`,
    properties: {
      privateIPAddress:
        textAt(properties, "privateIPAddress") ?? freeAddress(world, networkInterface.id, subnetId),
      privateIPAllocationMethod: "Dynamic",
      primary: isFirst,
      privateIPAddressVersion: "IPv4",
      ...properties,
      provisioningState: "Succeeded",
    },
  };
}

/** Text: MicrosoftLearning/AZ-100-MicrosoftAzureInfrastructureDeployment#15, DataBiosphere/terra-workspace-manager#587. */
function assertPublicIpAddressFree(world: World, ipConfigurationId: string, publicIpAddressId: string): void {
  const user = userOfPublicIpAddress(world, publicIpAddressId);
  if (user === undefined || sameResourceId(user, ipConfigurationId)) return;
  throw new AzureError(
    400,
    "PublicIPAddressInUse",
    `Resource ${ipConfigurationId} is referencing public IP address ${publicIpAddressId} that is already allocated to resource ${user}.`,
    { details: [] },
  );
}

/** The id of the IP configuration that has a public IP address. */
export function userOfPublicIpAddress(world: World, publicIpAddressId: string): string | undefined {
  const user = world.resources
    .all()
    .filter(({ type }) => type === networkInterfaceType)
    .flatMap(ipConfigurationsOf)
    .find((configuration) =>
      sameResourceId(textAt(configuration, "properties", "publicIPAddress", "id") ?? "", publicIpAddressId),
    );
  return textAt(user, "id");
}

/** The subnet's first address that no interface has; Azure keeps the first four of each subnet. */
function freeAddress(world: World, networkInterfaceId: string, subnetId: string): string {
  const prefix = textAt(subnetOf(world, subnetId)?.subnet, "properties", "addressPrefix") ?? "10.0.0.0/24";
  const taken = world.resources
    .all()
    .filter(({ type, id }) => type === networkInterfaceType && !sameResourceId(id, networkInterfaceId))
    .flatMap(ipConfigurationsOf)
    .filter((configuration) =>
      sameResourceId(textAt(configuration, "properties", "subnet", "id") ?? "", subnetId),
    )
    .map((configuration) => textAt(configuration, "properties", "privateIPAddress"));
  const base = (prefix.split("/")[0] ?? "").split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  let address: string;
  let host = 4;
  do address = dotted(base + host++);
  while (taken.includes(address));
  return address;
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
