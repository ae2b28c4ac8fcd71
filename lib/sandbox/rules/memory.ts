import { memTotalInKB } from "../guest/commands/shell";
import { configurationRefusal, includesOs, type Rule } from "./rule";

const minimumInGB = 2;
const minimumForOsVolumeInKB = 7_000_000;

/**
 * 2 GB for all (both editions); for a Linux OS volume the extension reads `MemTotal` and wants 7,000,000 kB.
 *
 * Source: overview pages; Azure/azure-linux-extensions, VMEncryption, `check_util`. The documents' rule of twice the root usage is not
 * tested by the extension, so it is not here. The module knows 2 GB only.
 */
export const memorySufficient: Rule = (request) => {
  const { world, guest, hardware } = request;
  const { memoryInGB } = hardware;
  if (memoryInGB === undefined) return undefined;
  if (memoryInGB < minimumInGB) {
    return configurationRefusal(
      request,
      `(sandbox) Azure Disk Encryption needs ${minimumInGB} GB of memory; size ${hardware.vmSize} has ${memoryInGB} GB.`,
    );
  }
  // Once its OS volume is encrypted, a VM may have less: the extension looks only before ("Azure Disk Encryption for Linux VMs", memory).
  const osIsPlain = request.volumes.some(({ role, state }) => role === "os" && state === "decrypted");
  const osVolumeOnLinux =
    guest.osType === "Linux" && includesOs(request) && osIsPlain && world.edition === "current";
  return osVolumeOnLinux && memTotalInKB(memoryInGB) < minimumForOsVolumeInKB
    ? configurationRefusal(
        request,
        "Not enough memory for enabling encryption on OS volume. 8 GB memory is recommended.",
      )
    : undefined;
};
