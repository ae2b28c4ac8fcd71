import type { Route } from "../http";
import { permissionRoutes } from "./permissions";
import { policyAssignmentRoutes } from "./policy-assignments";
import { roleAssignmentRoutes } from "./role-assignments";
import { roleDefinitionRoutes } from "./role-definitions";

/** Microsoft.Authorization: permissions, role assignments and definitions, policy assignments. */
export const authorizationRoutes: readonly Route[] = [
  ...permissionRoutes,
  ...roleAssignmentRoutes,
  ...roleDefinitionRoutes,
  ...policyAssignmentRoutes,
];
