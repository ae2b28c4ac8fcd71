import { defined } from "@runbooks/azure";
import {
  authorizationVersions,
  computeVersions,
  deploymentVersions,
  diskEncryptionSetVersions,
  featureVersions,
  galleryVersions,
  networkVersions,
  policyVersions,
  resourceGraphVersions,
  resourceVersions,
  skuVersions,
  subscriptionVersions,
  vaultDataVersions,
  vaultVersions,
} from "./api-versions";
import { listPermissions } from "./authorization/access";
import * as policies from "./authorization/policy-assignments";
import * as roleAssignments from "./authorization/role-assignments";
import * as roleDefinitions from "./authorization/role-definitions";
import { beginGetAccess, endGetAccess } from "./compute/disk-access";
import { diskEncryptionSets, listAssociatedResources } from "./compute/disk-encryption-sets";
import { disks } from "./compute/disks";
import { extensions } from "./compute/extensions";
import { getFromGallery } from "./compute/galleries";
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
import * as keyOperations from "./keyvault/data-plane/key-operations";
import * as keyRotation from "./keyvault/data-plane/key-rotation";
import * as keys from "./keyvault/data-plane/keys";
import * as secrets from "./keyvault/data-plane/secrets";
import * as deletedVaults from "./keyvault/management/deleted-vaults";
import { putAccessPolicies } from "./keyvault/management/vault-access-policies";
import * as vaultKeys from "./keyvault/management/vault-keys";
import { checkVaultNameAvailability } from "./keyvault/management/vault-name-availability";
import * as vaultSecrets from "./keyvault/management/vault-secrets";
import { vaults, withServiceVersion } from "./keyvault/management/vaults";
import { userAssignedIdentities } from "./managed-identity/user-assigned-identities";
import { networkInterfaces } from "./network/network-interfaces";
import { getNetworkOperation, getNetworkOperationResult } from "./network/network-operation";
import { networkResourceType } from "./network/network-resource";
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
const compute = `${subscription}/providers/Microsoft.Compute`;
const publishers = `${compute}/locations/:location/publishers`;
const offers = `${publishers}/:publisherName/artifacttypes/vmimage/offers`;
const skus = `${offers}/:offer/skus`;
const gallery = `${group}/providers/Microsoft.Compute/galleries/:galleryName`;
const network = `${subscription}/providers/Microsoft.Network/locations/:location`;
const keyVault = `${subscription}/providers/Microsoft.KeyVault`;
const deletedVault = `${keyVault}/locations/:location/deletedVaults/:vaultName`;
const featuresOf = `${subscription}/providers/Microsoft.Features/providers/:resourceProviderNamespace/features`;

const roleAssignment = atScopes("Microsoft.Authorization/roleAssignments/:roleAssignmentName");
const roleDefinition = atScopes("Microsoft.Authorization/roleDefinitions/:roleDefinitionName");

const virtualNetworks = networkResourceType(subnets.virtualNetworks);
const subnet = "subnets/:subnetName";

/** Whoever has a token: what the caller may not see is left out of the answer, or is refused by the handler. */
const anyone = undefined;

type Row = readonly [
  method: Route["method"],
  paths: string | readonly string[],
  /** As role definitions name it, below the provider. */
  right: string | undefined,
  handler: Handler,
];

/** Routes of one provider in the same api-versions. */
function rows(
  provider: string,
  apiVersions: readonly string[],
  table: readonly Row[],
  rateLimits?: readonly string[],
): readonly Route[] {
  return table.flatMap(([method, paths, right, handler]) =>
    [paths].flat().map((path): Route => {
      const action = right === undefined ? undefined : `${provider}/${right}`;
      return { method, path, ...defined({ action, rateLimits }), apiVersions, handler };
    }),
  );
}

const atDeployments = (path: string): readonly string[] =>
  [group, subscription].map((scope) => `${scope}/providers/Microsoft.Resources/deployments${path}`);
