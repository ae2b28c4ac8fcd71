import { sameResourceId } from "@runbooks/azure";
import { listAt, textAt, valueAt } from "../json";
import { parseItemUrl, vaultNamed } from "../keyvault/vaults-by-name";
import type { StartRefusal } from "../rules/start";
import type { Resource, World } from "../state";

/**
 * Why the certificates that a new VM asks for (`osProfile.secrets`) can't be taken from their vaults: Compute retrieves them where the vault is
 * enabled for deployment and is the one whose id the VM names.
 *
 * Code and text: reported of deployments (KeyVaultAccessForbidden). Whether the secret itself is there is not asked.
 */
export function certificateRefusal(world: World, { properties }: Resource): StartRefusal | undefined {
  for (const secrets of listAt(properties, "osProfile", "secrets")) {
    const vaultId = textAt(secrets, "sourceVault", "id") ?? "";
    for (const certificate of listAt(secrets, "vaultCertificates")) {
      const url = textAt(certificate, "certificateUrl") ?? "";
      const vault = vaultNamed(world, parseItemUrl(url)?.vaultName ?? "");
      const isOpen = vault !== undefined && valueAt(vault.properties, "enabledForDeployment") === true;
      if (isOpen && sameResourceId(vault.id, vaultId)) continue;
      return {
        code: "KeyVaultAccessForbidden",
        message:
          `Key Vault ${url} either has not been enabled for deployment or the vault id provided, ${vaultId}, ` +
          "does not match the Key Vault's true resource id.",
      };
    }
  }
  return undefined;
}
