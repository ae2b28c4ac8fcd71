import { z } from "zod";

import { type Fact, known, missing, parseResourceId } from "@runbooks/azure";
import { azureError } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import { clientsOf } from "../../connection/clients";

const NETWORK_API_VERSION = "2024-05-01";

const networkInterface = z.object({
  ipConfigurations: z
    .array(z.object({ properties: z.object({ subnet: z.object({ id: z.string() }).optional() }).optional() }))
    .optional(),
});

/** Reads which subnet a network interface is in; missing where it can't be read, or does not say. */
export async function readSubnetIdOf(
  azure: Connection,
  networkInterfaceId: string | undefined,
): Promise<Fact<string>> {
  if (networkInterfaceId === undefined) return missing("the VM's model names no network interface");
  const { subscriptionId, name } = parseResourceId(networkInterfaceId);
  try {
    // Without its first slash: the client puts one before the id.
    const { properties } = await clientsOf(azure)
      .resources(subscriptionId)
      .resources.getById(networkInterfaceId.slice(1), NETWORK_API_VERSION);
    const id = networkInterface
      .parse(properties ?? {})
      .ipConfigurations?.flatMap((configuration) => configuration.properties?.subnet?.id ?? [])[0];
    return id === undefined
      ? missing(`network interface ${name} does not say its subnet`)
      : known(id, `GET Microsoft.Network/networkInterfaces/${name}`);
  } catch (error) {
    return missing(azureError(error, `reading network interface ${name}`).message);
  }
}
