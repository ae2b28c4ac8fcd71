import type { Route } from "../http";
import { locationRoutes } from "./locations";
import { providerRoutes } from "./providers";
import { resourceGroupRoutes } from "./resource-groups";
import { resourceListRoutes } from "./resources";
import { subscriptionRoutes } from "./subscriptions";
import { tagRoutes } from "./tags";

/** Microsoft.Resources: subscriptions, regions, resource groups, tags, providers, the list of all resources. */
export const resourceRoutes: readonly Route[] = [
  ...subscriptionRoutes,
  ...locationRoutes,
  ...resourceGroupRoutes,
  ...tagRoutes,
  ...resourceListRoutes,
  ...providerRoutes,
];
