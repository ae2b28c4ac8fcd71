import { AzureError } from "../errors";
import { param, type Call, type Reply, type Route } from "../http";
import type { JsonObject } from "../json";
import { atScopes, scopeOfCall } from "../scopes";
import { roleDefinitions, type RoleDefinition } from "./roles";
import { authorizationVersions } from "./versions";

const action = "Microsoft.Authorization/roleDefinitions/read";
const apiVersions = authorizationVersions;

/** The built-in roles, as they look from a scope. */
export const roleDefinitionRoutes: readonly Route[] = atScopes(
  "Microsoft.Authorization/roleDefinitions",
).flatMap((path): Route[] => [
  { method: "GET", path, action, apiVersions, handler: listRoleDefinitions },
  { method: "GET", path: `${path}/:roleDefinitionName`, action, apiVersions, handler: getRoleDefinition },
]);

function listRoleDefinitions(call: Call): Reply {
  const filter = call.query("$filter") ?? "";
  const [, asked] = /^\s*roleName\s+eq\s+'([^']*)'\s*$/i.exec(filter) ?? [];
  if (
    asked === undefined &&
    filter !== "" &&
    !/^\s*(atScope\(\)|type\s+eq\s+'BuiltInRole')\s*$/i.test(filter)
  ) {
    throw new AzureError(400, "UnsupportedQuery", `(sandbox) The filter '${filter}' is not supported.`);
  }
  const value = roleDefinitions
    .filter(({ roleName }) => asked === undefined || roleName.toLowerCase() === asked.toLowerCase())
    .map((role) => toBody(call, role));
  return { status: 200, body: { value } };
}

function getRoleDefinition(call: Call): Reply {
  const asked = param(call, "roleDefinitionName").toLowerCase();
  const role = roleDefinitions.find(({ id }) => id === asked);
  if (role === undefined) {
    throw new AzureError(
      404,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${asked.replaceAll("-", "")}' does not exist.`,
    );
  }
  return { status: 200, body: toBody(call, role) };
}

function toBody(
  { url }: Call,
  { id, roleName, actions, notActions, dataActions }: RoleDefinition,
): JsonObject {
  const [subscription = ""] = /^\/subscriptions\/[^/]+/i.exec(scopeOfCall(url)) ?? [];
  return {
    properties: {
      roleName,
      type: "BuiltInRole",
      description: "",
      assignableScopes: ["/"],
      permissions: [{ actions, notActions, dataActions, notDataActions: [] }],
    },
    id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
    type: "Microsoft.Authorization/roleDefinitions",
    name: id,
  };
}
