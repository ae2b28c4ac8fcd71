import { AzureError } from "../errors";
import { isJsonObject, listAt, objectAt, textAt, valueAt, type Json, type JsonObject } from "../json";
import type { Resource, World } from "../state";

/**
 * Refuses a data disk for a VM while the VM that has it, this or another, is letting it go: its model does not list it
 * any more, or only to be detached.
 *
 * Status, code and text: kubernetes/kubernetes#78657.
 */
export function assertNotBeingDetached(
  world: World,
  virtualMachine: Resource,
  disk: Json,
  resource: Resource,
): void {
  const owner = world.resources.get(resource.managedBy ?? "");
  // A shared disk names one of its VMs only.
  const isShared = Number(valueAt(resource.properties, "maxShares") ?? 1) > 1;
  if (owner === undefined || isShared || isToBeDetached(disk) || lists(owner, resource)) return;
  throw new AzureError(
    409,
    "AttachDiskWhileBeingDetached",
    `Cannot attach data disk '${resource.name}' to VM '${virtualMachine.name}' because the disk is currently being detached or the ` +
      "last detach operation failed. Please wait until the disk is completely detached and then try again or delete/detach " +
      "the disk explicitly again.",
  );
}

function lists({ properties }: Resource, { id }: Resource): boolean {
  const profile = objectAt(properties, "storageProfile");
  const disks: readonly JsonObject[] = [
    objectAt(profile, "osDisk"),
    ...listAt(profile, "dataDisks").filter(isJsonObject),
  ];
  return disks.some(
    (disk) => textAt(disk, "managedDisk", "id")?.toLowerCase() === id.toLowerCase() && !isToBeDetached(disk),
  );
}

const isToBeDetached = (disk: Json): boolean => valueAt(disk, "toBeDetached") === true;
