import { AzureError, type AzureErrorDetail } from "../../errors";
import { listAt, textAt, valueAt, type Json, type JsonObject, isJsonObject } from "../../json";
import type { World, Resource } from "../../state";
import { isAuthorized } from "../../authorization/access";
import type { Call } from "../../http";
import * as platformKeyVault from "../../keyvault/platform-key-vault";
import { itemUrl, vaultType } from "../../keyvault/vaults-by-name";
import { letsTrustedServicesIn } from "../../rules/key-vault";

/**
 * The vaults that a resource names in settings of Azure Disk Encryption: the extension's own settings, and the ones that stand on a disk or
 * in a VM that is made from a disk encrypted before.
 */
export function diskEncryptionVaults(type: string, body: JsonObject): readonly string[] {
  switch (type.toLowerCase()) {
    case "microsoft.compute/virtualmachines/extensions": {
      const properties = valueAt(body, "properties");
      const isDiskEncryption =
        textAt(properties, "publisher")?.toLowerCase() === "microsoft.azure.security" &&
        /^AzureDiskEncryption(ForLinux)?$/i.test(textAt(properties, "type") ?? "");
      return isDiskEncryption
        ? texts([
            valueAt(properties, "settings", "KeyVaultResourceId"),
            valueAt(properties, "settings", "KekVaultResourceId"),
          ])
        : [];
    }
    case "microsoft.compute/virtualmachines":
      return sourceVaults(valueAt(body, "properties", "storageProfile", "osDisk", "encryptionSettings"));
    case "microsoft.compute/disks":
      return listAt(body, "properties", "encryptionSettingsCollection", "encryptionSettings").flatMap(
        sourceVaults,
      );
    default:
      return [];
  }
}

const sourceVaults = (settings: Json): readonly string[] =>
  texts([
    valueAt(settings, "diskEncryptionKey", "sourceVault", "id"),
    valueAt(settings, "keyEncryptionKey", "sourceVault", "id"),
  ]);

const texts = (values: readonly Json[]): readonly string[] => [
  ...new Set(values.filter((value): value is string => typeof value === "string" && value !== "")),
];

/**
 * What the training module asks of a vault before VMs are deployed by templates, and Azure does not.
 *
 * Module, "When applying encryption to a new VM", step 1 and its note: the vault lets the Microsoft.Compute resource provider and Azure
 * Resource Manager retrieve its secrets. In Azure the two settings count where a secret is retrieved: `enabledForTemplateDeployment` for
 * parameters that refer to a vault, `enabledForDeployment` for certificates in `osProfile.secrets` ("Create and configure a key vault for Azure
 * Disk Encryption": "if needed"). The extension's settings name a vault and retrieve nothing from it: the host does, by
 * `enabledForDiskEncryption`. So edition `current` asks for nothing here.
 */
export function vaultSettingsRefusal(world: World, type: string, body: JsonObject): AzureError | undefined {
  if (world.edition !== "module") return undefined;
  for (const vaultId of diskEncryptionVaults(type, body)) {
    const vault = world.resources.get(vaultId);
    if (vault === undefined) continue;
    const missing = ["enabledForDeployment", "enabledForTemplateDeployment"].filter(
      (setting) => vault.properties[setting] !== true,
    );
    if (missing.length === 0) continue;
    return new AzureError(
      400,
      "KeyVaultNotEnabledForTemplateDeployment",
      `(sandbox) Key Vault '${vaultId}' does not let Microsoft.Compute and Azure Resource Manager retrieve its secrets during deployments ` +
        `by a template: ${missing.join(" and ")} is not true.`,
      { target: vaultId },
    );
  }
  return undefined;
}

const usage = "Please see https://aka.ms/arm-keyvault for usage details.";

// Resource Manager's own application, as refusals of vaults name it.
const resourceManagerApplicationId = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

/**
 * The secrets that parameters name by `reference`, read as Resource Manager reads them: past access policies and roles, where the vault
 * is enabled for template deployment and the caller may deploy from it.
 *
 * @throws AzureError `KeyVaultParameterReference...`; of several, `MultipleErrorsOccurred` with each in its details.
 * @see "Use Azure Key Vault to pass secure parameter value during deployment", 07/23/2025. HTTP statuses are assumed.
 */
