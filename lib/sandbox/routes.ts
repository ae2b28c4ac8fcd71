import { defined } from "@runbooks/azure";
import * as versions from "./api-versions";
import { listPermissions } from "./authorization/access";
import * as policies from "./authorization/policy-assignments";
import * as roleAssignments from "./authorization/role-assignments";
import * as roleDefinitions from "./authorization/role-definitions";
import { beginGetAccess, endGetAccess } from "./compute/disk-access";
import { diskEncryptionSets, listAssociatedResources } from "./compute/disk-encryption-sets";
import { disks } from "./compute/disks";
import { extensions } from "./compute/extensions";
import { getFromGallery } from "./compute/source-image";
import { images } from "./compute/images";
import * as marketplace from "./compute/marketplace-images";
import { listResourceSkus } from "./compute/resource-skus";
import { runCommand, runCommands } from "./compute/run-commands";
import { snapshots } from "./compute/snapshots";
import * as power from "./compute/virtual-machine-power";
import { getInstanceView, virtualMachines } from "./compute/virtual-machines";
import * as features from "./features/features";
import type { Handler, Route } from "./http";
import type { ItemHandlers } from "./keyvault/data-plane/items";
import * as keys from "./keyvault/data-plane/keys";
import * as secrets from "./keyvault/data-plane/secrets";
import * as deletedVaults from "./keyvault/management/deleted-vaults";
import { putAccessPolicies } from "./keyvault/management/vault-access-policies";
import * as vaultKeys from "./keyvault/management/vault-keys";
import { checkVaultNameAvailability, vaults, withServiceVersion } from "./keyvault/management/vaults";
import * as vaultSecrets from "./keyvault/management/vault-secrets";
import { userAssignedIdentities } from "./managed-identity/user-assigned-identities";
import { networkInterfaces } from "./network/network-interfaces";
import {
  getNetworkOperation,
  getNetworkOperationResult,
  networkResourceType,
} from "./network/network-resource";
import { networkSecurityGroups } from "./network/network-security-groups";
import { publicIpAddresses } from "./network/public-ip-addresses";
import * as subnets from "./network/virtual-networks";
import { pollOperation } from "./operations";
import { actionOn, childVerbsOf, verbsOf } from "./resource-type";
import { queryResources } from "./resourcegraph/query-resources";
import { getOperationResult } from "./resources/deployments/deployment";
import * as deployments from "./resources/deployments/deployments";
import { whatIf } from "./resources/deployments/what-if";
import { getProvider, registerProvider } from "./resources/providers";
import * as groups from "./resources/resource-groups";
import { listResources } from "./resources/resources";
import * as subscriptions from "./resources/subscriptions";
import * as tags from "./resources/tags";
import { atScopes } from "./scopes";

const subscription = "/subscriptions/:subscriptionId";
const group = `${subscription}/resourceGroups/:resourceGroupName`;
const provider = `${subscription}/providers/:resourceProviderNamespace`;
const compute = `${subscription}/providers/Microsoft.Compute`;
const galleryImageVersion = "/galleries/:galleryName/images/:imageName/versions/:versionName";
const publishers = `${compute}/locations/:location/publishers`;
const offers = "/:publisherName/artifacttypes/vmimage/offers";
const imageVersions = `${offers}/:offer/skus/:skus/versions`;
const networkLocation = `${subscription}/providers/Microsoft.Network/locations/:location`;
const keyVaultLocation = `${subscription}/providers/Microsoft.KeyVault/locations/:location`;
const deploymentBases = [group, subscription].map(
  (scope) => `${scope}/providers/Microsoft.Resources/deployments`,
);
const deploymentStatus = "/:deploymentName/operationStatuses/:statusId";
const deploymentOperation = "/:deploymentName/operations/:operationId";
const roleAssignment = "/roleAssignments/:roleAssignmentName";
const roleDefinition = "/roleDefinitions/:roleDefinitionName";
const policyAssignment = "/policyAssignments/:policyAssignmentName";
const providerFeatures = "/providers/:resourceProviderNamespace/features";
const feature = `${providerFeatures}/:featureName`;
const subnet = "subnets/:subnetName";
const key = "keys/:keyName";
const secret = "secrets/:secretName";

