import type { Route } from "../http";
import { networkInterfaces } from "./network-interfaces";
import { getNetworkOperation, getNetworkOperationResult } from "./network-operation";
import { networkTypeRoutes } from "./network-resource";
import { networkSecurityGroups } from "./network-security-groups";
import { publicIpAddresses } from "./public-ip-addresses";
import { networkVersions } from "./versions";
import { subnetRoutes, virtualNetworks } from "./virtual-networks";

const locations = "/subscriptions/:subscriptionId/providers/Microsoft.Network/locations/:location";

/** Every route of Microsoft.Network: what a VM's creation needs, no more. */
export const networkRoutes: readonly Route[] = [
  ...[virtualNetworks, networkInterfaces, networkSecurityGroups, publicIpAddresses].flatMap(
    networkTypeRoutes,
  ),
  ...subnetRoutes,
  {
    method: "GET",
    path: `${locations}/operations/:operationId`,
    action: "Microsoft.Network/locations/operations/read",
    apiVersions: networkVersions,
    handler: getNetworkOperation,
  },
  {
    method: "GET",
    path: `${locations}/operationResults/:operationId`,
    action: "Microsoft.Network/locations/operationResults/read",
    apiVersions: networkVersions,
    handler: getNetworkOperationResult,
  },
];
