import { z } from "zod";

import {
  absent,
  type Fact,
  known,
  missing,
  parseSubnetId,
  sameResourceId,
  type Subnet,
} from "@runbooks/azure";
import { azureError, httpStatus } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { clientsOf } from "../connection/clients";

const NETWORK_API_VERSION = "2024-05-01";

const virtualNetwork = z.object({
  subnets: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        properties: z.object({
          addressPrefix: z.string().optional(),
          addressPrefixes: z.array(z.string()).optional(),
          delegations: z
            .array(z.object({ properties: z.object({ serviceName: z.string() }).optional() }))
            .optional(),
        }),
      }),
    )
    .optional(),
});

/**
 * Reads a subnet through its virtual network, which has the region; missing where it can't be read, `absent` where Azure said that the
 * network or its subnet is not there.
 *
 * @throws RunbookError `ResourceIdMalformed`.
 */
export async function readSubnet(azure: Connection, id: string): Promise<Fact<Subnet>> {
  const { subscriptionId, name, names, virtualNetworkId } = parseSubnetId(id);
  const networkName = names[0] ?? "";
  try {
    // Without its first slash: the client puts one before the id.
    const network = await clientsOf(azure)
      .resources(subscriptionId)
      .resources.getById(virtualNetworkId.slice(1), NETWORK_API_VERSION);
    const properties: unknown = network.properties ?? {};
    const found = virtualNetwork.parse(properties).subnets?.find((subnet) => sameResourceId(subnet.id, id));
    if (found === undefined) return absent(`virtual network ${networkName} has no subnet ${name}`);
    const { addressPrefix, addressPrefixes, delegations = [] } = found.properties;
    return known(
      {
        id: found.id,
        name: found.name,
        virtualNetworkName: network.name ?? networkName,
        subscriptionId,
        location: network.location ?? "",
        addressPrefixes: addressPrefixes ?? (addressPrefix === undefined ? [] : [addressPrefix]),
        delegations: delegations.flatMap((delegation) => delegation.properties?.serviceName ?? []),
      },
      `GET Microsoft.Network/virtualNetworks/${networkName}`,
    );
  } catch (error) {
    const { message } = azureError(error, `reading virtual network ${networkName}`);
    return httpStatus(error) === 404 ? absent(message) : missing(message);
  }
}