const deployment = "/:deploymentName";
/** The client asks for the operations of a group's deployment by this path too, which is from before providers had one form. */
const oldOperations = `${group}/deployments/:deploymentName/operations`;

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
  ...rows("Microsoft.Compute", galleryVersions, [
    ["GET", gallery, "galleries/read", getFromGallery],
    ["GET", `${gallery}/images/:imageName`, "galleries/images/read", getFromGallery],
    [
      "GET",
      `${gallery}/images/:imageName/versions/:versionName`,
      "galleries/images/versions/read",
      getFromGallery,
    ],
  ]),
  ...rows("Microsoft.Compute/locations/publishers", computeVersions, [
    ["GET", publishers, "read", marketplace.listPublishers],
    ["GET", offers, "artifacttypes/offers/read", marketplace.listOffers],
    ["GET", skus, "artifacttypes/offers/skus/read", marketplace.listSkus],
    ["GET", `${skus}/:skus/versions`, "artifacttypes/offers/skus/versions/read", marketplace.listVersions],
    [
      "GET",
      `${skus}/:skus/versions/:version`,
      "artifacttypes/offers/skus/versions/read",
      marketplace.getVersion,
    ],
  ]),
  ...rows("Microsoft.Compute", skuVersions, [["GET", `${compute}/skus`, "skus/read", listResourceSkus]]),
  ...rows(
    "Microsoft.Compute/locations",
    computeVersions,
    [["GET", `${compute}/locations/:location/operations/:operationId`, "operations/read", pollOperation]],
    ["GetOperationResource", "GetOperationSubscriptionMaximum"],
  ),
  ...rows(
    "Microsoft.Compute/locations",
    diskEncryptionSetVersions,
    [
      [
        "GET",
        `${compute}/locations/:location/DiskOperations/:operationId`,
        "diskOperations/read",
        pollOperation,
      ],
    ],
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
  ...rows("Microsoft.Network/locations", networkVersions, [
    ["GET", `${network}/operations/:operationId`, "operations/read", getNetworkOperation],
    ["GET", `${network}/operationResults/:operationId`, "operationResults/read", getNetworkOperationResult],
  ]),

  // Microsoft.ManagedIdentity
  ...verbsOf(userAssignedIdentities, "list", "get", "put", "patch", "delete"),

  // Microsoft.KeyVault
  ...[
    ...verbsOf(vaults, "list", "get", "put", "patch", "delete"),
    actionOn("PUT", vaults, "accessPolicies/:operationKind", "accessPolicies/write", putAccessPolicies),
    actionOn("GET", vaults, "keys", "keys/read", vaultKeys.listVaultKeys),
    actionOn("PUT", vaults, "keys/:keyName", "keys/write", vaultKeys.putVaultKey),
    actionOn("GET", vaults, "keys/:keyName", "keys/read", vaultKeys.getVaultKey),
    actionOn("GET", vaults, "keys/:keyName/versions", "keys/versions/read", vaultKeys.listVaultKeyVersions),
    actionOn(
      "GET",
      vaults,
      "keys/:keyName/versions/:keyVersion",
      "keys/versions/read",
      vaultKeys.getVaultKeyVersion,
    ),
    actionOn("GET", vaults, "secrets", "secrets/read", vaultSecrets.listVaultSecrets),
    actionOn("PUT", vaults, "secrets/:secretName", "secrets/write", vaultSecrets.putVaultSecret),
    actionOn("PATCH", vaults, "secrets/:secretName", "secrets/write", vaultSecrets.patchVaultSecret),
    actionOn("GET", vaults, "secrets/:secretName", "secrets/read", vaultSecrets.getVaultSecret),
    ...rows("Microsoft.KeyVault", vaultVersions, [
      ["GET", `${keyVault}/deletedVaults`, "deletedVaults/read", deletedVaults.listDeletedVaults],
      ["GET", deletedVault, "locations/deletedVaults/read", deletedVaults.getDeletedVault],
      [
        "POST",
        `${deletedVault}/purge`,
        "locations/deletedVaults/purge/action",
        deletedVaults.purgeDeletedVault,
      ],
      [
        "GET",
        `${keyVault}/locations/:location/operationResults/:operationId`,
        "locations/operationResults/read",
        deletedVaults.pollPurge,
      ],
      ["POST", `${keyVault}/checkNameAvailability`, "checkNameAvailability/read", checkVaultNameAvailability],
    ]),
  ].map(withServiceVersion),

  // Microsoft.Resources
  ...rows("Microsoft.Resources", subscriptionVersions, [
    ["GET", "/subscriptions", anyone, subscriptions.listSubscriptions],
    ["GET", subscription, anyone, subscriptions.getSubscription],
    ["GET", "/tenants", anyone, subscriptions.listTenants],
    ["GET", `${subscription}/locations`, "subscriptions/locations/read", subscriptions.listLocations],
  ]),
  ...rows("Microsoft.Resources/subscriptions", resourceVersions, [
    ["GET", `${subscription}/resourceGroups`, "resourceGroups/read", groups.listGroups],
    ["GET", group, "resourceGroups/read", groups.getGroup],
    ["PUT", group, "resourceGroups/write", groups.putGroup],
    ["PATCH", group, "resourceGroups/write", groups.patchGroup],
    ["DELETE", group, "resourceGroups/delete", groups.deleteGroup],
    ["GET", [`${subscription}/resources`, `${group}/resources`], anyone, listResources],
    ["GET", `${subscription}/providers/:resourceProviderNamespace`, "providers/read", getProvider],
    [
      "POST",
      `${subscription}/providers/:resourceProviderNamespace/register`,
      "providers/register/action",
      registerProvider,
    ],
  ]),
  ...rows("Microsoft.Resources/tags", resourceVersions, [
    ["GET", tags.paths, "read", tags.getTags],
    ["PUT", tags.paths, "write", tags.putTags],
    ["PATCH", tags.paths, "write", tags.patchTags],
  ]),
  ...rows("Microsoft.Resources/deployments", deploymentVersions, [
    // The client lists with a slash at the end.
    ["GET", [...atDeployments(""), ...atDeployments("/")], "read", deployments.listDeployments],
    ["GET", atDeployments(deployment), "read", deployments.getDeployment],
    ["PUT", atDeployments(deployment), "write", deployments.putDeployment],
    ["DELETE", atDeployments(deployment), "delete", deployments.deleteDeployment],
    ["POST", atDeployments(`${deployment}/cancel`), "cancel/action", deployments.cancelDeployment],
    ["POST", atDeployments(`${deployment}/validate`), "validate/action", deployments.validateDeployment],
    ["POST", atDeployments(`${deployment}/whatIf`), "whatIf/action", whatIf],
    [
      "POST",
      atDeployments(`${deployment}/exportTemplate`),
      "exportTemplate/action",
      deployments.exportTemplate,
    ],
    [
      "GET",
      atDeployments(`${deployment}/operationStatuses/:statusId`),
      "operationstatuses/read",
      deployments.getDeploymentStatus,
    ],
    [
      "GET",
      [...atDeployments(`${deployment}/operations`), oldOperations],
      "operations/read",
      deployments.listDeploymentOperations,
    ],
    [
      "GET",
      [...atDeployments(`${deployment}/operations/:operationId`), `${oldOperations}/:operationId`],
      "operations/read",
      deployments.getDeploymentOperation,
    ],
    // No right of its own: the id is known to nobody but who began the operation.
    ["GET", `${subscription}/operationresults/:operationId`, anyone, getOperationResult],
  ]),
  ...rows("Microsoft.ResourceGraph", resourceGraphVersions, [
    ["POST", "/providers/Microsoft.ResourceGraph/resources", anyone, queryResources],
  ]),

  // Microsoft.Authorization, at a subscription, a group or a resource
  ...rows("Microsoft.Authorization", authorizationVersions, [
    ["GET", atScopes("Microsoft.Authorization/permissions"), "permissions/read", listPermissions],
    [
      "GET",
      atScopes("Microsoft.Authorization/roleAssignments"),
      "roleAssignments/read",
      roleAssignments.listRoleAssignments,
    ],
    ["GET", roleAssignment, "roleAssignments/read", roleAssignments.getRoleAssignment],
    ["PUT", roleAssignment, "roleAssignments/write", roleAssignments.putRoleAssignment],
    ["DELETE", roleAssignment, "roleAssignments/delete", roleAssignments.deleteRoleAssignment],
    [
      "GET",
      atScopes("Microsoft.Authorization/roleDefinitions"),
      "roleDefinitions/read",
      roleDefinitions.listRoleDefinitions,
    ],
    ["GET", roleDefinition, "roleDefinitions/read", roleDefinitions.getRoleDefinition],
  ]),
  ...rows("Microsoft.Authorization/policyAssignments", policyVersions, [
    ["GET", atScopes("Microsoft.Authorization/policyAssignments"), "read", policies.listPolicyAssignments],
    [
      "GET",
      atScopes("Microsoft.Authorization/policyAssignments/:policyAssignmentName"),
      "read",
      policies.getPolicyAssignment,
    ],
  ]),

  // Microsoft.Features
  ...rows("Microsoft.Features", featureVersions, [
    [
      "GET",
      `${subscription}/providers/Microsoft.Features/features`,
      "features/read",
      features.listAllFeatures,
    ],
    ["GET", featuresOf, "providers/features/read", features.listFeatures],
    ["GET", `${featuresOf}/:featureName`, "providers/features/read", features.getFeature],
    [
      "POST",
      `${featuresOf}/:featureName/register`,
      "providers/features/register/action",
      features.registerFeature,
    ],
    [
      "POST",
      `${featuresOf}/:featureName/unregister`,
      "providers/features/unregister/action",
      features.unregisterFeature,
    ],
  ]),
];

