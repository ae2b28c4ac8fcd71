import { exitCodes, type Rule } from "./rule";

/** A Linux VM whose OS volume is encrypted can't be decrypted. Source and text: Azure/azure-linux-extensions, VMEncryption. */
export const osVolumeNotEncrypted: Rule = ({ guest, volumes }) =>
  guest.osType === "Linux" && volumes.some(({ role, state }) => role === "os" && state !== "decrypted")
    ? {
        message: "Disabling encryption is not supported when OS volume is encrypted",
        exitCode: exitCodes.unknown,
      }
    : undefined;
