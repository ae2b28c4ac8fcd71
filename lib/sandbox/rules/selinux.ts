import { selinuxOf } from "../guest/commands/shell";
import { exitCodes, includesOs, type Rule } from "./rule";

/**
 * With SELinux enforcing, the old root can't be unmounted. Found out after the disks were stamped.
 *
 * Source: Linux troubleshooting guide (2026-07-14); text: azure-linux-extensions#334.
 */
export const selinuxOff: Rule = (request) => {
  const { specification } = request.guest;
  const isPlain = request.volumes.some(({ role, state }) => role === "os" && state === "decrypted");
  return isPlain &&
    specification.osType === "Linux" &&
    includesOs(request) &&
    selinuxOf(specification) === "enforcing"
    ? {
        message: "Failed to encrypt OS volume with error: umount /oldroot: target is busy",
        exitCode: exitCodes.encryptionFailed,
      }
    : undefined;
};
