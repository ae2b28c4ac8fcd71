import type { DiskControl } from "./control";
import { doubleEncryption } from "./double-encryption";

/**
 * CIS Microsoft Azure Foundations Benchmark 2.0.0, 7.4 "Ensure that 'Unattached disks' are encrypted with 'Customer Managed Key' (CMK)", as Azure's
 * initiative 06f19060-9e68-4070-92ca-f15cc126059e measures it: by the policy on double encryption. So it looks at attached disks too, not at those
 * that have no set, and a plain customer's key does not comply. By its text it is 8.4 of 3.0.0 (`cis-3-0-0-8-4`).
 */
export const cis200Section74: DiskControl = (facts) => doubleEncryption(facts);
