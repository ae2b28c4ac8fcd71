import type { Disk } from "@azure/arm-compute";

import { defined, type Fact, type ManagedDisk, parseResourceId } from "@runbooks/azure";
import type { Connection } from "../../connection/connection";
import { toManagedDisk } from "../../observe/read-disks";
import { readResource } from "../../observe/read-resource";
import { clientsOf } from "../../connection/clients";

/** A disk, with what an upload or a copy of it has to know. */
export interface DiskToFill extends ManagedDisk {
  readonly tags: Readonly<Record<string, string>>;
  readonly zones: readonly string[];
  /** Size without a footer; absent while the disk waits for its upload. */
  readonly diskSizeInBytes?: number;
  /** What it waits for, footer included; absent on a disk that was not made for an upload. */
  readonly uploadSizeBytes?: number;
}

/** The tag that says what a disk is being filled with: it tells an upload that stopped from another's. */
export const FILLED_WITH_TAG = "runbook-filled-with";

/**
 * Whether a copy was begun before its source was last in somebody's hands: what was written since may be in some of its pages and not in others.
 * Of a source that never was attached Azure says no time.
 *
 * @see "Disks - Get", `LastOwnershipUpdateTime`: when the disk was attached or detached, or its VM deallocated or started
 */
export function isOutdated(copy: ManagedDisk, source: ManagedDisk): boolean {
  const begun = copy.timeCreated;
  if (begun === undefined) return false;
  return [source.lastOwnershipUpdateTime, source.timeCreated].some(
    (time) => time !== undefined && time > begun,
  );
}

/** Reads a disk that is to be filled, or is the source; `absent` where there is none of that name. */
export async function readDiskToFill(azure: Connection, diskId: string): Promise<Fact<DiskToFill>> {
  const { subscriptionId, resourceGroupName, name } = parseResourceId(diskId);
  return await readResource(`disk ${name}`, `Microsoft.Compute/disks/${name}`, async () =>
    toDiskToFill(await clientsOf(azure).compute(subscriptionId).disks.get(resourceGroupName, name)),
  );
}

function toDiskToFill(disk: Disk): DiskToFill {
  const { diskSizeBytes, creationData, tags = {}, zones = [] } = disk;
  return {
    ...toManagedDisk(disk),
    tags,
    zones,
    ...defined({ diskSizeInBytes: diskSizeBytes, uploadSizeBytes: creationData?.uploadSizeBytes }),
  };
}
