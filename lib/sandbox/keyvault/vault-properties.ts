import { isJsonObject, listAt, objectAt, textAt, valueAt, type Json, type JsonObject } from "../json";
import type { Resource } from "../state";
import { vaultUriOf } from "./vaults-by-name";

/** From this api-version on, a new vault decides by roles unless it is told otherwise ("Prepare for Key Vault API 2026-02-01"). */
const firstVersionWithRoles = "2026-02-01";

/**
 * A new vault's properties: what was sent, with Azure's defaults, in Azure's order and with Azure's omissions (recorded:
 * test_keyvault_public_network_access and others): a flag that was not sent is not answered, `enabledForDeployment` always is.
 */
export function newVaultProperties(name: string, sent: JsonObject, apiVersion: string): JsonObject {
  return ordered(name, {
    ...sent,
    enableSoftDelete: true,
    softDeleteRetentionInDays: sent["softDeleteRetentionInDays"] ?? 90,
    enableRbacAuthorization:
      sent["enableRbacAuthorization"] ?? (apiVersion >= firstVersionWithRoles ? true : undefined),
    provisioningState: "RegisteringDns",
  });
}

/** A vault's properties after a PUT: all that was sent, but what cannot be taken back stays, and so does the permission model. */
export function replacedVaultProperties(vault: Resource, sent: JsonObject): JsonObject {
  const before = vault.properties;
  return ordered(vault.name, {
    ...sent,
    enableSoftDelete: before["enableSoftDelete"],
    softDeleteRetentionInDays: before["softDeleteRetentionInDays"],
    enablePurgeProtection: sent["enablePurgeProtection"] ?? before["enablePurgeProtection"],
    enableRbacAuthorization: sent["enableRbacAuthorization"] ?? before["enableRbacAuthorization"],
    accessPolicies: sent["accessPolicies"] ?? before["accessPolicies"],
    provisioningState: before["provisioningState"],
  });
}

/** The sent properties that a PATCH merges into a vault's own: `createMode` is an order, not a property. */
export function patchedVaultProperties(vault: Resource, merged: JsonObject): JsonObject {
  return ordered(vault.name, { ...merged, provisioningState: vault.properties["provisioningState"] });
}

function ordered(name: string, from: JsonObject): JsonObject {
  const { sku, tenantId, networkAcls, accessPolicies, enabledForDeployment, publicNetworkAccess } = from;
  return withoutAbsent({
    sku,
    tenantId,
    networkAcls: keptNetworkAcls(networkAcls),
    accessPolicies: accessPolicies ?? [],
    enabledForDeployment: enabledForDeployment ?? false,
    enabledForDiskEncryption: from["enabledForDiskEncryption"],
    enabledForTemplateDeployment: from["enabledForTemplateDeployment"],
    enableSoftDelete: from["enableSoftDelete"],
    softDeleteRetentionInDays: from["softDeleteRetentionInDays"],
    enableRbacAuthorization: from["enableRbacAuthorization"],
    enablePurgeProtection: from["enablePurgeProtection"],
    vaultUri: vaultUriOf({ name }),
    provisioningState: from["provisioningState"],
    publicNetworkAccess: publicNetworkAccess ?? "Enabled",
  });
}

/**
 * The firewall as a vault keeps it: nothing where it lets all through (recorded), addresses with their prefix length, subnet ids in
 * lower case (both from the specification's example).
 */
function keptNetworkAcls(sent: Json): JsonObject | undefined {
  if (!isJsonObject(sent)) return undefined;
  const ipRules = listAt(sent, "ipRules").map((rule) => {
    const value = textAt(rule, "value") ?? "";
    return { value: value.includes("/") ? value : `${value}/32` };
  });
  const virtualNetworkRules = listAt(sent, "virtualNetworkRules").map((rule) => ({
    ...objectAt(rule),
    id: textAt(rule, "id")?.toLowerCase(),
  }));
  const bypass = textAt(sent, "bypass") ?? "AzureServices";
  const defaultAction = textAt(sent, "defaultAction") ?? "Allow";
  const isOpen =
    defaultAction === "Allow" &&
    bypass === "AzureServices" &&
    ipRules.length + virtualNetworkRules.length === 0;
  return isOpen ? undefined : { bypass, defaultAction, ipRules, virtualNetworkRules };
}

function withoutAbsent(from: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(from).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** Whether a body asks for a deleted vault instead of a new one. */
export function asksToRecover(body: Json): boolean {
  return textAt(body, "properties", "createMode")?.toLowerCase() === "recover";
}

/** Whether a property is there and is not null. */
export function isSent(properties: JsonObject, name: string): boolean {
  const value = valueAt(properties, name);
  return value !== undefined && value !== null;
}
