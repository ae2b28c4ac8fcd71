import { sameRegion } from "@runbooks/azure";
import { AzureError, badRequest } from "../errors";
import { textAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { vaultNamed } from "./vaults-by-name";
import { isSent } from "./vault-properties";

/** Whether Azure takes a name for a vault: 3 to 24 letters, digits and single hyphens, from a letter to a letter or digit. */
export function isVaultName(name: string): boolean {
  return /^[a-z](?:-?[a-z0-9])*$/i.test(name) && name.length >= 3 && name.length <= 24;
}

/** Throws for a name that cannot be a vault's. */
export function assertVaultName(name: string): void {
  if (!isVaultName(name)) throw new AzureError(400, "VaultNameNotValid", vaultNameNotValid(name));
}

export function vaultNameNotValid(name: string): string {
  return (
    `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a ` +
    "letter, end with a letter or digit, and not contain consecutive hyphens. " +
    "Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2147742"
  );
}

export function vaultAlreadyExists(name: string): string {
  return (
    `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. ` +
    "If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but " +
    "not purged after being placed in a recoverable state. If the vault is in a recoverable state then the vault will need to be " +
    "purged before reusing the name."
  );
}

/** Throws where another vault of the world, or a deleted one, holds the name of a vault to be made. */
export function assertVaultNameIsFree(world: World, name: string): void {
  if (vaultNamed(world, name) !== undefined)
    throw new AzureError(409, "VaultAlreadyExists", vaultAlreadyExists(name));
  if (!world.deletedVaults.has(name.toLowerCase())) return;
  throw new AzureError(
    409,
    "ConflictError",
    "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. " +
      "Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.",
  );
}

/** What a new vault must be sent with (texts: Azure/azure-sdk-for-net#28677, the others by its pattern). */
export function assertComplete(properties: JsonObject, decidesByRoles: boolean): void {
  for (const name of ["tenantId", "sku"])
    if (!isSent(properties, name)) throw badRequest(`The parameter ${name} is not specified.`);
  if (!["standard", "premium"].includes(textAt(properties, "sku", "name")?.toLowerCase() ?? "")) {
    throw badRequest("An invalid value was provided for 'sku'.");
  }
  if (!decidesByRoles && !isSent(properties, "accessPolicies"))
    throw badRequest("The parameter accessPolicies is not specified.");
}

/** Throws where a PUT asks for a vault that is there, but in another region. */
export function assertSameLocation(vault: Resource, location: string | undefined): void {
  if (location === undefined || sameRegion(location, vault.location ?? "")) return;
  throw new AzureError(
    409,
    "InvalidResourceLocation",
    `The resource '${vault.name}' already exists in location '${vault.location ?? ""}'. ` +
      `A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
  );
}

/** What no request may do to a vault; `before` is the vault as it is, if there is one. */
export function assertAllowed(sent: JsonObject, before?: Resource): void {
  if (sent["enableSoftDelete"] === false) {
    throw badRequest(
      'The property "enableSoftDelete" cannot be set to false. Enabling the soft delete for a vault is an irreversible action.',
    );
  }
  if (sent["enablePurgeProtection"] === false) {
    throw badRequest(
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    );
  }
  const days = sent["softDeleteRetentionInDays"];
  if (days !== undefined && days !== null) {
    if (typeof days !== "number" || days < 7 || days > 90) {
      throw badRequest('(sandbox) The property "softDeleteRetentionInDays" must be from 7 to 90.');
    }
    const set = before?.properties["softDeleteRetentionInDays"];
    if (set !== undefined && set !== days) {
      throw badRequest(
        'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
      );
    }
  }
  assertBypassForDiskEncryption(sent);
}

/**
 * Azure refuses a request that opens a vault to Azure Disk Encryption and closes its firewall to Azure's own services in one go
 * (hashicorp/terraform-provider-azurerm#2200; the default action makes no difference: MicrosoftDocs/azure-docs#124038).
 *
 * Only a request that names both is refused here. No source says that Azure looks at what the vault already has, and such
 * vaults are met: a fleet may hold one, and two requests, one after the other, make one. Encryption then fails for want of the bypass.
 */
function assertBypassForDiskEncryption(sent: JsonObject): void {
  if (sent["enabledForDiskEncryption"] === true && textAt(sent, "networkAcls", "bypass") === "None") {
    throw badRequest(
      'When enabledForDiskEncryption is true, networkAcls.bypass must include "AzureServices".',
    );
  }
}
