import { param, type Call, type Reply } from "../http";
import type { JsonObject } from "../json";
import { authorizationFailed, seesSubscription } from "../authorization/access";
import type { Subscription } from "../state";

interface RegionFacts {
  readonly displayName: string;
  readonly geographyGroup: string;
  readonly physicalLocation: string;
  readonly longitude: string;
  readonly latitude: string;
  readonly paired: string;
}

/** Azure documentation, "Azure regions list". A region that is not here is answered by its name alone. */
const regions: Readonly<Record<string, RegionFacts>> = {
  westeurope: {
    displayName: "West Europe",
    geographyGroup: "Europe",
    physicalLocation: "Netherlands",
    longitude: "4.9",
    latitude: "52.3667",
    paired: "northeurope",
  },
  northeurope: {
    displayName: "North Europe",
    geographyGroup: "Europe",
    physicalLocation: "Ireland",
    longitude: "-6.2597",
    latitude: "53.3478",
    paired: "westeurope",
  },
};

/** The regions of a subscription: those that the fleet uses. */
export function listLocations(call: Call): Reply {
  const subscription = `/subscriptions/${param(call, "subscriptionId")}`;
  return { status: 200, body: { value: call.world.locations.map((name) => regionBody(subscription, name)) } };
}

function regionBody(subscription: string, name: string): JsonObject {
  const id = `${subscription}/locations/${name}`;
  const facts = regions[name];
  if (facts === undefined) return { id, name, type: "Region", displayName: name, regionalDisplayName: name };
  const { displayName, paired, ...metadata } = facts;
  return {
    id,
    name,
    type: "Region",
    displayName,
    regionalDisplayName: `(${facts.geographyGroup}) ${displayName}`,
    metadata: {
      regionType: "Physical",
      regionCategory: "Recommended",
      ...metadata,
      pairedRegion: [{ name: paired, id: `${subscription}/locations/${paired}` }],
    },
  };
}

/** GET /subscriptions: those that the caller has any right in; another answers AuthorizationFailed. */
export function listSubscriptions({ world, caller }: Call): Reply {
  const value = [...world.subscriptions.values()]
    .filter(({ subscriptionId }) => seesSubscription(world, caller, subscriptionId))
    .map(toBody);
  return { status: 200, body: { value, count: { type: "Total", value: value.length } } };
}

export function getSubscription(call: Call): Reply {
  const { world, caller } = call;
  const subscription = world.subscriptions.get(param(call, "subscriptionId").toLowerCase());
  if (subscription === undefined || !seesSubscription(world, caller, subscription.subscriptionId)) {
    const scope = `/subscriptions/${param(call, "subscriptionId")}`;
    throw authorizationFailed(caller, "Microsoft.Resources/subscriptions/read", scope);
  }
  return { status: 200, body: toBody(subscription) };
}

export function listTenants({ world }: Call): Reply {
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
