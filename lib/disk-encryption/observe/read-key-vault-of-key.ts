import { type Fact, type KeyVault, keyVaultHost, known, missing, parseKeyVaultUrl } from "@runbooks/azure";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { readKeyVault } from "./read-key-vault";
import { toKeyVault } from "./from-azure/key-vault";
import { clientsOf } from "../connection/clients";

/**
 * Reads the vault of a set's key: by its id where the set tells it, else by the host in the key's URL, in every subscription that the
 * connection sees. A set does not tell it where the vault is in another subscription.
 *
 * @returns missing where no vault has that host, as of a managed HSM.
 */
export async function readKeyVaultOfKey(
  azure: Connection,
  keyUrl: string,
  vaultId: string | undefined,
): Promise<Fact<KeyVault>> {
  if (vaultId !== undefined) return await readKeyVault(azure, vaultId);
  const host = keyVaultHost(parseKeyVaultUrl(keyUrl));
  const unread: string[] = [];
  for (const { subscriptionId } of azure.subscriptions) {
    try {
      for await (const found of clientsOf(azure).keyVaults(subscriptionId).vaults.listBySubscription()) {
        const vault = toKeyVault(found);
        if (keyVaultHost(vault) === host) return known(vault, `GET Microsoft.KeyVault/vaults/${vault.name}`);
      }
    } catch (error) {
      unread.push(azureError(error, `listing the vaults of subscription ${subscriptionId}`).message);
    }
  }
  return missing(
    unread[0] ??
      `no subscription that you see has a vault with the host ${host ?? keyUrl}; a managed HSM is not read`,
  );
}
