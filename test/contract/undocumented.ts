import type { Exchange } from "../../lib/disk-encryption/connection/exchange";

const subscription = "/subscriptions/{subscriptionId}";
const group = `${subscription}/resourceGroups/{resourceGroupName}`;
const deployment = `${group}/providers/Microsoft.Resources/deployments/{deploymentName}`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/{vaultName}`;
const feature = `${subscription}/providers/Microsoft.Features/providers/{resourceProviderNamespace}/features/{featureName}`;
const locations = `${subscription}/providers/Microsoft.Compute/locations/{location}`;

const noDocument = (provider: string): string => `the document of ${provider} isn't in ../shared`;
const statusUrl =
  "no document has status URLs: a client takes them from headers; what they answer is compared with recordings";

/** Paths that no document in `../shared` has, as Azure's reference writes them, and why. */
export const undocumentedPaths: Readonly<Record<string, string>> = {
  "/subscriptions": noDocument("Microsoft.Resources"),
  [`${subscription}/providers/{providerNamespace}`]: noDocument("Microsoft.Resources"),
  [`${subscription}/providers/{providerNamespace}/register`]: noDocument("Microsoft.Resources"),
  [deployment]: noDocument("Microsoft.Resources"),
  [`${deployment}/validate`]: noDocument("Microsoft.Resources"),
  [`${deployment}/whatIf`]: noDocument("Microsoft.Resources"),
  [`${deployment}/operations`]: noDocument("Microsoft.Resources"),
  [`${group}/providers/Microsoft.Authorization/policyAssignments`]: noDocument("Microsoft.Authorization"),
  [`${subscription}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}`]:
    noDocument("Microsoft.Authorization"),
  [`${vault}/providers/Microsoft.Authorization/roleAssignments`]: noDocument("Microsoft.Authorization"),
  [`${vault}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}`]:
    noDocument("Microsoft.Authorization"),
  [feature]: noDocument("Microsoft.Features"),
  [`${feature}/register`]: noDocument("Microsoft.Features"),
  [`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}`]:
    noDocument("Microsoft.ManagedIdentity"),
  [`${group}/providers/Microsoft.Network/virtualNetworks/{virtualNetworkName}`]:
    noDocument("Microsoft.Network"),
  [`${locations}/operations/{operationId}`]: statusUrl,
  [`${locations}/DiskOperations/{operationId}`]: statusUrl,
};

/** What an exchange without a document is called: method, path as {@link undocumentedPaths} has it, or else its own, and status. */
export function undocumentedOperation({ method, url, status }: Exchange): string {
  // Microsoft's client for Microsoft.Authorization puts a scope, which begins with a slash, behind another slash.
  const pathname = new URL(url).pathname.replace(/^\/+/, "/");
  const path = Object.keys(undocumentedPaths).find((template) => patternOf(template).test(pathname));
  return `${method} ${path ?? pathname} ${status}`;
}

/** A parameter is one segment of a path. */
function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\./g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`, "i");
}
