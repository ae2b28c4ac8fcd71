import type { Snapshot as ComputeSnapshot } from "@azure/arm-compute";

import {
  defined,
  type Fact,
  known,
  missing,
  parseResourceId,
  sameResourceId,
  type Snapshot,
} from "@runbooks/azure";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { readResource } from "./read-resource";
import { storedFields } from "./read-disks";
import { clientsOf } from "../connection/clients";

/** Reads one snapshot by its id. */
export async function readSnapshot(azure: Connection, id: string): Promise<Fact<Snapshot>> {
  const { subscriptionId, resourceGroupName, name } = parseResourceId(id);
  return await readResource(`snapshot ${name}`, `Microsoft.Compute/snapshots/${name}`, async () =>
    toSnapshot(await clientsOf(azure).compute(subscriptionId).snapshots.get(resourceGroupName, name)),
  );
}

/** Reads all snapshots of a subscription: an incremental one lies in its disk's subscription, in whatever group. */
export async function readSnapshots(
  azure: Connection,
  subscriptionId: string,
): Promise<Fact<readonly Snapshot[]>> {
  try {
    const found: Snapshot[] = [];
    for await (const snapshot of clientsOf(azure).compute(subscriptionId).snapshots.list())
      found.push(toSnapshot(snapshot));
    return known(found, `GET Microsoft.Compute/snapshots of subscription ${subscriptionId}`);
  } catch (error) {
    return missing(azureError(error, `listing the snapshots of subscription ${subscriptionId}`).message);
  }
}

/** Of some snapshots the incremental ones of one disk; not those of another that had its name before. Pure. */
export function incrementalSnapshotsOf(
  snapshots: readonly Snapshot[],
  disk: { readonly id: string; readonly uniqueId?: string },
): readonly Snapshot[] {
  return snapshots.filter(
    ({ incremental, sourceResourceId, sourceUniqueId }) =>
      incremental &&
      sourceResourceId !== undefined &&
      sameResourceId(sourceResourceId, disk.id) &&
      (disk.uniqueId === undefined || sourceUniqueId === undefined || sourceUniqueId === disk.uniqueId),
  );
}

/** The library's snapshot from the client's. Pure. */
export function toSnapshot(snapshot: ComputeSnapshot): Snapshot {
  return {
    ...storedFields(snapshot),
    incremental: snapshot.incremental ?? false,
    ...defined({
      sourceResourceId: snapshot.creationData?.sourceResourceId,
      sourceUniqueId: snapshot.creationData?.sourceUniqueId,
    }),
  };
}
