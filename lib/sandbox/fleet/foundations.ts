import { roleDefinitions } from "../authorization/role-definitions";
import { setFeature } from "../features/features";
import { reviewSets } from "../compute/set-rotation";
import type { Fleet } from "../fleets";
import { addFleetServicePrincipal } from "../managed-identity/resource-identity";
import type { World } from "../state";

/** The fleet's subscriptions, all of one tenant. */
export function addSubscriptions(world: World, fleet: Fleet): void {
  for (const subscription of fleet.subscriptions) {
    world.subscriptions.set(subscription.subscriptionId.toLowerCase(), {
      ...subscription,
      tenantId: fleet.tenantId,
    });
  }
}

/** The fleet's resource groups. */
export function addResourceGroups(world: World, fleet: Fleet): void {
  for (const { tags = {}, ...group } of fleet.resourceGroups) {
    world.resourceGroups.set(`${group.subscriptionId}/${group.name}`.toLowerCase(), { ...group, tags });
  }
}

/** Who may do what, and the policies that are assigned. */
export function addRoleAssignments(world: World, fleet: Fleet): void {
  for (const { principal, role, scope, name } of fleet.roleAssignments) {
    const owner = world.principals.find(({ name }) => name === principal);
    const definition = roleDefinitions.find(({ roleName }) => roleName === role);
    if (owner === undefined || definition === undefined) {
      throw new TypeError(
        `(sandbox) No principal '${principal}' or no role '${role}' in fleet ${fleet.name}.`,
      );
    }
    world.roleAssignments.push({
      name: name ?? world.identifiers.guid(),
      scope,
      principalId: owner.objectId,
      roleDefinitionId: definition.id,
      principalType: owner.type,
      createdOn: world.clock.now(),
    });
  }
  world.policyAssignments.push(...fleet.policyAssignments);
}

/** Resources that the fleet's file gives in full, e.g. disk encryption sets; with the service principals of their identities. */
export function addPlainResources(world: World, fleet: Fleet): void {
  for (const resource of fleet.resources) {
    world.resources.put(resource);
    addFleetServicePrincipal(world, resource);
  }
  reviewSets(world);
}

/** Features that the fleet's subscriptions have registered. */
export function addFeatures(world: World, { features = [] }: Fleet): void {
  for (const { subscriptionId, name } of features) {
    setFeature(world, subscriptionId, name, { state: "Registered", inForce: true });
  }
}
