import { param, type Call, type Reply, type Route } from "../http";
import { getProvider } from "../resources/providers";
import { resourceVersions } from "../resources/versions";
import { putFeaturesInForce } from "./feature-registration";
import { beginRegistration, endRegistration } from "./registration-state";

/** Until a provider that is registered already is through with being registered again; assumed. */
const registerProviderInMs = 60_000;

/** Registering a provider once more, which is how it learns of a subscription's features. */
export const providerRegistrationRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/subscriptions/:subscriptionId/providers/:resourceProviderNamespace/register",
    action: "Microsoft.Resources/subscriptions/providers/register/action",
    apiVersions: resourceVersions,
    handler: registerProvider,
  },
];

function registerProvider(call: Call): Reply {
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
