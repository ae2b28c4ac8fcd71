import { param, type Call, type Reply, type Route } from "../http";
import type { JsonObject } from "../json";
import { subscriptionVersions } from "./versions";

/** The regions of a subscription: those that the fleet uses. */
export const locationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/subscriptions/:subscriptionId/locations",
    action: "Microsoft.Resources/subscriptions/locations/read",
    apiVersions: subscriptionVersions,
    handler: listLocations,
  },
];

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

function listLocations(call: Call): Reply {
  const subscription = `/subscriptions/${param(call, "subscriptionId")}`;
  return { status: 200, body: { value: call.world.locations.map((name) => toBody(subscription, name)) } };
}

function toBody(subscription: string, name: string): JsonObject {
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
