import type { Inventory } from "../nouns/inventory";

/**
 * Tells whether a disk has incremental snapshots, which keep it to its key; undefined where that was not told.
 *
 * @param isListed - whether all snapshots of a subscription are in the inventory.
 */
export function incrementalSnapshotsIn(
  { snapshots }: Inventory,
  isListed: (subscriptionId: string) => boolean,
): (diskId: string, subscriptionId: string) => boolean | undefined {
  const byDisk = new Map<string, boolean | undefined>();
  /** Subscriptions with a snapshot that may be an incremental one of any disk. */
  const unclear = new Set<string>();
  for (const { subscriptionId, sourceDiskId, incremental } of snapshots) {
    if (incremental === false) continue;
    if (sourceDiskId === undefined) unclear.add(subscriptionId);
    if (typeof sourceDiskId !== "string") continue;
    const key = sourceDiskId.toLowerCase();
    byDisk.set(key, byDisk.get(key) === true ? true : incremental);
  }
  return (diskId, subscriptionId) => {
    const key = diskId.toLowerCase();
    if (byDisk.has(key)) return byDisk.get(key);
    return unclear.has(subscriptionId) || !isListed(subscriptionId) ? undefined : false;
  };
}
