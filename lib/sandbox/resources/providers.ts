import type { World } from "../state";
import { AzureError } from "../errors";
import { param, type Call, type Reply } from "../http";
import { putFeaturesInForce } from "../features/features";

const registering = new WeakMap<World, Set<string>>();

/** Whether a subscription's registration of a provider is under way; all that the sandbox has are registered from the start. */
function registrationState(
  world: World,
  subscriptionId: string,
  namespace: string,
): "Registering" | "Registered" {
  return registering.get(world)?.has(key(subscriptionId, namespace)) === true ? "Registering" : "Registered";
}

/** A registration starts. */
function beginRegistration(world: World, subscriptionId: string, namespace: string): void {
  const underWay = registering.get(world) ?? new Set<string>();
  registering.set(world, underWay.add(key(subscriptionId, namespace)));
}

/** A registration is over. */
function endRegistration(world: World, subscriptionId: string, namespace: string): void {
  registering.get(world)?.delete(key(subscriptionId, namespace));
}

const key = (subscriptionId: string, namespace: string): string =>
  `${subscriptionId}/${namespace}`.toLowerCase();

/** The types of the resource providers. All that the sandbox has are registered. */
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

/** Until a provider that is registered already is through with being registered again; assumed. */
const registerProviderInMs = 60_000;

/** POST .../register: once more, which is how a provider learns of a subscription's features. */
export function registerProvider(call: Call): Reply {
  const { world } = call;
  const [subscriptionId, namespace] = [
    param(call, "subscriptionId"),
    param(call, "resourceProviderNamespace"),
  ];
  // It refuses a provider that there is not.
  getProvider(call);
  beginRegistration(world, subscriptionId, namespace);
  world.clock.after(registerProviderInMs, () => {
    endRegistration(world, subscriptionId, namespace);
    putFeaturesInForce(world, subscriptionId, namespace);
  });
  return getProvider(call);
}
