import { type VirtualMachineExtension } from "@runbooks/azure";
import { untilAgentReady } from "../waits/until-agent-ready";
import { assertStillEmpty } from "../waits/until-still-empty";
import type { ActionKind } from "./action-kind";

/** The settings of an Azure Disk Encryption extension, in the spelling that its handler insists on. */
export type ExtensionSettings = VirtualMachineExtension["settings"];

export type ExtensionType = "AzureDiskEncryption" | "AzureDiskEncryptionForLinux";
export const EXTENSION_PUBLISHER = "Microsoft.Azure.Security";

/** Installs the Azure Disk Encryption extension, or makes it run again. */
export interface PutExtension {
  readonly kind: "put-extension";
  readonly vmId: string;
  readonly location: string;
  readonly extensionType: ExtensionType;
  readonly typeHandlerVersion: string;
  readonly settings: ExtensionSettings;
  /** Sent only once the agent of the VM reports Ready: the VM was made by the same plan. */
  readonly waitForAgent?: true;
  /** The volumes that it formats (`EnableEncryptionFormatAll`), as `/data (sdc1 on sdc)`: what was on them is gone. Looked into again before it is sent. */
  readonly wipes?: readonly string[];
}

/** Removes an extension; what it did stays. */
export interface DeleteExtension {
  readonly kind: "delete-extension";
  readonly vmId: string;
  readonly extensionName: string;
}

export const putExtension: ActionKind<PutExtension> = {
  request: ({ vmId, location, extensionType, typeHandlerVersion, settings }) => ({
    method: "PUT",
    path: `${vmId}/extensions/${extensionType}`,
    body: {
      location,
      properties: {
        publisher: EXTENSION_PUBLISHER,
        type: extensionType,
        typeHandlerVersion,
        autoUpgradeMinorVersion: true,
        settings,
      },
    },
  }),
  until: async (azure, { vmId, waitForAgent, wipes }, options) => {
    if (waitForAgent === true) await untilAgentReady(azure, vmId, options);
    if (wipes !== undefined) await assertStillEmpty(azure, vmId, wipes, options.signal);
    return true;
  },
  destroys: ({ wipes = [] }) => wipes,
};

export const deleteExtension: ActionKind<DeleteExtension> = {
  request: ({ vmId, extensionName }) => ({ method: "DELETE", path: `${vmId}/extensions/${extensionName}` }),
};

/** The handler of each operating system, single pass. "Azure Disk Encryption for Windows / Linux" extension schema, 2020-03-19. */
export function handlerOf(osType: "Windows" | "Linux"): {
  extensionType: ExtensionType;
  typeHandlerVersion: string;
} {
  return osType === "Windows"
    ? { extensionType: "AzureDiskEncryption", typeHandlerVersion: "2.2" }
    : { extensionType: "AzureDiskEncryptionForLinux", typeHandlerVersion: "1.1" };
}
