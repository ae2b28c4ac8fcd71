import { hasCustomerKey } from "./has-customer-key";
import type { DiskControl } from "./control";

/**
 * CIS Microsoft Azure Foundations Benchmark 3.0.0, 8.4 "Ensure that 'Unattached disks' are encrypted with 'Customer Managed Key' (CMK)": by its text of
 * unattached disks, where the portal's encryption type has to name a customer-managed key.
 */
export const cis300Section84: DiskControl = (facts) =>
  facts.role === "unattached" ? hasCustomerKey(facts) : "not-applicable";
