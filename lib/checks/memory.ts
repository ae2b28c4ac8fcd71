import { fail, pass, unknown, type Check, type Judgement } from "./check";
import type { EncryptionFacts } from "./facts";

const MINIMUM_MEMORY_IN_GB = 2;
/** For a Linux OS volume whose root file system uses no more than {@link SMALL_ROOT_IN_GB}. */
const LINUX_OS_MEMORY_IN_GB = 8;
const SMALL_ROOT_IN_GB = 4;

export const memory: Check = (facts, edition) => {
  const { size, volumeType, virtualMachine } = facts;
  if (size.kind === "missing") return unknown(size.reason);
  const { name, memoryInGB } = size.value;
  if (Number.isNaN(memoryInGB)) return unknown(`the memory of size ${name}`);
  const evidence = `${name} has ${memoryInGB} GB of memory`;
  if (memoryInGB < MINIMUM_MEMORY_IN_GB) return fail(`${evidence}; ${MINIMUM_MEMORY_IN_GB} GB are needed.`);
  return edition === "current" && virtualMachine.osType === "Linux" && volumeType !== "Data"
    ? linuxOsVolume(facts, memoryInGB, evidence)
    : pass(`${evidence}.`);
};

function linuxOsVolume({ guest }: EncryptionFacts, memoryInGB: number, evidence: string): Judgement {
  if (memoryInGB < LINUX_OS_MEMORY_IN_GB) return fail(`${evidence}; a Linux OS volume needs ${LINUX_OS_MEMORY_IN_GB} GB.`);
  if (guest.kind === "missing") return unknown(`the space used on the root file system (${guest.reason})`);
  if (guest.value.osType !== "Linux") return unknown("the space used on the root file system");
  const { rootUsageInGB } = guest.value;
  const neededInGB = rootUsageInGB <= SMALL_ROOT_IN_GB ? LINUX_OS_MEMORY_IN_GB : 2 * rootUsageInGB;
  const used = `${rootUsageInGB.toFixed(1)} GB are used on /`;
  return memoryInGB >= neededInGB
    ? pass(`${evidence}; ${used}.`)
    : fail(`${evidence}; ${used}, so ${neededInGB.toFixed(1)} GB are needed.`);
}
