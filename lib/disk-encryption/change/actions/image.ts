import type { ActionKind } from "./action-kind";
import { whileGrantTakesEffect } from "./grant";

/** Marks a VM as generalized, after sysprep or waagent -deprovision in the guest: it never starts again. */
export interface GeneralizeVirtualMachine {
  readonly kind: "generalize";
  readonly vmId: string;
}

/** Makes an image of a generalized VM with all its disks, or of one OS disk under the key of a set. */
export interface CreateImage {
  readonly kind: "create-image";
  readonly imageId: string;
  readonly location: string;
  readonly hyperVGeneration: "V1" | "V2";
  readonly source:
    | { readonly kind: "virtual-machine"; readonly vmId: string }
    | {
        readonly kind: "disk";
        readonly diskId: string;
        readonly osType: "Windows" | "Linux";
        readonly diskEncryptionSetId?: string;
      };
}

export const generalize: ActionKind<GeneralizeVirtualMachine> = {
  request: ({ vmId }) => ({ method: "POST", path: `${vmId}/generalize` }),
};

export const createImage: ActionKind<CreateImage> = {
  request: (action) => ({
    method: "PUT",
    path: action.imageId,
    body: { location: action.location, properties: propertiesOf(action) },
  }),
  retry: whileGrantTakesEffect,
};

function propertiesOf({ source, hyperVGeneration }: CreateImage): {
  hyperVGeneration: "V1" | "V2";
  sourceVirtualMachine?: { id: string };
  storageProfile?: { osDisk: ImageDisk; zoneResilient: boolean };
} {
  if (source.kind === "virtual-machine")
    return { hyperVGeneration, sourceVirtualMachine: { id: source.vmId } };
  const { diskId, osType, diskEncryptionSetId } = source;
  return {
    hyperVGeneration,
    storageProfile: {
      osDisk: {
        osType,
        osState: "Generalized",
        managedDisk: { id: diskId },
        ...(diskEncryptionSetId === undefined ? {} : { diskEncryptionSet: { id: diskEncryptionSetId } }),
      },
      zoneResilient: false,
    },
  };
}

interface ImageDisk {
  osType: "Windows" | "Linux";
  osState: "Generalized";
  managedDisk: { id: string };
  diskEncryptionSet?: { id: string };
}
