import { parseResourceId, sameRegion, sameResourceId } from "@runbooks/azure";
import { platformKeyVault } from "../keyvault/platform-key-vault";
import { hostRefusal, inputsRefused, wrapFailed } from "./host-refusal";
import { letsTrustedServicesIn } from "./key-vault-firewall";
import { keyVaultEnabledFor } from "./key-vault-flag";
import type { Rule } from "./rule";

/**
 * The vault of the key encryption key may be another than that of the secrets; the id that the settings give for it is its own.
 *
 * Source: extension schema, `KekVaultResourceId`; azure-cli, `--key-encryption-keyvault`. That this vault is in the VM's region and
 * subscription too, has the flag and lets Azure in, is assumed: the overview pages ask it of the vault of "keys and secrets".
 */
export const keyEncryptionKeyVaultOpens: Rule = (request) => {
  const { world, settings, virtualMachine } = request;
  if (settings.KeyEncryptionKeyURL === undefined) return undefined;
  const vault = platformKeyVault.findKey(world, settings.KeyEncryptionKeyURL)?.vault;
  if (vault === undefined) return inputsRefused(request);
  const vaultId = settings.KekVaultResourceId;
  if (vaultId !== undefined && !sameResourceId(vault.id, vaultId)) return inputsRefused(request);
  const subscriptionOf = (id: string): string => parseResourceId(id).subscriptionId.toLowerCase();
  if (subscriptionOf(vault.id) !== subscriptionOf(virtualMachine.id)) return inputsRefused(request);
  if (!sameRegion(vault.location ?? "", virtualMachine.location ?? "")) return inputsRefused(request);
  if (!keyVaultEnabledFor(request, vault)) return inputsRefused(request);
  return letsTrustedServicesIn(vault) ? undefined : hostRefusal(request, wrapFailed);
};
