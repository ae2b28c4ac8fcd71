import type { Route } from "../http";
import { permissionRoutes, roleDefinitionRoutes } from "./role-definitions";
import { policyAssignmentRoutes } from "./policy-assignments";
import { roleAssignmentRoutes } from "./role-assignments";

/** Microsoft.Authorization: permissions, role assignments and definitions, policy assignments. */
export const authorizationRoutes: readonly Route[] = [
  ...permissionRoutes,
  ...roleAssignmentRoutes,
  ...roleDefinitionRoutes,
  ...policyAssignmentRoutes,
];
