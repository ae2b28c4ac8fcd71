import { defined } from "@runbooks/azure";
import type { Fleet, FleetVault } from "../fleets";
import { addKey } from "../keyvault/keys";
import { emptyVaultContents } from "../keyvault/contents";
import type { World } from "../state";

/** The fleet's vaults with the keys in them. Key pairs are made when they are first used. */
export function addVaults(world: World, fleet: Fleet): void {
  for (const vault of fleet.vaults) {
    addVault(world, vault);
    addKeys(world, vault);
  }
}

function addVault(world: World, vault: FleetVault): void {
  const { name, subscriptionId, resourceGroupName, location, tags = {}, properties } = vault;
  const created = world.clock.now().toISOString();
  world.resources.put({
    id: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.KeyVault/vaults/${name}`,
    name,
    type: "Microsoft.KeyVault/vaults",
    location,
    tags,
    systemData: {
      createdBy: world.principals[0]?.name,
      createdByType: "User",
      createdAt: created,
      lastModifiedBy: world.principals[0]?.name,
      lastModifiedByType: "User",
      lastModifiedAt: created,
    },
    properties: {
      sku: { family: "A", name: "standard" },
      tenantId: world.tenantId,
      accessPolicies: [],
      ...properties,
      vaultUri: `https://${name.toLowerCase()}.vault.azure.net/`,
      provisioningState: "Succeeded",
      publicNetworkAccess: properties["publicNetworkAccess"] ?? "Enabled",
    },
  });
}

function addKeys(world: World, vault: FleetVault): void {
  const contents = emptyVaultContents();
  world.vaultContents.set(vault.name.toLowerCase(), contents);
  for (const { expires, ...key } of vault.keys ?? []) {
    addKey(contents, {
      ...key,
      created: world.clock.now(),
      ...defined({ expires: expires === undefined ? undefined : new Date(expires) }),
    });
  }
}
