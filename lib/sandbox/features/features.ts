import type { World } from "../state";
import { page } from "../paging";
import { AzureError } from "../errors";
import { param, type Call, type Reply } from "../http";
import type { JsonObject } from "../json";

/** Preview features that the sandbox knows, as `<provider>/<feature>`. */
const knownFeatures: readonly string[] = ["Microsoft.Compute/EncryptionAtHost"];

export type FeatureState = "NotRegistered" | "Registering" | "Registered" | "Unregistering" | "Unregistered";

/** A feature in one subscription. */
export interface FeatureRegistration {
  readonly state: FeatureState;
  /** Whether the provider goes by it: it learns of a change only when it is registered again. */
  readonly inForce: boolean;
}

/** A feature that is spelled in any case, in Azure's spelling; undefined: there is no such feature. */
function featureNamed(name: string): string | undefined {
  return knownFeatures.find((known) => known.toLowerCase() === name.toLowerCase());
}

/** How far a subscription is with a feature. */
function featureRegistration(world: World, subscriptionId: string, name: string): FeatureRegistration {
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

/** Until a feature is registered or unregistered; assumed ("a few minutes", "Set up preview features in Azure subscription"). */
const registerFeatureInMs = 5 * 60_000;

export function listAllFeatures(call: Call): Reply {
  return page(
    call,
    knownFeatures.map((name) => featureBody(call, name)),
  );
}

export function listFeatures(call: Call): Reply {
  const namespace = param(call, "resourceProviderNamespace").toLowerCase();
  const names = knownFeatures.filter((name) => name.toLowerCase().startsWith(`${namespace}/`));
  return page(
    call,
    names.map((name) => featureBody(call, name)),
  );
}

export function getFeature(call: Call): Reply {
  return { status: 200, body: featureBody(call, featureOf(call)) };
}

export function registerFeature(call: Call): Reply {
  return change(call, "Registered", "Registering");
}

export function unregisterFeature(call: Call): Reply {
  return change(call, "Unregistered", "Unregistering");
}

/** Answered at once, with the state on the way. What the provider goes by stays until it is registered again. */
function change(call: Call, end: FeatureState, onTheWay: FeatureState): Reply {
  const { world } = call;
  const name = featureOf(call);
  const subscriptionId = param(call, "subscriptionId");
  const { state, inForce } = featureRegistration(world, subscriptionId, name);
  if (state !== end && state !== onTheWay) {
    setFeature(world, subscriptionId, name, { state: onTheWay, inForce });
    world.clock.after(registerFeatureInMs, () => {
      const now = featureRegistration(world, subscriptionId, name);
      if (now.state === onTheWay) setFeature(world, subscriptionId, name, { ...now, state: end });
    });
  }
  return { status: 200, body: featureBody(call, name) };
}

/** The feature that a call names. Text: MicrosoftDocs/azure-docs#59055; the code is the sandbox's guess. */
function featureOf(call: Call): string {
  const sent = param(call, "featureName");
  const name = featureNamed(`${param(call, "resourceProviderNamespace")}/${sent}`);
  if (name !== undefined) return name;
  throw new AzureError(404, "FeatureNotFound", `The feature '${sent}' could not be found.`);
}

/** Shape: "Set up preview features in Azure subscription". */
function featureBody(call: Call, name: string): JsonObject {
  const subscriptionId = param(call, "subscriptionId");
  const [namespace = "", feature = ""] = name.split("/");
  const { state } = featureRegistration(call.world, subscriptionId, name);
  return {
    properties: { state },
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.Features/providers/${namespace}/features/${feature}`,
    type: "Microsoft.Features/providers/features",
    name,
  };
}
