import type { Inventory } from "../nouns/inventory";
import type { Connection } from "@runbooks/disk-encryption";
import { readSubscription } from "./arm/read-subscription";
import { startReading, type FleetProgress } from "./arm/reading";
import { readingInterrupted } from "./interrupted";
import { subscriptionsToRead } from "./subscriptions-to-read";

export type { FleetProgress };

export interface ReadFleetOptions {
  /**
   * The subscriptions to read; all that the connection sees if none are named. Others can be named too: one that the principal may not read
   * becomes a gap.
   */
  readonly subscriptionIds?: readonly string[];
  /** Also reads what the extensions of VMs with Azure Disk Encryption last reported, one request for each such VM; `true` if not said. */
  readonly withInstanceViews?: boolean;
  /** Also reads whether each VM runs: a second list of the VMs; `false` if not said. */
  readonly withPowerStates?: boolean;
  readonly onProgress?: (progress: FleetProgress) => void;
  /** Stops the reading. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a fleet from lists of Resource Manager. Changes nothing, and runs nothing in any guest.
 *
 * For each subscription five lists (VMs, disks, snapshots, images, disk encryption sets) with all their pages, and one request for each VM that has
 * Azure Disk Encryption or had it by the lists: never one for each VM. Lists and subscriptions are read side by side, as fast as Azure's rate
 * limits allow.
 *
 * What can't be read is a gap, and the rest is read. Where the fleet changed while it was read, so that two answers contradict each other, the later
 * one stands, and a remark says so. Instances of uniform scale sets are in no list of VMs.
 *
 * No ordinary list says whether a VM runs, and its disks' encryption does not depend on it. It is read of the VMs that are queried one by one for
 * Azure Disk Encryption, and of the others where `withPowerStates` asks for it. That takes the pages of the VMs a second time (`statusOnly=true`: "States and
 * billing status of Azure Virtual Machines", Microsoft Learn), because that form leaves out of the model what the first is read for (Azure/azure-sdk-for-go
 * issue 18565, 2022).
 *
 * @throws RunbookError `ArgumentInvalid` for a subscription that is not named by its id, `SubscriptionNotAccessible` where none is seen,
 *   `Interrupted` where the signal stopped it.
 */
export async function readFleet(
  azure: Pick<Connection, "get" | "clock" | "visibleSubscriptions" | "principal">,
  options: ReadFleetOptions = {},
): Promise<Inventory> {
  const { subscriptionIds, withInstanceViews = true, withPowerStates = false, signal } = options;
  const subscriptions = subscriptionsToRead(azure, subscriptionIds);
  const observedAt = azure.clock.now();
  const reading = startReading(azure, options);
  const parts = await Promise.all(
    subscriptions.map((subscription) =>
      readSubscription(reading, subscription, { withInstanceViews, withPowerStates }),
    ),
  );
  if (signal?.aborted === true) throw readingInterrupted(signal.reason);
  return {
    source: "arm",
    observedAt,
    subscriptions,
    virtualMachines: parts.flatMap(({ virtualMachines }) => virtualMachines),
    disks: parts.flatMap(({ disks }) => disks),
    snapshots: parts.flatMap(({ snapshots }) => snapshots),
    images: parts.flatMap(({ images }) => images),
    diskEncryptionSets: parts.flatMap(({ diskEncryptionSets }) => diskEncryptionSets),
    gaps: parts.flatMap(({ gaps }) => gaps),
    remarks: parts.flatMap(({ remarks }) => remarks),
  };
}
