import { AzureError } from "../errors";
import { numberAt, textAt, valueAt, type JsonObject } from "../json";
import { assertEncryptionAccepted } from "../rules/server-side-encryption/disks";
import type { EncryptedResource } from "../rules/server-side-encryption/disk-rule";
import type { Resource, World } from "../state";
import { assertDiskSize } from "./disk-size-refusals";
import { assertNewDiskType, assertTypeChangeAccepted } from "./disk-type-refusals";
import { assertEncryptedOsDiskKeepsSize } from "./encrypted-machine-refusals";
import { newProperties, type NewDisk } from "./managed-disk";
import { diskType } from "./resource-types";

/** What Azure refuses of a disk to be made; of a disk made with a VM, the VM's own rules come on top. */
export function assertNewDiskAccepted(world: World, disk: NewDisk): void {
  const { id, name, location, sku } = disk;
  const wanted: EncryptedResource = {
    id,
    name,
    type: diskType,
    location,
    sku: { name: sku },
    properties: newProperties(world, disk.properties),
  };
  assertEncryptionAccepted(world, wanted, undefined);
  assertNewDiskType(name, sku, disk.properties);
  assertDiskSize("disk.diskSizeGB", numberAt(disk.properties, "diskSizeGB"), {
    isOsDisk: textAt(disk.properties, "osType") !== undefined,
    sku,
  });
}

/** What Azure does not let a PUT or PATCH change on a disk as it is; `properties` and `sku` as they would be. */
export function assertDiskChangeAccepted(
  world: World,
  old: Resource,
  properties: JsonObject,
  sku: string | undefined = textAt(old.sku, "name"),
): void {
  assertEncryptionAccepted(world, { ...old, sku: { name: sku }, properties }, old);
  assertTypeChangeAccepted(world, old, sku);
  const sizeOf = (of: JsonObject): number => Number(valueAt(of, "diskSizeGB") ?? 0);
  if (sizeOf(properties) !== sizeOf(old.properties)) assertEncryptedOsDiskKeepsSize(old);
  if (sizeOf(properties) < sizeOf(old.properties)) {
    throw new AzureError(400, "ResizeDiskError", `(sandbox) Disk '${old.name}' can't be made smaller.`, {
      target: "diskSizeGB",
    });
  }
}