/** Rights in a vault are asked for by each handler, since they depend on the vault's permission model. */
const inVault = (
  table: readonly (readonly [Route["method"], string | readonly string[], Handler])[],
): readonly Route[] =>
  rows(
    "Microsoft.KeyVault",
    vaultDataVersions,
    table.map(([method, paths, handler]): Row => [method, paths, anyone, handler]),
  );

/** What keys and secrets have in common. */
const itemsInVault = (kind: "keys" | "secrets", items: ItemHandlers): readonly Route[] =>
  inVault([
    ["GET", `/${kind}`, items.list],
    ["GET", `/${kind}/:itemName/versions`, items.listVersions],
    ["PATCH", [`/${kind}/:itemName`, `/${kind}/:itemName/:itemVersion`], items.update],
    ["DELETE", `/${kind}/:itemName`, items.delete],
    ["GET", `/deleted${kind}`, items.listDeleted],
    ["GET", `/deleted${kind}/:itemName`, items.getDeleted],
    ["POST", `/deleted${kind}/:itemName/recover`, items.recover],
    ["DELETE", `/deleted${kind}/:itemName`, items.purge],
  ]);

/** Clients leave the version out where they mean the newest. */
const newestOr = (operation: string): readonly string[] =>
  ["", "/:itemVersion"].map((version) => `/keys/:itemName${version}${operation}`);

/** A vault's data plane. */
export const vaultRoutes: readonly Route[] = [
  ...itemsInVault("keys", keys.keyItems),
  ...itemsInVault("secrets", secrets.secretItems),
  ...inVault([
    ["POST", "/keys/:itemName/create", keys.createKey],
    ["PUT", "/keys/:itemName", keys.importKey],
    ["GET", newestOr(""), keys.getKey],
    ["POST", "/keys/:itemName/rotate", keyRotation.rotateKey],
    ["GET", "/keys/:itemName/rotationpolicy", keyRotation.getRotationPolicy],
    ["PUT", "/keys/:itemName/rotationpolicy", keyRotation.putRotationPolicy],
    ["POST", newestOr("/wrapkey"), keyOperations.wrapKey],
    ["POST", newestOr("/unwrapkey"), keyOperations.unwrapKey],
    ["POST", newestOr("/encrypt"), keyOperations.encrypt],
    ["POST", newestOr("/decrypt"), keyOperations.decrypt],
    ["PUT", "/secrets/:itemName", secrets.setSecret],
    ["GET", ["/secrets/:itemName", "/secrets/:itemName/:itemVersion"], secrets.getSecret],
  ]),
];
