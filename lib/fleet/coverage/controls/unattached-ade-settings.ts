import type { DiskControl } from "./control";

/**
 * "[Deprecated]: Unattached disks should be encrypted", policy 2c89a2e5-7285-40fe-afe0-ae8654b92fb2: of a disk in state `Unattached`, whether the
 * settings of Azure Disk Encryption are on. A customer's key does not help.
 */
export const unattachedAdeSettings: DiskControl = ({ managed, diskState, adeStamp }) => {
  if (managed === "no") return "not-applicable";
  if (diskState === "unknown") return "unknown";
  if (diskState.toLowerCase() !== "unattached") return "not-applicable";
  if (adeStamp === undefined) return "unknown";
  return adeStamp === "on" ? "compliant" : "non-compliant";
};
