import { authorizationRoutes } from "./authorization/routes";
import { computeRoutes } from "./compute/routes";
import { resourceRoutes } from "./resources/routes";
import type { Route } from "./http";
import { keyVaultDataRoutes } from "./keyvault/data-plane/routes";
import { keyVaultManagementRoutes } from "./keyvault/management/routes";

/** Every route of Resource Manager: method, path, action, handler. The whole control plane on one screen. */
export const managementRoutes: readonly Route[] = [
  ...computeRoutes,
  ...keyVaultManagementRoutes,
  ...resourceRoutes,
  ...authorizationRoutes,
];

/** Every route of a vault's data plane. */
export const vaultRoutes: readonly Route[] = [...keyVaultDataRoutes];