export function vaultParameterValues(call: Call, given: JsonObject): ReadonlyMap<string, Json> {
  const values = new Map<string, Json>();
  const refusals: AzureError[] = [];
  for (const [name, entry] of Object.entries(given)) {
    const reference = valueAt(entry, "reference");
    if (reference === undefined || reference === null) continue;
    try {
      values.set(name, secretValue(call, name, reference));
    } catch (error) {
      if (!(error instanceof AzureError)) throw error;
      refusals.push(error);
    }
  }
  const [first, second] = refusals;
  if (first === undefined) return values;
  if (second === undefined) throw first;
  throw new AzureError(
    400,
    "MultipleErrorsOccurred",
    `Multiple error occurred: ${refusals.map(statusWord).join(",")}. Please see details.`,
    { details: refusals.map(({ code, message }): AzureErrorDetail => ({ code, message })) },
  );
}

const statusWord = ({ status }: AzureError): string => (status === 403 ? "Forbidden" : "BadRequest");

function secretValue(call: Call, parameter: string, reference: Json): string {
  const { world, caller } = call;
  const vaultId = textAt(reference, "keyVault", "id");
  const secretName = textAt(reference, "secretName");
  if (!isJsonObject(reference) || vaultId === undefined || secretName === undefined) {
    throw new AzureError(
      400,
      "InvalidRequestContent",
      `(sandbox) The reference of parameter '${parameter}' has to have a 'keyVault' with an 'id', and a 'secretName'.`,
    );
  }
  const vault = world.resources.get(vaultId);
  if (vault?.type !== vaultType) {
    throw new AzureError(
      400,
      "KeyVaultParameterReferenceNotFound",
      `The specified KeyVault '${vaultId}' could not be found. ${usage}`,
    );
  }
  if (!isAuthorized(world, caller, "Microsoft.KeyVault/vaults/deploy/action", vault.id)) {
    throw new AzureError(
      403,
      "KeyVaultParameterReferenceAuthorizationFailed",
      `The client '${caller.name}' with object id '${caller.objectId}' does not have permission to perform action ` +
        `'MICROSOFT.KEYVAULT/VAULTS/DEPLOY/ACTION' on the specified KeyVault resource '${vaultId}'. ${usage}`,
    );
  }
  assertVaultOpens(call, parameter, vault);
  return usableSecret(call, parameter, vault, secretName, textAt(reference, "secretVersion"));
}

/** Texts: reported of deployments in 2021 and 2022 (the flag); the firewall's is Key Vault's own. */
function assertVaultOpens({ world }: Call, parameter: string, vault: Resource): void {
  const about = `Vault: ${vault.name};location=${vault.location ?? ""}`;
  if (valueAt(vault.properties, "enabledForTemplateDeployment") !== true) {
    const caller =
      `Caller: name=ARM;tid=${world.tenantId};appid=${resourceManagerApplicationId};` +
      `iss=https://sts.windows.net/${world.tenantId}/`;
    throw notRetrieved(
      parameter,
      "Forbidden",
      `Access denied to first party service.\r\n${caller}\r\n${about}`,
    );
  }
  if (!letsTrustedServicesIn(vault)) {
    throw notRetrieved(
      parameter,
      "Forbidden",
      `Client address is not authorized and caller is not a trusted service.\r\n${about}`,
    );
  }
}

function usableSecret(
  { world }: Call,
  parameter: string,
  vault: Resource,
  secretName: string,
  version: string | undefined,
): string {
  const secret = platformKeyVault.findSecret(world, itemUrl(vault, "secrets", secretName, version))?.secret;
  if (secret === undefined) {
    const item = version === undefined ? secretName : `${secretName}/${version}`;
    throw notRetrieved(
      parameter,
      "NotFound",
      `A secret with (name/id) ${item} was not found in this key vault.`,
    );
  }
  if (platformKeyVault.usability(secret, world.clock.now()) !== "disabled") return secret.value;
  throw notRetrieved(parameter, "Forbidden", "Operation get is not allowed on a disabled secret.");
}

function notRetrieved(parameter: string, status: string, message: string): AzureError {
  return new AzureError(
    400,
    "KeyVaultParameterReferenceSecretRetrieveFailed",
    `The secret of KeyVault parameter '${parameter}' cannot be retrieved. Http status code: '${status}'. Error message: '${message}'. ${usage}`,
  );
}
