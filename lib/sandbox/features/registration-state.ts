import type { World } from "../state";

const registering = new WeakMap<World, Set<string>>();

/** Whether a subscription's registration of a provider is under way; all that the sandbox has are registered from the start. */
export function registrationState(
  world: World,
  subscriptionId: string,
  namespace: string,
): "Registering" | "Registered" {
  return registering.get(world)?.has(key(subscriptionId, namespace)) === true ? "Registering" : "Registered";
}

/** A registration starts. */
export function beginRegistration(world: World, subscriptionId: string, namespace: string): void {
  const underWay = registering.get(world) ?? new Set<string>();
  registering.set(world, underWay.add(key(subscriptionId, namespace)));
}

/** A registration is over. */
export function endRegistration(world: World, subscriptionId: string, namespace: string): void {
  registering.get(world)?.delete(key(subscriptionId, namespace));
}

const key = (subscriptionId: string, namespace: string): string =>
  `${subscriptionId}/${namespace}`.toLowerCase();