const virtualNetworks = networkResourceType(subnets.virtualNetworks);

/** Whoever has a token: what the caller may not see is left out of the answer, or is refused by the handler. */
const anyone = undefined;

type Row = readonly [
  method: Route["method"],
  /** Below the base of its table. */
  path: string,
  /** As role definitions name it, below the provider of its table. */
  right: string | undefined,
  handler: Handler,
];

/** Routes that have provider, base and api-versions in common; a table has several bases where the same is met at several scopes. */
function rows(
  provider: string,
  bases: string | readonly string[],
  apiVersions: readonly string[],
  table: readonly Row[],
  rateLimits?: readonly string[],
): readonly Route[] {
  return table.flatMap(([method, path, right, handler]) =>
    [bases].flat().map((base): Route => {
      const action = right === undefined ? undefined : `${provider}/${right}`;
      return { method, path: `${base}${path}`, ...defined({ action, rateLimits }), apiVersions, handler };
    }),
  );
}

/** Resource Manager: every type with its verbs, and all that is no resource. */
export const managementRoutes: readonly Route[] = [
  // Microsoft.Compute
  ...verbsOf(virtualMachines, "list", "get", "put", "patch", "delete"),
  actionOn("GET", virtualMachines, "instanceView", "instanceView/read", getInstanceView),
  actionOn("POST", virtualMachines, "start", "start/action", power.start),
  actionOn("POST", virtualMachines, "restart", "restart/action", power.restart),
  actionOn("POST", virtualMachines, "powerOff", "powerOff/action", power.powerOff),
  actionOn("POST", virtualMachines, "deallocate", "deallocate/action", power.deallocate),
  actionOn("POST", virtualMachines, "generalize", "generalize/action", power.generalize),
  actionOn("POST", virtualMachines, "runCommand", "runCommand/action", runCommand),
  ...childVerbsOf(extensions, virtualMachines, "list", "get", "put", "patch", "delete"),
  ...childVerbsOf(runCommands, virtualMachines, "list", "get", "put", "patch", "delete"),
  ...verbsOf(disks, "list", "get", "put", "patch", "delete"),
  actionOn("POST", disks, "beginGetAccess", "beginGetAccess/action", beginGetAccess),
  actionOn("POST", disks, "endGetAccess", "endGetAccess/action", endGetAccess),
  ...verbsOf(snapshots, "list", "get", "put", "patch", "delete"),
  ...verbsOf(diskEncryptionSets, "list", "get", "put", "patch", "delete"),
  actionOn("GET", diskEncryptionSets, "associatedResources", "read", listAssociatedResources),
  ...verbsOf(images, "list", "get", "put", "patch", "delete"),
  ...rows("Microsoft.Compute", `${group}/providers/Microsoft.Compute`, versions.galleryVersions, [
    ["GET", "/galleries/:galleryName", "galleries/read", getFromGallery],
    ["GET", "/galleries/:galleryName/images/:imageName", "galleries/images/read", getFromGallery],
    ["GET", galleryImageVersion, "galleries/images/versions/read", getFromGallery],
  ]),
  ...rows("Microsoft.Compute/locations/publishers", publishers, versions.computeVersions, [
    ["GET", "", "read", marketplace.listPublishers],
    ["GET", offers, "artifacttypes/offers/read", marketplace.listOffers],
    ["GET", `${offers}/:offer/skus`, "artifacttypes/offers/skus/read", marketplace.listSkus],
    ["GET", imageVersions, "artifacttypes/offers/skus/versions/read", marketplace.listVersions],
    ["GET", `${imageVersions}/:version`, "artifacttypes/offers/skus/versions/read", marketplace.getVersion],
  ]),
  ...rows("Microsoft.Compute", compute, versions.skuVersions, [
    ["GET", "/skus", "skus/read", listResourceSkus],
  ]),
  ...rows(
    "Microsoft.Compute/locations",
    `${compute}/locations/:location`,
    versions.computeVersions,
    [["GET", "/operations/:operationId", "operations/read", pollOperation]],
    ["GetOperationResource", "GetOperationSubscriptionMaximum"],
  ),
  ...rows(
    "Microsoft.Compute/locations",
    `${compute}/locations/:location`,
    versions.diskEncryptionSetVersions,
    [["GET", "/DiskOperations/:operationId", "diskOperations/read", pollOperation]],
    ["GetOperation3Min", "GetOperation30Min"],
  ),

  // Microsoft.Network: what a VM's creation needs, no more.
  ...verbsOf(virtualNetworks, "list", "get", "put", "patch", "delete"),
  actionOn("GET", virtualNetworks, "subnets", "subnets/read", subnets.listSubnets),
  actionOn("GET", virtualNetworks, subnet, "subnets/read", subnets.getSubnet),
  actionOn("PUT", virtualNetworks, subnet, "subnets/write", subnets.putSubnet),
  actionOn("DELETE", virtualNetworks, subnet, "subnets/delete", subnets.deleteSubnet),
  ...verbsOf(networkResourceType(networkInterfaces), "list", "get", "put", "patch", "delete"),
  ...verbsOf(networkResourceType(networkSecurityGroups), "list", "get", "put", "patch", "delete"),
  ...verbsOf(networkResourceType(publicIpAddresses), "list", "get", "put", "patch", "delete"),
  ...rows("Microsoft.Network/locations", networkLocation, versions.networkVersions, [
    ["GET", "/operations/:operationId", "operations/read", getNetworkOperation],
    ["GET", "/operationResults/:operationId", "operationResults/read", getNetworkOperationResult],
  ]),

  // Microsoft.ManagedIdentity
  ...verbsOf(userAssignedIdentities, "list", "get", "put", "patch", "delete"),

  // Microsoft.KeyVault
  ...[
    ...verbsOf(vaults, "list", "get", "put", "patch", "delete"),
    actionOn("PUT", vaults, "accessPolicies/:operationKind", "accessPolicies/write", putAccessPolicies),
    actionOn("GET", vaults, "keys", "keys/read", vaultKeys.listVaultKeys),
    actionOn("PUT", vaults, key, "keys/write", vaultKeys.putVaultKey),
    actionOn("GET", vaults, key, "keys/read", vaultKeys.getVaultKey),
    actionOn("GET", vaults, `${key}/versions`, "keys/versions/read", vaultKeys.listVaultKeyVersions),
    actionOn(
      "GET",
      vaults,
      `${key}/versions/:keyVersion`,
      "keys/versions/read",
      vaultKeys.getVaultKeyVersion,
    ),
    actionOn("GET", vaults, "secrets", "secrets/read", vaultSecrets.listVaultSecrets),
    actionOn("PUT", vaults, secret, "secrets/write", vaultSecrets.putVaultSecret),
    actionOn("PATCH", vaults, secret, "secrets/write", vaultSecrets.patchVaultSecret),
    actionOn("GET", vaults, secret, "secrets/read", vaultSecrets.getVaultSecret),
    ...rows("Microsoft.KeyVault", `${subscription}/providers/Microsoft.KeyVault`, versions.vaultVersions, [
      ["POST", "/checkNameAvailability", "checkNameAvailability/read", checkVaultNameAvailability],
      ["GET", "/deletedVaults", "deletedVaults/read", deletedVaults.listDeletedVaults],
    ]),
    ...rows("Microsoft.KeyVault/locations", keyVaultLocation, versions.vaultVersions, [
      ["GET", "/deletedVaults/:vaultName", "deletedVaults/read", deletedVaults.getDeletedVault],
      [
        "POST",
        "/deletedVaults/:vaultName/purge",
        "deletedVaults/purge/action",
        deletedVaults.purgeDeletedVault,
      ],
      ["GET", "/operationResults/:operationId", "operationResults/read", deletedVaults.pollPurge],
    ]),
  ].map(withServiceVersion),

  // Microsoft.Resources
  ...rows("Microsoft.Resources", "", versions.subscriptionVersions, [
    ["GET", "/tenants", anyone, subscriptions.listTenants],
    ["GET", "/subscriptions", anyone, subscriptions.listSubscriptions],
    ["GET", subscription, anyone, subscriptions.getSubscription],
    ["GET", `${subscription}/locations`, "subscriptions/locations/read", subscriptions.listLocations],
  ]),
  ...rows("Microsoft.Resources/subscriptions", "", versions.resourceVersions, [
    ["GET", `${subscription}/resourceGroups`, "resourceGroups/read", groups.listGroups],
    ["GET", group, "resourceGroups/read", groups.getGroup],
    ["PUT", group, "resourceGroups/write", groups.putGroup],
    ["PATCH", group, "resourceGroups/write", groups.patchGroup],
    ["DELETE", group, "resourceGroups/delete", groups.deleteGroup],
    ["GET", `${subscription}/resources`, anyone, listResources],
    ["GET", `${group}/resources`, anyone, listResources],
    ["GET", provider, "providers/read", getProvider],
    ["POST", `${provider}/register`, "providers/register/action", registerProvider],
  ]),
  ...rows("Microsoft.Resources/tags", tags.paths, versions.resourceVersions, [
    ["GET", "", "read", tags.getTags],
    ["PUT", "", "write", tags.putTags],
    ["PATCH", "", "write", tags.patchTags],
  ]),
  ...rows("Microsoft.Resources/deployments", deploymentBases, versions.deploymentVersions, [
    ["GET", "", "read", deployments.listDeployments],
    // The client lists with a slash at the end.
    ["GET", "/", "read", deployments.listDeployments],
    ["GET", "/:deploymentName", "read", deployments.getDeployment],
    ["PUT", "/:deploymentName", "write", deployments.putDeployment],
    ["DELETE", "/:deploymentName", "delete", deployments.deleteDeployment],
    ["POST", "/:deploymentName/cancel", "cancel/action", deployments.cancelDeployment],
    ["POST", "/:deploymentName/validate", "validate/action", deployments.validateDeployment],
    ["POST", "/:deploymentName/whatIf", "whatIf/action", whatIf],
    ["POST", "/:deploymentName/exportTemplate", "exportTemplate/action", deployments.exportTemplate],
    ["GET", deploymentStatus, "operationstatuses/read", deployments.getDeploymentStatus],
  ]),
  // The client asks for the operations of a group's deployment by the last base, which is from before providers had one form.
  ...rows(
    "Microsoft.Resources/deployments",
    [...deploymentBases, `${group}/deployments`],
    versions.deploymentVersions,
    [
      ["GET", "/:deploymentName/operations", "operations/read", deployments.listDeploymentOperations],
      ["GET", deploymentOperation, "operations/read", deployments.getDeploymentOperation],
    ],
  ),
  // No right of its own: the id is known to nobody but who began the operation.
  ...rows("Microsoft.Resources", subscription, versions.deploymentVersions, [
    ["GET", "/operationresults/:operationId", anyone, getOperationResult],
  ]),
  ...rows("Microsoft.ResourceGraph", "/providers/Microsoft.ResourceGraph", versions.resourceGraphVersions, [
    ["POST", "/resources", anyone, queryResources],
  ]),

  // Microsoft.Authorization, at a subscription, a group or a resource
  ...rows("Microsoft.Authorization", atScopes("Microsoft.Authorization"), versions.authorizationVersions, [
    ["GET", "/permissions", "permissions/read", listPermissions],
    ["GET", "/roleAssignments", "roleAssignments/read", roleAssignments.listRoleAssignments],
    ["GET", roleAssignment, "roleAssignments/read", roleAssignments.getRoleAssignment],
    ["PUT", roleAssignment, "roleAssignments/write", roleAssignments.putRoleAssignment],
    ["DELETE", roleAssignment, "roleAssignments/delete", roleAssignments.deleteRoleAssignment],
    ["GET", "/roleDefinitions", "roleDefinitions/read", roleDefinitions.listRoleDefinitions],
    ["GET", roleDefinition, "roleDefinitions/read", roleDefinitions.getRoleDefinition],
  ]),
  ...rows("Microsoft.Authorization", atScopes("Microsoft.Authorization"), versions.policyVersions, [
    ["GET", "/policyAssignments", "policyAssignments/read", policies.listPolicyAssignments],
    ["GET", policyAssignment, "policyAssignments/read", policies.getPolicyAssignment],
  ]),

  // Microsoft.Features
  ...rows("Microsoft.Features", `${subscription}/providers/Microsoft.Features`, versions.featureVersions, [
    ["GET", "/features", "features/read", features.listAllFeatures],
    ["GET", providerFeatures, "providers/features/read", features.listFeatures],
    ["GET", feature, "providers/features/read", features.getFeature],
    ["POST", `${feature}/register`, "providers/features/register/action", features.registerFeature],
    ["POST", `${feature}/unregister`, "providers/features/unregister/action", features.unregisterFeature],
  ]),
];

