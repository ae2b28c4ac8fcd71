import { eitherOf } from "./ade-or-encryption-at-host";
import { askedFor, type VirtualMachineControl } from "./control";

/**
 * Defender for Cloud's state of a VM's disk encryption: Healthy with Azure Disk Encryption or encryption at host, Unhealthy with server-side
 * encryption alone, whosever key it uses; a confidential VM is not applicable.
 *
 * It can't evaluate a VM that is deallocated, nor can this. What it last said of one that runs is not in an inventory: it may lag behind.
 *
 * @see "Overview of managed disk encryption options", Comparison, 2026-09-11
 */
export const defenderState: VirtualMachineControl = (facts) => {
  const { securityType, deallocated } = facts;
  if (securityType === undefined) return "unknown";
  if (securityType?.toLowerCase() === "confidentialvm") return "not-applicable";
  if (deallocated !== "no") return "unknown";
  return askedFor(eitherOf(facts));
};
