import type { Snapshot as ComputeSnapshot } from "@azure/arm-compute";

import {
  absent,
  type Fact,
  known,
  missing,
  parseResourceId,
  sameResourceId,
  type Snapshot,
} from "@runbooks/azure";
import { azureError, azureErrorCode } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { optional } from "./optional";
import { storedFields } from "./read-disks";
import { clientsOf } from "../connection/clients";

/** Reads one snapshot by its id; missing where it can't be read, `absent` only where Azure said that there is none. */
export async function readSnapshot(azure: Connection, id: string): Promise<Fact<Snapshot>> {
  const { subscriptionId, resourceGroupName, name } = parseResourceId(id);
  try {
    const snapshot = await clientsOf(azure).compute(subscriptionId).snapshots.get(resourceGroupName, name);
    return known(toSnapshot(snapshot), `GET Microsoft.Compute/snapshots/${name}`);
  } catch (error) {
    const { message } = azureError(error, `reading snapshot ${name}`);
    return azureErrorCode(error) === "ResourceNotFound" ? absent(message) : missing(message);
  }
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
    ...optional("sourceResourceId", snapshot.creationData?.sourceResourceId),
    ...optional("sourceUniqueId", snapshot.creationData?.sourceUniqueId),
  };
}