/** A vault's data plane. Each handler asks for its right, since that depends on the vault's permission model. */
export const vaultRoutes: readonly Route[] = [
  ...itemRows("keys", keys.keyItems),
  ...itemRows("secrets", secrets.secretItems),
  ...rows("Microsoft.KeyVault", "/secrets/:itemName", versions.vaultDataVersions, [
    ["PUT", "", anyone, secrets.setSecret],
    ["GET", "", anyone, secrets.getSecret],
    ["GET", "/:itemVersion", anyone, secrets.getSecret],
  ]),
  ...rows("Microsoft.KeyVault", "/keys/:itemName", versions.vaultDataVersions, [
    ["POST", "/create", anyone, keys.createKey],
    ["PUT", "", anyone, keys.importKey],
    ["POST", "/rotate", anyone, keys.rotateKey],
    ["GET", "/rotationpolicy", anyone, keys.getRotationPolicy],
    ["PUT", "/rotationpolicy", anyone, keys.putRotationPolicy],
  ]),
  // Clients leave the version out where they mean the newest.
  ...rows(
    "Microsoft.KeyVault",
    ["/keys/:itemName", "/keys/:itemName/:itemVersion"],
    versions.vaultDataVersions,
    [
      ["GET", "", anyone, keys.getKey],
      ["POST", "/wrapkey", anyone, keys.wrapKey],
      ["POST", "/unwrapkey", anyone, keys.unwrapKey],
      ["POST", "/encrypt", anyone, keys.encrypt],
      ["POST", "/decrypt", anyone, keys.decrypt],
    ],
  ),
];

/** What keys and secrets have in common. */
function itemRows(kind: "keys" | "secrets", items: ItemHandlers): readonly Route[] {
  return rows("Microsoft.KeyVault", "", versions.vaultDataVersions, [
    ["GET", `/${kind}`, anyone, items.list],
    ["GET", `/${kind}/:itemName/versions`, anyone, items.listVersions],
    ["PATCH", `/${kind}/:itemName`, anyone, items.update],
    ["PATCH", `/${kind}/:itemName/:itemVersion`, anyone, items.update],
    ["DELETE", `/${kind}/:itemName`, anyone, items.delete],
    ["GET", `/deleted${kind}`, anyone, items.listDeleted],
    ["GET", `/deleted${kind}/:itemName`, anyone, items.getDeleted],
    ["POST", `/deleted${kind}/:itemName/recover`, anyone, items.recover],
    ["DELETE", `/deleted${kind}/:itemName`, anyone, items.purge],
  ]);
}
