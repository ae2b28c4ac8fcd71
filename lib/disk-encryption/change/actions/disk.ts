import { defined, parseResourceId, RunbookError } from "@runbooks/azure";
import { azureError } from "../../connection/azure-error";
import type { DiskAccess } from "../../connection/disk-access";
import { copyPages as copyPagesOf } from "../page-blobs/copy-pages";
import { accessRequest, grantAccess } from "../page-blobs/open-blob";
import type { PinnedFile } from "../page-blobs/pinned-file";
import { uploadPages as uploadPagesOf } from "../page-blobs/upload-pages";
import type { ActionKind } from "./action-kind";
import { clientsOf } from "../../connection/clients";

/** Makes a disk that waits for its bytes. */
export interface CreateDiskForUpload {
  readonly kind: "create-disk-for-upload";
  readonly diskId: string;
  readonly location: string;
  readonly zones?: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** `Premium_LRS`, `StandardSSD_LRS` ... */
  readonly sku: string;
  /** Absent on a data disk. */
  readonly osType?: "Windows" | "Linux";
  readonly hyperVGeneration?: "V1" | "V2";
  /** Footer included. */
  readonly uploadSizeBytes: number;
}

/** Asks Azure for a signed URL of the blob behind a disk; the URL stays in memory. */
export interface GrantDiskAccess {
  readonly kind: "grant-disk-access";
  readonly diskId: string;
  readonly access: DiskAccess["access"];
  readonly durationInSeconds: number;
}

/** Writes a file's pages to the blob behind a disk. */
export interface UploadPages {
  readonly kind: "upload-pages";
  readonly diskId: string;
  readonly file: PinnedFile;
  readonly accessDurationInSeconds: number;
}

/** Copies one disk's pages to the blob behind another, inside Azure. */
export interface CopyPages {
  readonly kind: "copy-pages";
  readonly sourceDiskId: string;
  readonly diskId: string;
  /** Footer included. */
  readonly sizeInBytes: number;
  readonly accessDurationInSeconds: number;
}

/** Makes the signed URL of a disk's blob invalid; an upload becomes the disk by it. */
export interface EndDiskAccess {
  readonly kind: "end-disk-access";
  readonly diskId: string;
  /** Set: the disk is deleted next, so an upload that is not whole does not matter. */
  readonly discards?: true;
}

export interface DeleteDisk {
  readonly kind: "delete-disk";
  readonly diskId: string;
}

/** Says on an unattached disk where the key of its encrypted volume is: what the host reads at the VM's start. */
export interface SetDiskEncryptionSettings {
  readonly kind: "set-disk-encryption-settings";
  readonly diskId: string;
  readonly secretUrl: string;
  readonly secretVaultId: string;
  readonly keyEncryptionKey?: { readonly keyUrl: string; readonly vaultId: string };
}

/** Of Azure Disk Encryption without a Microsoft Entra application ("Disks", typings of @azure/arm-compute). */
const ENCRYPTION_SETTINGS_VERSION = "1.1";

export const createDiskForUpload: ActionKind<CreateDiskForUpload> = {
  request: ({ diskId, location, zones, tags, sku, osType, hyperVGeneration, uploadSizeBytes }) => ({
    method: "PUT",
    path: diskId,
    body: {
      location,
      tags,
      sku: { name: sku },
      ...defined({ zones }),
      properties: {
        ...defined({ osType, hyperVGeneration }),
        creationData: { createOption: "Upload", uploadSizeBytes },
      },
    },
  }),
};

export const grantDiskAccess: ActionKind<GrantDiskAccess> = {
  request: accessRequest,
  perform: grantAccess,
};

export const uploadPages: ActionKind<UploadPages> = {
  request: ({ diskId, file: { sha256, dataInBytes }, accessDurationInSeconds }) => ({
    method: "PUT",
    path: diskId,
    pages: { source: { kind: "file", sha256, dataInBytes }, accessDurationInSeconds },
  }),
  perform: uploadPagesOf,
};

export const copyPages: ActionKind<CopyPages> = {
  request: ({ sourceDiskId, diskId, accessDurationInSeconds }) => ({
    method: "PUT",
    path: diskId,
    pages: { source: { kind: "disk", diskId: sourceDiskId }, accessDurationInSeconds },
  }),
  perform: copyPagesOf,
};

export const endDiskAccess: ActionKind<EndDiskAccess> = {
  request: ({ diskId }) => ({ method: "POST", path: `${diskId}/endGetAccess` }),
  perform: async (azure, action, send) => {
    const { diskId, discards } = action;
    const { subscriptionId, resourceGroupName, name } = parseResourceId(diskId);
    azure.diskAccesses.forget(diskId);
    try {
      await send(endDiskAccess.request(action));
    } catch (error) {
      if (discards !== true || azureError(error, "").code !== "InvalidVhd") throw error;
    }
    if (discards === true) return;
    const { diskState } = await clientsOf(azure).compute(subscriptionId).disks.get(resourceGroupName, name);
    if (diskState === "Unattached" || diskState === "Reserved") return;
    throw new RunbookError(
      "AzureOperationFailed",
      `Access to disk ${name} was ended, and the disk is ${diskState ?? "in no state"}, not Unattached.`,
      "Look at the disk, then plan again.",
    );
  },
};

export const deleteDisk: ActionKind<DeleteDisk> = {
  request: ({ diskId }) => ({ method: "DELETE", path: diskId }),
};

export const setDiskEncryptionSettings: ActionKind<SetDiskEncryptionSettings> = {
  request: (action) => ({
    method: "PATCH",
    path: action.diskId,
    body: { properties: { encryptionSettingsCollection: settingsOf(action) } },
  }),
};

function settingsOf({ secretUrl, secretVaultId, keyEncryptionKey }: SetDiskEncryptionSettings): {
  enabled: boolean;
  encryptionSettings: {
    diskEncryptionKey: { sourceVault: { id: string }; secretUrl: string };
    keyEncryptionKey?: { sourceVault: { id: string }; keyUrl: string };
  }[];
  encryptionSettingsVersion: string;
} {
  return {
    enabled: true,
    encryptionSettings: [
      {
        diskEncryptionKey: { sourceVault: { id: secretVaultId }, secretUrl },
        ...(keyEncryptionKey === undefined
          ? {}
          : {
              keyEncryptionKey: {
                sourceVault: { id: keyEncryptionKey.vaultId },
                keyUrl: keyEncryptionKey.keyUrl,
              },
            }),
      },
    ],
    encryptionSettingsVersion: ENCRYPTION_SETTINGS_VERSION,
  };
}
