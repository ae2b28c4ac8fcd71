import { AzureError } from "../errors";
import { registrationState } from "../features/registration-state";
import { param, type Call, type Reply, type Route } from "../http";
import { resourceVersions } from "./versions";

/** Whether a resource provider is registered, and its types. All that the sandbox has are. */
export const providerRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/subscriptions/:subscriptionId/providers/:resourceProviderNamespace",
    action: "Microsoft.Resources/subscriptions/providers/read",
    apiVersions: resourceVersions,
    handler: getProvider,
  },
];

const typesOf: Readonly<Record<string, readonly string[]>> = {
  "Microsoft.Authorization": ["roleAssignments", "roleDefinitions", "policyAssignments", "permissions"],
  "Microsoft.Compute": [
    "virtualMachines",
    "virtualMachines/extensions",
    "virtualMachines/runCommands",
    "disks",
    "snapshots",
    "diskEncryptionSets",
    "images",
  ],
  "Microsoft.KeyVault": ["vaults", "vaults/keys", "vaults/secrets", "deletedVaults"],
  "Microsoft.ManagedIdentity": ["userAssignedIdentities"],
  "Microsoft.Features": ["features", "providers"],
  "Microsoft.Network": ["virtualNetworks", "networkInterfaces", "networkSecurityGroups", "publicIPAddresses"],
  "Microsoft.Resources": ["subscriptions", "resourceGroups", "tags", "deployments"],
};

/** GET .../providers/{namespace}. */
export function getProvider(call: Call): Reply {
  const asked = param(call, "resourceProviderNamespace");
  const namespace = Object.keys(typesOf).find((name) => name.toLowerCase() === asked.toLowerCase());
  if (namespace === undefined) {
    throw new AzureError(404, "InvalidResourceNamespace", `The resource namespace '${asked}' is invalid.`);
  }
  return {
    status: 200,
    body: {
      id: `/subscriptions/${param(call, "subscriptionId")}/providers/${namespace}`,
      namespace,
      registrationState: registrationState(call.world, param(call, "subscriptionId"), namespace),
      registrationPolicy: "RegistrationRequired",
      resourceTypes: (typesOf[namespace] ?? []).map((resourceType) => ({
        resourceType,
        locations: call.world.locations,
      })),
    },
  };
}
