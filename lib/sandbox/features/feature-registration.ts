import type { World } from "../state";

/** Preview features that the sandbox knows, as `<provider>/<feature>`. */
export const knownFeatures: readonly string[] = ["Microsoft.Compute/EncryptionAtHost"];

export type FeatureState = "NotRegistered" | "Registering" | "Registered" | "Unregistering" | "Unregistered";

/** A feature in one subscription. */
export interface FeatureRegistration {
  readonly state: FeatureState;
  /** Whether the provider goes by it: it learns of a change only when it is registered again. */
  readonly inForce: boolean;
}

/** A feature that is spelled in any case, in Azure's spelling; undefined: there is no such feature. */
export function featureNamed(name: string): string | undefined {
  return knownFeatures.find((known) => known.toLowerCase() === name.toLowerCase());
}

/** How far a subscription is with a feature. */
export function featureRegistration(world: World, subscriptionId: string, name: string): FeatureRegistration {
  return world.features.get(key(subscriptionId, name)) ?? { state: "NotRegistered", inForce: false };
}

/** Whether a provider lets a subscription use a feature. */
export function isFeatureInForce(world: World, subscriptionId: string, name: string): boolean {
  return featureRegistration(world, subscriptionId, name).inForce;
}

/** Changes a subscription's registration of a feature. */
export function setFeature(
  world: World,
  subscriptionId: string,
  name: string,
  registration: FeatureRegistration,
): void {
  world.features.set(key(subscriptionId, name), registration);
}

/** A provider was registered again: from now on it goes by the features as they are registered. */
export function putFeaturesInForce(world: World, subscriptionId: string, provider: string): void {
  for (const name of knownFeatures) {
    if (!name.toLowerCase().startsWith(`${provider.toLowerCase()}/`)) continue;
    const { state } = featureRegistration(world, subscriptionId, name);
    setFeature(world, subscriptionId, name, { state, inForce: state === "Registered" });
  }
}

const key = (subscriptionId: string, name: string): string => `${subscriptionId}/${name}`.toLowerCase();
