import { platformKeyVault } from "../keyvault/platform-key-vault";
import type { Resource } from "../state";
import type { EncryptionRequest } from "./rule";

/** The vault that the settings name by its URL; undefined where there is none. */
export function namedVault({ world, settings }: EncryptionRequest): Resource | undefined {
  return settings.KeyVaultURL === undefined
    ? undefined
    : platformKeyVault.findVault(world, settings.KeyVaultURL);
}
