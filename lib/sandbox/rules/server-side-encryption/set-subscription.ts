import { AzureError } from "../../errors";
import type { DiskRule } from "./disk-rule";

/**
 * "Most resources related to your customer-managed keys (disk encryption sets, VMs, disks, and snapshots) must be in the same
 * subscription and region" (restrictions, 2025-02-18). No document gives the text.
 */
export const setSubscription: DiskRule = ({ wanted, set }) => {
  if (set === undefined || subscriptionOf(wanted.id) === subscriptionOf(set.id)) return undefined;
  return new AzureError(
    400,
    "InvalidParameter",
    `(sandbox) Disk encryption set '${set.name}' is in another subscription than '${wanted.name}'.`,
    { target: "encryption.diskEncryptionSetId" },
  );
};

/** The subscription in a resource id, in lower case. */
export const subscriptionOf = (id: string): string | undefined => id.split("/")[2]?.toLowerCase();
