import { ENCRYPTION_AT_HOST_FEATURE, type Fact, known, missing, type Snapshot } from "@runbooks/azure";
import type { AlternativeFacts } from "../checks/alternative-facts";
import type { EncryptionFacts } from "../checks/facts";
import type { Connection } from "../connection/connection";
import { incrementalSnapshotsOf, readSnapshots } from "./read-snapshots";
import { readSubscriptionFeature } from "./read-subscription-feature";

/**
 * Reads what the other mechanisms than Azure Disk Encryption depend on: the subscription's feature for encryption at host, and the disks'
 * incremental snapshots. Changes nothing; what can't be read is missing.
 *
 * @example recommend(facts, { alternatives: await observeAlternatives(azure, facts) })
 */
export async function observeAlternatives(
  azure: Connection,
  { virtualMachine: { subscriptionId }, disks }: EncryptionFacts,
): Promise<AlternativeFacts> {
  const [encryptionAtHostFeature, snapshots] = await Promise.all([
    readSubscriptionFeature(azure, subscriptionId, ENCRYPTION_AT_HOST_FEATURE),
    readSnapshots(azure, subscriptionId),
  ]);
  return {
    encryptionAtHostFeature,
    incrementalSnapshots: disks.map((disk) => ofDisk(disk, snapshots)),
  };
}

function ofDisk(
  disk: EncryptionFacts["disks"][number],
  snapshots: Fact<readonly Snapshot[]>,
): Fact<readonly Snapshot[]> {
  if (disk.kind === "missing") return missing(disk.reason);
  return snapshots.kind === "missing"
    ? snapshots
    : known(incrementalSnapshotsOf(snapshots.value, disk.value), snapshots.source);
}
