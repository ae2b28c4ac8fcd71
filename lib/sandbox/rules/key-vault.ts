import { sameSubscription } from "../resource-ids";
import * as platformKeyVault from "../keyvault/platform-key-vault";
import type { WrapAlgorithm } from "../keyvault/platform-key-vault";
import type { Resource } from "../state";
import {
  type EncryptionRequest,
  inputsRefused,
  type Rule,
  hostRefusal,
  setSecretFailed,
  wrapFailed,
} from "./rule";
import { sameResourceId, sameRegion } from "@runbooks/azure";
import { textAt, valueAt } from "../json";
import { isWrapAlgorithm } from "../keyvault/key-encryption";
import { keyLengthInBytes } from "../guest/encrypt";
import { secretPolicyRefusal } from "../keyvault/secrets";

/** The vault that the settings name by its URL; undefined where there is none. */
function namedVault({ world, settings }: EncryptionRequest): Resource | undefined {
  return settings.KeyVaultURL === undefined
    ? undefined
    : platformKeyVault.findVault(world, settings.KeyVaultURL);
}

/** The vault is there, and its id and its URL name the same one. Source: Windows troubleshooting guide; azure-cli#4707. */
export const keyVaultMatches: Rule = (request) => {
  const vault = namedVault(request);
  return vault !== undefined && sameResourceId(vault.id, request.settings.KeyVaultResourceId ?? "")
    ? undefined
    : inputsRefused(request);
};

/** The vault is in the VM's subscription. Source: overview pages, encryption key storage requirements. */
export const keyVaultInSubscription: Rule = (request) => {
  const vault = namedVault(request);
  if (vault === undefined) return undefined;
  return sameSubscription(vault.id, request.virtualMachine.id) ? undefined : inputsRefused(request);
};

/** The vault is in the VM's region. Source: overview pages, encryption key storage requirements. */
export const keyVaultInRegion: Rule = (request) => {
  const [ofVault, ofMachine] = [namedVault(request)?.location, request.virtualMachine.location];
  if (ofVault === undefined || ofMachine === undefined) return undefined;
  return sameRegion(ofVault, ofMachine) ? undefined : inputsRefused(request);
};

/**
 * The vault is enabled for disk encryption.
 *
 * Source: key vault pages of Azure Disk Encryption. A VM with an encryption identity does without the flag (azure-cli, disk_encryption.py).
 */
export const keyVaultEnabled: Rule = (request) => {
  const vault = namedVault(request);
  return vault === undefined || keyVaultEnabledFor(request, vault) ? undefined : inputsRefused(request);
};

/** Whether the platform may use a vault for a VM's volumes. */
function keyVaultEnabledFor(
  { virtualMachine }: Pick<EncryptionRequest, "virtualMachine">,
  vault: Resource,
): boolean {
  const identity = textAt(
    virtualMachine.properties,
    "securityProfile",
    "encryptionIdentity",
    "userAssignedIdentityResourceId",
  );
  return identity !== undefined || valueAt(vault.properties, "enabledForDiskEncryption") === true;
}

/** A vault with a firewall lets trusted services through. Source: Key Vault network pages; terraform-provider-azurerm#2200. */
export const keyVaultLetsAzureIn: Rule = (request) => {
  const vault = namedVault(request);
  return vault === undefined || letsTrustedServicesIn(vault)
    ? undefined
    : hostRefusal(request, setSecretFailed);
};

/** Whether Azure's own services reach a vault. */
export function letsTrustedServicesIn({ properties }: Resource): boolean {
  const isClosed =
    textAt(properties, "networkAcls", "defaultAction") === "Deny" ||
    textAt(properties, "publicNetworkAccess")?.toLowerCase() === "disabled";
  return !isClosed || (textAt(properties, "networkAcls", "bypass") ?? "AzureServices") === "AzureServices";
}

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
  if (!sameSubscription(vault.id, virtualMachine.id)) return inputsRefused(request);
  if (!sameRegion(vault.location ?? "", virtualMachine.location ?? "")) return inputsRefused(request);
  if (!keyVaultEnabledFor(request, vault)) return inputsRefused(request);
  return letsTrustedServicesIn(vault) ? undefined : hostRefusal(request, wrapFailed);
};

/** Bytes that RSA padding takes: RFC 8017, 7.1 and 7.2. */
const paddingInBytes: Readonly<Record<WrapAlgorithm, number>> = {
  "RSA-OAEP": 42,
  "RSA-OAEP-256": 66,
  RSA1_5: 11,
};

/** The algorithm that the settings name, or the extension's default. */
export function wrapAlgorithm(name: string | undefined): WrapAlgorithm {
  const algorithm = name?.toUpperCase() ?? "";
  return isWrapAlgorithm(algorithm) ? algorithm : "RSA-OAEP";
}

/**
 * The key encryption key is named with its version, is there, is RSA, enabled and not expired, and long enough for what it wraps.
 *
 * Source: key vault pages (RSA only, versioned URL, no port); Windows troubleshooting guide (a disabled key shows as "Failed to send
 * DiskEncryptionData"); support notes by third parties for a key that is expired or too small; Windows FAQ: 3072 or 4096 bits from
 * Windows Server 2022 and Windows 11 on, since their key files outgrow what 2048 bits can wrap.
 */
export const keyEncryptionKeyUsable: Rule = (request) => {
  const { world, guest, settings } = request;
  const url = settings.KeyEncryptionKeyURL;
  if (url === undefined) return undefined;
  const found = platformKeyVault.findKey(world, url);
  if (!found?.versioned || found.key === undefined || /^https:\/\/[^/]*:\d/.test(url))
    return inputsRefused(request);

  switch (platformKeyVault.usability(found.key, world.clock.now())) {
    case "disabled":
      return inputsRefused(request);
    case "expired":
    case "not-yet-valid":
      return hostRefusal(request, wrapFailed);
    case "usable":
      break;
  }
  const { keySizeInBits, keyOperations } = found.key;
  if (keySizeInBits === undefined || !keyOperations.includes("wrapKey"))
    return hostRefusal(request, wrapFailed);
  const room = keySizeInBits / 8 - paddingInBytes[wrapAlgorithm(settings.KeyEncryptionAlgorithm)];
  return keyLengthInBytes(guest.specification) > room
    ? hostRefusal(request, `${wrapFailed} Bad Length`)
    : undefined;
};

/**
 * The keys of Azure Disk Encryption never expire, so a Deny policy on a secret's lifetime stops the host's write.
 *
 * Source: restrictions in "Azure Disk Encryption scenarios on Windows VMs" (2026-02-20); azure-docs#96093.
 */
export const secretPolicyAllows: Rule = (request) => {
  const vault = namedVault(request);
  if (vault === undefined) return undefined;
  const secret = { name: "disk-encryption-key", created: request.world.clock.now() };
  return secretPolicyRefusal(request.world, vault, secret) === undefined
    ? undefined
    : hostRefusal(request, setSecretFailed);
};
