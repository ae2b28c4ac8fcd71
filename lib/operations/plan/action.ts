import type { PlannedRequest } from "../../client/changes";
import type { VirtualMachineExtension } from "../../azure/virtual-machine";

/** The settings of an Azure Disk Encryption extension, in the spelling that its handler insists on. */
export type ExtensionSettings = VirtualMachineExtension["settings"];

/** What a step does: values only, so that it can be shown, hashed, written to a journal and carried out later. */
export type Action =
  | {
      readonly kind: "create-key-vault";
      readonly vaultId: string;
      readonly location: string;
      readonly properties: CreateVaultProperties;
    }
  | {
      readonly kind: "update-key-vault";
      readonly vaultId: string;
      readonly properties: UpdateVaultProperties;
    }
  | {
      readonly kind: "create-key";
      readonly vaultId: string;
      readonly keyName: string;
      readonly keySizeInBits: number;
    }
  | {
      readonly kind: "create-snapshot";
      readonly snapshotId: string;
      readonly location: string;
      readonly sourceDiskId: string;
    }
  | {
      readonly kind: "put-extension";
      readonly vmId: string;
      readonly location: string;
      readonly extensionType: ExtensionType;
      readonly typeHandlerVersion: string;
      readonly settings: ExtensionSettings;
    }
  /** Restarts a Linux VM, once Azure is through with its OS volume and waits for it. */
  | { readonly kind: "restart"; readonly vmId: string };

export type ExtensionType = "AzureDiskEncryption" | "AzureDiskEncryptionForLinux";
export const EXTENSION_PUBLISHER = "Microsoft.Azure.Security";

export interface CreateVaultProperties extends UpdateVaultProperties {
  readonly tenantId: string;
  readonly sku: { readonly family: "A"; readonly name: "standard" | "premium" };
  /** Stated always: its default depends on the api-version. Azure Key Vault, "Default access control", 2026-04-10. */
  readonly enableRbacAuthorization: boolean;
}

export interface UpdateVaultProperties {
  readonly enabledForDiskEncryption?: true;
  readonly enableSoftDelete?: true;
  readonly enablePurgeProtection?: true;
  readonly networkAcls?: NetworkAcls;
}

/** A vault's firewall as it is sent: whole, since a request replaces it. */
export interface NetworkAcls {
  readonly defaultAction: string;
  readonly bypass: "AzureServices";
  readonly ipRules?: readonly { readonly value: string }[];
  readonly virtualNetworkRules?: readonly { readonly id: string }[];
}

/** The one request that an action sends, word for word as it goes over the wire. Pure. */
export function requestOf(action: Action): PlannedRequest {
  switch (action.kind) {
    case "create-key-vault":
      return {
        method: "PUT",
        path: action.vaultId,
        body: { location: action.location, properties: action.properties },
      };
    case "update-key-vault":
      return { method: "PATCH", path: action.vaultId, body: { properties: action.properties } };
    case "create-key":
      return {
        method: "PUT",
        path: `${action.vaultId}/keys/${action.keyName}`,
        body: { properties: { kty: "RSA", keyOps: keyOperations, keySize: action.keySizeInBits } },
      };
    case "create-snapshot":
      return {
        method: "PUT",
        path: action.snapshotId,
        body: {
          location: action.location,
          properties: {
            creationData: { createOption: "Copy", sourceResourceId: action.sourceDiskId },
            incremental: false,
          },
        },
      };
    case "put-extension":
      return {
        method: "PUT",
        path: `${action.vmId}/extensions/${action.extensionType}`,
        body: {
          location: action.location,
          properties: {
            publisher: EXTENSION_PUBLISHER,
            type: action.extensionType,
            typeHandlerVersion: action.typeHandlerVersion,
            autoUpgradeMinorVersion: true,
            settings: action.settings,
          },
        },
      };
    case "restart":
      return { method: "POST", path: `${action.vmId}/restart` };
  }
}

/** What a key encryption key has to be able to do. */
export const keyOperations: readonly ["wrapKey", "unwrapKey", "encrypt", "decrypt"] = [
  "wrapKey",
  "unwrapKey",
  "encrypt",
  "decrypt",
];
