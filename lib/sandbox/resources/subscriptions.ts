import { authorizationFailed, seesSubscription } from "../authorization/access";
import { param, type Call, type Reply, type Route } from "../http";
import type { JsonObject } from "../json";
import type { Subscription } from "../state";
import { subscriptionVersions } from "./versions";

/** Subscriptions and tenants. The list holds those that the caller has any right in; another answers AuthorizationFailed. */
export const subscriptionRoutes: readonly Route[] = [
  { method: "GET", path: "/subscriptions", apiVersions: subscriptionVersions, handler: listSubscriptions },
  {
    method: "GET",
    path: "/subscriptions/:subscriptionId",
    apiVersions: subscriptionVersions,
    handler: getSubscription,
  },
  { method: "GET", path: "/tenants", apiVersions: subscriptionVersions, handler: listTenants },
];

function listSubscriptions({ world, caller }: Call): Reply {
  const value = [...world.subscriptions.values()]
    .filter(({ subscriptionId }) => seesSubscription(world, caller, subscriptionId))
    .map(toBody);
  return { status: 200, body: { value, count: { type: "Total", value: value.length } } };
}

function getSubscription(call: Call): Reply {
  const { world, caller } = call;
  const subscription = world.subscriptions.get(param(call, "subscriptionId").toLowerCase());
  if (subscription === undefined || !seesSubscription(world, caller, subscription.subscriptionId)) {
    const scope = `/subscriptions/${param(call, "subscriptionId")}`;
    throw authorizationFailed(caller, "Microsoft.Resources/subscriptions/read", scope);
  }
  return { status: 200, body: toBody(subscription) };
}

function listTenants({ world }: Call): Reply {
  const tenant = {
    id: `/tenants/${world.tenantId}`,
    tenantId: world.tenantId,
    countryCode: "NL",
    displayName: "Contoso",
    domains: ["contoso.example"],
    tenantCategory: "Home",
    defaultDomain: "contoso.example",
    tenantType: "AAD",
  };
  return { status: 200, body: { value: [tenant] } };
}

function toBody({ subscriptionId, tenantId, displayName }: Subscription): JsonObject {
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId,
    tenantId,
    displayName,
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}
