import { counted, numberText } from "../coverage/counted";
import type { CountedMechanism } from "../coverage/coverage";

/** Whether a disk has no more than the platform's key: that, or nothing. */
export function isWeak(mechanism: CountedMechanism): boolean {
  return mechanism === "platform-key" || mechanism === "none";
}

/** The sentence on a fleet: how many of its disks have no more than the platform's key, and of how many it is not known. */
export function weakDisksFinding(byMechanism: Readonly<Partial<Record<CountedMechanism, number>>>): string {
  const sum = Object.values(byMechanism).reduce((total, disks) => total + disks, 0);
  if (sum === 0) return "No disk was read";
  const { "platform-key": platformKey = 0, none = 0, unknown = 0 } = byMechanism;
  const weak = platformKey + none;
  const notKnown = unknown === 0 ? "" : `; of ${numberText(unknown)} it is not known`;
  if (weak === 0) {
    return unknown === 0
      ? `${sum === 1 ? "The one disk has" : `All ${counted(sum, "disk")} have`} more than the platform's key`
      : `No disk is known to have no more than the platform's key${notKnown}`;
  }
  return `${numberText(weak)} of ${counted(sum, "disk")} ${weak === 1 ? "has" : "have"} no more than the platform's key${notKnown}`;
}
