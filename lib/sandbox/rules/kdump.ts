import { crashKernelLoaded } from "../guest/commands/shell";
import { configurationRefusal, includesOs, type Rule } from "./rule";

/** Kernel crash dumps are not supported: restrictions in "Azure Disk Encryption scenarios on Linux VMs" (2026-02-20). No text is documented. */
export const noKernelCrashDump: Rule = (request) => {
  const { specification } = request.guest;
  const isPlain = request.volumes.some(({ role, state }) => role === "os" && state === "decrypted");
  return isPlain &&
    specification.osType === "Linux" &&
    includesOs(request) &&
    crashKernelLoaded(specification)
    ? configurationRefusal(request, "(sandbox) A crash kernel is loaded: kdump is not supported.")
    : undefined;
};
