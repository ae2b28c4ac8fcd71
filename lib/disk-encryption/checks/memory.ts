import type { Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { whenLinuxGuestKnown } from "./guest-probe";
import { fail, pass, unknown, whenKnown } from "./verdict";

const MINIMUM_IN_GB = 2;
const MINIMUM_FOR_LINUX_OS_VOLUME_IN_GB = 8;
/** Up to this usage of the root file system the minimum is enough; above it, the memory must be twice the usage. */
const ROOT_USAGE_COVERED_BY_MINIMUM_IN_GB = 4;

/**
 * 2 GB for all; in the current edition 8 GB or twice the root usage for the OS volume of a Linux VM.
 *
 * The memory is the size's, as the documents count, not what the guest finds of it.
 *
 * @see "Azure Disk Encryption for Linux VMs", Memory requirements, 2026-02-20
 */
export const memory: Check = (facts, edition) => {
  const { virtualMachine: vm, size, volumeType } = facts;
  const hint = `See that the subscription may read Microsoft.Compute/skus, and that ${vm.location} offers ${vm.vmSize}.`;
  return whenKnown(size, `the memory of size ${vm.vmSize}`, hint, ({ memoryInGB }) => {
    if (!Number.isFinite(memoryInGB))
      return unknown(`the memory of size ${vm.vmSize}: the size's MemoryGB is missing`, hint);
    const encryptsLinuxOsVolume = vm.osType === "Linux" && volumeType !== "Data";
    return edition === "current" && encryptsLinuxOsVolume
      ? forLinuxOsVolume(facts, memoryInGB)
      : atLeast(MINIMUM_IN_GB, memoryInGB, facts, "");
  });
};

function forLinuxOsVolume(facts: EncryptionFacts, memoryInGB: number): Verdict {
  if (memoryInGB < MINIMUM_FOR_LINUX_OS_VOLUME_IN_GB) {
    return atLeast(
      MINIMUM_FOR_LINUX_OS_VOLUME_IN_GB,
      memoryInGB,
      facts,
      " to encrypt the OS volume of a Linux VM",
    );
  }
  return whenLinuxGuestKnown(facts, "root usage, whose double the memory must reach", ({ rootUsageInGB }) => {
    const needed =
      rootUsageInGB <= ROOT_USAGE_COVERED_BY_MINIMUM_IN_GB
        ? MINIMUM_FOR_LINUX_OS_VOLUME_IN_GB
        : Number((2 * rootUsageInGB).toFixed(1));
    return atLeast(
      needed,
      memoryInGB,
      facts,
      ` to encrypt an OS volume that holds ${rootUsageInGB.toFixed(1)} GB`,
    );
  });
}

function atLeast(
  neededInGB: number,
  memoryInGB: number,
  { virtualMachine: vm }: EncryptionFacts,
  what: string,
): Verdict {
  const has = `${vm.name} (${vm.vmSize}) has ${memoryInGB} GB of memory`;
  return memoryInGB >= neededInGB
    ? pass(`${has}; ${neededInGB} GB are needed${what}.`)
    : fail(
        `${has}; ${neededInGB} GB are needed${what}.`,
        `Resize ${vm.name} to a size with ${neededInGB} GB of memory or more.`,
      );
}
