import { AzureError } from "../../errors";
import { listAt, textAt, valueAt, type Json, type JsonObject } from "../../json";
import type { World } from "../../state";

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
