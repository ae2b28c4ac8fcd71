import { page } from "../compute/paging";
import { AzureError } from "../errors";
import { param, type Call, type Reply, type Route } from "../http";
import type { JsonObject } from "../json";
import {
  featureNamed,
  featureRegistration,
  knownFeatures,
  setFeature,
  type FeatureState,
} from "./feature-registration";
import { featureVersions } from "./versions";

/** Until a feature is registered or unregistered; assumed ("a few minutes", "Set up preview features in Azure subscription"). */
const registerFeatureInMs = 5 * 60_000;

const subscription = "/subscriptions/:subscriptionId/providers/Microsoft.Features";
const provider = `${subscription}/providers/:resourceProviderNamespace/features`;

/** The features of a subscription: list, get, register, unregister. */
export const featureRoutes: readonly Route[] = (
  [
    ["GET", `${subscription}/features`, "features/read", listAllFeatures],
    ["GET", provider, "providers/features/read", listFeatures],
    ["GET", `${provider}/:featureName`, "providers/features/read", getFeature],
    ["POST", `${provider}/:featureName/register`, "providers/features/register/action", registerFeature],
    [
      "POST",
      `${provider}/:featureName/unregister`,
      "providers/features/unregister/action",
      unregisterFeature,
    ],
  ] as const
).map(([method, path, right, handler]) => ({
  method,
  path,
  action: `Microsoft.Features/${right}`,
  apiVersions: featureVersions,
  handler,
}));

function listAllFeatures(call: Call): Reply {
  return page(
    call,
    knownFeatures.map((name) => featureBody(call, name)),
  );
}

function listFeatures(call: Call): Reply {
  const namespace = param(call, "resourceProviderNamespace").toLowerCase();
  const names = knownFeatures.filter((name) => name.toLowerCase().startsWith(`${namespace}/`));
  return page(
    call,
    names.map((name) => featureBody(call, name)),
  );
}

function getFeature(call: Call): Reply {
  return { status: 200, body: featureBody(call, featureOf(call)) };
}

function registerFeature(call: Call): Reply {
  return change(call, "Registered", "Registering");
}

function unregisterFeature(call: Call): Reply {
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
