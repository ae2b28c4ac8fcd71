import type { Route } from "../http";
import { deploymentRoutes } from "./deployments/routes";
import { locationRoutes, subscriptionRoutes } from "./subscriptions";
import { providerRoutes } from "./providers";
import { resourceGroupRoutes } from "./resource-groups";
import { resourceListRoutes } from "./resources";
import { tagRoutes } from "./tags";

/** Microsoft.Resources: subscriptions, regions, resource groups, tags, providers, the list of all resources, deployments. */
export const resourceRoutes: readonly Route[] = [
  ...subscriptionRoutes,
  ...locationRoutes,
  ...resourceGroupRoutes,
  ...tagRoutes,
  ...resourceListRoutes,
  ...providerRoutes,
  ...deploymentRoutes,
];
