import { configurationRefusal, type Rule } from "./rule";

/**
 * Windows takes OS or All, Linux all three and wants to be told.
 *
 * Source: Windows FAQ (data alone is not possible); Linux: Azure/azure-linux-extensions, VMEncryption, and azure-docs#25311.
 */
export const volumeTypeSupported: Rule = (request) => {
  const { guest, volumeType, settings } = request;
  if (guest.osType === "Linux" && volumeType === undefined) {
    return configurationRefusal(
      request,
      `Unknown Volume Type: ${settings.VolumeType ?? ""}, has to be one of ['OS','Data','All']`,
    );
  }
  if (guest.osType === "Windows" && (volumeType === undefined || volumeType === "Data")) {
    return configurationRefusal(
      request,
      `(sandbox) VolumeType "${settings.VolumeType ?? ""}" is not supported on Windows: data volumes alone can't be encrypted.`,
    );
  }
  return undefined;
};
