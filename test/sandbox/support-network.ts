import { ResourceManagementClient, type GenericResource } from "@azure/arm-resources";
import { RestError } from "@azure/core-rest-pipeline";

import type { Fleet, Sandbox } from "../../lib/sandbox/index";
import { credentialOf, httpClientOf, resourceGroupId, subscriptionId, testSandbox } from "./support";

type FleetResource = Fleet["resources"][number];

export const subnetId = `${resourceGroupId}/providers/Microsoft.Network/virtualNetworks/vnet-test/subnets/default`;

/** A virtual network with one subnet, `default`, in the test group. */
export function aVirtualNetwork(changes: Partial<FleetResource> = {}): FleetResource {
  return {
    id: `${resourceGroupId}/providers/Microsoft.Network/virtualNetworks/vnet-test`,
    name: "vnet-test",
    type: "Microsoft.Network/virtualNetworks",
    location: "westeurope",
    properties: {
      provisioningState: "Succeeded",
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
      subnets: [
        {
          name: "default",
          id: subnetId,
          properties: { provisioningState: "Succeeded", addressPrefix: "10.0.0.0/24" },
        },
      ],
    },
    ...changes,
  };
}

export const networkInterfaceId = (name: string): string =>
  `${resourceGroupId}/providers/Microsoft.Network/networkInterfaces/${name}`;

/** A network interface that no VM has. */
export function aNetworkInterface(name = "nic-free", changes: Partial<FleetResource> = {}): FleetResource {
  return {
    id: networkInterfaceId(name),
    name,
    type: "Microsoft.Network/networkInterfaces",
    location: "westeurope",
    properties: {
      provisioningState: "Succeeded",
      ipConfigurations: [
        {
          name: "ipconfig1",
          id: `${networkInterfaceId(name)}/ipConfigurations/ipconfig1`,
          properties: { subnet: { id: subnetId }, privateIPAddress: "10.0.0.4" },
        },
      ],
    },
    ...changes,
  };
}

/** What the generic client of Microsoft.Resources reads and makes: there is no client for Microsoft.Network here. */
export interface NetworkBench {
  readonly sandbox: Sandbox;
  /** Status and headers of every exchange, by its first line. */
  readonly seen: string[];
  readonly put: (id: string, body: GenericResource) => Promise<GenericResource>;
  readonly get: (id: string) => Promise<GenericResource>;
  readonly remove: (id: string) => Promise<void>;
  /** What a refused call says, with its code. */
  readonly refusal: (action: () => Promise<unknown>) => Promise<string>;
}

const apiVersion = "2024-05-01";

/** Starts a sandbox with a fleet, or with an empty one. */
export function networkBench(fleet: Partial<Fleet> = {}): NetworkBench {
  const sandbox = testSandbox(fleet);
  const seen: string[] = [];
  const client = new ResourceManagementClient(credentialOf(sandbox), subscriptionId, {
    httpClient: httpClientOf(sandbox, seen),
    retryOptions: { maxRetries: 0 },
  });
  return {
    sandbox,
    seen,
    put: async (id, body) => {
      const poller = await client.resources.beginCreateOrUpdateById(id, apiVersion, body);
      return drive(sandbox, poller);
    },
    get: (id) => client.resources.getById(id, apiVersion),
    remove: async (id) => {
      await drive(sandbox, await client.resources.beginDeleteById(id, apiVersion));
    },
    refusal: async (action) => {
      try {
        await action();
      } catch (error) {
        if (error instanceof RestError) return `${error.code ?? ""}: ${error.message}`;
        throw error;
      }
      throw new Error("Azure took it.");
    },
  };
}

async function drive<T>(
  sandbox: Sandbox,
  poller: { poll(): Promise<unknown>; isDone(): boolean; getResult(): T | undefined },
): Promise<T> {
  while (!poller.isDone()) {
    sandbox.clock.advance(10_000);
    await poller.poll();
  }
  return poller.getResult() as T;
}
