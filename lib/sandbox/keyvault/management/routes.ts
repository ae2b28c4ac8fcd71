import type { Handler, Reply, Route } from "../../http";
import * as accessPolicies from "./vault-access-policies";
import * as deletedVaults from "./deleted-vaults";
import * as keys from "./vault-keys";
import * as nameAvailability from "./vault-name-availability";
import * as secrets from "./vault-secrets";
import * as vaults from "./vaults";

/** api-versions of the Key Vault provider: those of the clients, of the Azure CLI and of public quickstart templates. */
const vaultVersions: readonly string[] = [
  "2016-10-01",
  "2018-02-14",
  "2019-09-01",
  "2021-10-01",
  "2022-07-01",
  "2023-02-01",
  "2023-07-01",
  "2024-11-01",
  "2025-05-01",
  "2026-02-01",
];

const provider = "/subscriptions/:subscriptionId/providers/Microsoft.KeyVault";
const groupVaults =
  "/subscriptions/:subscriptionId/resourceGroups/:resourceGroupName/providers/Microsoft.KeyVault/vaults";
const vault = `${groupVaults}/:vaultName`;
const deletedVault = `${provider}/locations/:location/deletedVaults/:vaultName`;

// Recorded (test_keyvault_softdelete): every answer of the provider says it; the front door's own 404 does not.
const serviceVersion = "1.5.969.1";

const route = (method: Route["method"], path: string, action: string, handler: Handler): Route => ({
  method,
  path,
  action: `Microsoft.KeyVault/${action}`,
  apiVersions: vaultVersions,
  handler: (call) => {
    const reply = handler(call);
    return reply instanceof Promise ? reply.then(withServiceVersion) : withServiceVersion(reply);
  },
});

const withServiceVersion = (reply: Reply): Reply => ({
  ...reply,
  headers: { "x-ms-keyvault-service-version": serviceVersion, ...reply.headers },
});

/** The Key Vault provider of Resource Manager. */
export const keyVaultManagementRoutes: readonly Route[] = [
  route("PUT", vault, "vaults/write", vaults.putVault),
  route("PATCH", vault, "vaults/write", vaults.patchVault),
  route("GET", vault, "vaults/read", vaults.getVault),
  route("DELETE", vault, "vaults/delete", vaults.deleteVault),
  route("GET", groupVaults, "vaults/read", vaults.listVaultsInGroup),
  route("GET", `${provider}/vaults`, "vaults/read", vaults.listVaultsInSubscription),
  route(
    "PUT",
    `${vault}/accessPolicies/:operationKind`,
    "vaults/accessPolicies/write",
    accessPolicies.putAccessPolicies,
  ),

  route("GET", `${provider}/deletedVaults`, "deletedVaults/read", deletedVaults.listDeletedVaults),
  route("GET", deletedVault, "locations/deletedVaults/read", deletedVaults.getDeletedVault),
  route(
    "POST",
    `${deletedVault}/purge`,
    "locations/deletedVaults/purge/action",
    deletedVaults.purgeDeletedVault,
  ),
  route(
    "GET",
    `${provider}/locations/:location/operationResults/:operationId`,
    "locations/operationResults/read",
    deletedVaults.pollPurge,
  ),
  route(
    "POST",
    `${provider}/checkNameAvailability`,
    "checkNameAvailability/read",
    nameAvailability.checkVaultNameAvailability,
  ),

  route("PUT", `${vault}/keys/:keyName`, "vaults/keys/write", keys.putVaultKey),
  route("GET", `${vault}/keys/:keyName`, "vaults/keys/read", keys.getVaultKey),
  route("GET", `${vault}/keys`, "vaults/keys/read", keys.listVaultKeys),
  route(
    "GET",
    `${vault}/keys/:keyName/versions/:keyVersion`,
    "vaults/keys/versions/read",
    keys.getVaultKeyVersion,
  ),
  route("GET", `${vault}/keys/:keyName/versions`, "vaults/keys/versions/read", keys.listVaultKeyVersions),

  route("PUT", `${vault}/secrets/:secretName`, "vaults/secrets/write", secrets.putVaultSecret),
  route("PATCH", `${vault}/secrets/:secretName`, "vaults/secrets/write", secrets.patchVaultSecret),
  route("GET", `${vault}/secrets/:secretName`, "vaults/secrets/read", secrets.getVaultSecret),
  route("GET", `${vault}/secrets`, "vaults/secrets/read", secrets.listVaultSecrets),
];
