import { hasCustomerKey } from "./has-customer-key";
import type { DiskControl } from "./control";

/**
 * CIS Microsoft Azure Foundations Benchmark 3.0.0, 8.3 "Ensure that 'OS and Data' disks are encrypted with Customer Managed Key (CMK)": by its text
 * of attached disks, where either Azure Disk Encryption or server-side encryption with a customer's key complies. Azure's initiative measures it by
 * policy 702dd420, which does not count Azure Disk Encryption (`customer-key`).
 */
export const cis300Section83: DiskControl = (facts) => {
  if (facts.role !== "os" && facts.role !== "data") return "not-applicable";
  if (facts.azureDiskEncryption === "yes") return "compliant";
  const outcome = hasCustomerKey(facts);
  return outcome === "non-compliant" && facts.azureDiskEncryption === "unknown" ? "unknown" : outcome;
};
