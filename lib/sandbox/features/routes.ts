import type { Route } from "../http";
import { featureRoutes } from "./features";
import { providerRegistrationRoutes } from "../resources/providers";

/** Microsoft.Features, and the registration of a provider that goes with it. */
export const subscriptionFeatureRoutes: readonly Route[] = [...featureRoutes, ...providerRegistrationRoutes];
