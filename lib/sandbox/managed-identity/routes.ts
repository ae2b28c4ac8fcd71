import type { Handler, Route } from "../http";
import * as identities from "./user-assigned-identities";

/** api-versions of user-assigned identities: those of the clients and of the Azure CLI. */
const identityVersions: readonly string[] = ["2018-11-30", "2022-01-31-preview", "2023-01-31", "2024-11-30"];

const subscription = "/subscriptions/:subscriptionId";
const provider = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities";
const group = `${subscription}/resourceGroups/:resourceGroupName${provider}`;
const identity = `${group}/:identityName`;

const route = (method: Route["method"], path: string, verb: string, handler: Handler): Route => ({
  method,
  path,
  action: `Microsoft.ManagedIdentity/userAssignedIdentities/${verb}`,
  apiVersions: identityVersions,
  handler,
});

/** Microsoft.ManagedIdentity: identities that live on their own, to be given to other resources. */
export const managedIdentityRoutes: readonly Route[] = [
  route("PUT", identity, "write", identities.putIdentity),
  route("PATCH", identity, "write", identities.patchIdentity),
  route("GET", identity, "read", identities.getIdentity),
  route("DELETE", identity, "delete", identities.deleteIdentity),
  route("GET", group, "read", identities.listIdentitiesInGroup),
  route("GET", `${subscription}${provider}`, "read", identities.listIdentitiesInSubscription),
];
