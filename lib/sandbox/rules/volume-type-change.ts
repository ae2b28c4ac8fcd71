import { configurationRefusal, type Rule } from "./rule";

/** What was once encrypted may later grow to All, and to nothing else. Source: Azure/azure-linux-extensions, VMEncryption. */
export const volumeTypeOnlyGrows: Rule = (request) => {
  const { guest, volumeType, volumes, earlier } = request;
  const stillEncrypted = volumes.some(({ state }) => state !== "decrypted");
  if (guest.osType !== "Linux" || earlier === undefined || !stillEncrypted) return undefined;
  if (earlier.operation === "DisableEncryption" || earlier.outcome.kind === "failed") return undefined;
  if (volumeType === earlier.volumeType || volumeType === "All") return undefined;
  return configurationRefusal(
    request,
    `Moving from volume type ${earlier.volumeType} to volume type ${volumeType ?? ""} is not allowed`,
  );
};
