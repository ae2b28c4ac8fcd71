import { sameResourceId } from "@runbooks/azure";
import { setIdOf } from "../../compute/disk-encryption-sets/disk-encryption-set";
import { diskType, snapshotType } from "../../compute/resource-types";
import { AzureError } from "../../errors";
import { textAt, valueAt } from "../../json";
import type { Resource, World } from "../../state";
import type { DiskRule, EncryptedResource } from "./disk-rule";

/**
 * A disk and all its incremental snapshots use the same set, and none of them can leave it (restrictions, 2025-02-18). That the first set is
 * refused too is inferred: from the first rule, and from the refusal that a public support reference quotes. It cuts the text off after
 * "already has"; that of a snapshot is the sandbox's.
 */
export const incrementalSnapshots: DiskRule = ({ world, wanted, old, encryptionChanges }) => {
  if (wanted.type === diskType) {
    return encryptionChanges && old !== undefined && hasIncrementalSnapshots(world, old)
      ? new AzureError(
          409,
          "OperationNotAllowed",
          `Cannot update encryption properties for disk because it already has (sandbox) incremental snapshots: disk '${old.name}'.`,
        )
      : undefined;
  }
  const source = sourceOf(world, wanted);
  if (valueAt(wanted.properties, "incremental") !== true || source === undefined) return undefined;
  return saysTheSame(wanted, source)
    ? undefined
    : new AzureError(
        409,
        "OperationNotAllowed",
        `(sandbox) Incremental snapshot '${wanted.name}' and its disk '${source.name}' must be encrypted with the same disk encryption set.`,
      );
};

function hasIncrementalSnapshots(world: World, disk: Resource): boolean {
  const uniqueId = valueAt(disk.properties, "uniqueId");
  return world.resources
    .list(snapshotType, "")
    .some(
      ({ properties }) =>
        valueAt(properties, "incremental") === true &&
        valueAt(properties, "creationData", "sourceUniqueId") === uniqueId,
    );
}

/** What a snapshot was taken of; undefined where that is gone, or another of its name by now. */
export function sourceOf(
  world: World,
  { properties }: Pick<EncryptedResource, "properties">,
): Resource | undefined {
  const source = world.resources.get(textAt(properties, "creationData", "sourceResourceId") ?? "");
  const uniqueId = valueAt(properties, "creationData", "sourceUniqueId");
  return uniqueId === undefined || uniqueId === valueAt(source?.properties, "uniqueId") ? source : undefined;
}

/** Whether two disks or snapshots are encrypted alike. */
export function saysTheSame(
  a: Pick<EncryptedResource, "properties">,
  b: Pick<EncryptedResource, "properties">,
): boolean {
  const type = ({ properties }: Pick<EncryptedResource, "properties">): string =>
    textAt(properties, "encryption", "type") ?? "EncryptionAtRestWithPlatformKey";
  return type(a) === type(b) && sameResourceId(setIdOf(a) ?? "", setIdOf(b) ?? "");
}
