import { authorizationRoutes } from "./authorization/routes";
import { computeRoutes } from "./compute/routes";
import { resourceGraphRoutes } from "./resourcegraph/routes";
import { resourceRoutes } from "./resources/routes";
import { subscriptionFeatureRoutes } from "./features/routes";
import type { Route } from "./http";
import { keyVaultDataRoutes } from "./keyvault/data-plane/routes";
import { keyVaultManagementRoutes } from "./keyvault/management/routes";
import { managedIdentityRoutes } from "./managed-identity/routes";
import { networkRoutes } from "./network/routes";

/** Every route of Resource Manager: method, path, action, handler. The whole control plane on one screen. */
export const managementRoutes: readonly Route[] = [
  ...computeRoutes,
  ...keyVaultManagementRoutes,
  ...resourceRoutes,
  ...resourceGraphRoutes,
  ...authorizationRoutes,
  ...managedIdentityRoutes,
  ...networkRoutes,
  ...subscriptionFeatureRoutes,
];

/** Every route of a vault's data plane. */
export const vaultRoutes: readonly Route[] = [...keyVaultDataRoutes];
