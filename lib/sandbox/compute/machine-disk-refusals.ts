import { AzureError, operationNotAllowed } from "../errors";
import {
  isJsonObject,
  listAt,
  objectAt,
  textAt,
  valueAt,
  type Json,
  type JsonObject,
  numberAt,
} from "../json";
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

/** A disk of a VM as a request describes it, as the VM's model has it, and as it is. */
interface DescribedDisk {
  readonly sent: JsonObject;
  readonly model: JsonObject;
  readonly disk: Resource;
}

/**
 * Size and type of a managed disk are its own: a VM's PUT or PATCH does not change them, `sent` being what the request says.
 *
 * What the VM's model has may be sent again, though the disk has changed since: a VM is written as it was read.
 */
export function assertDisksNotChangedThroughMachine(
  world: World,
  old: Resource,
  sent: JsonObject,
  isAllocated: boolean,
): void {
  for (const described of describedDisks(world, old, sent)) {
    if (resizes(described)) throw isAllocated ? resizeOfAllocated() : resizeThroughMachine(old, described);
    if (changesType(described)) throw typeThroughMachine(old, described);
  }
}

/** The managed disks that the VM has and the request describes; those that it would attach are another matter. */
function describedDisks(world: World, old: Resource, sent: JsonObject): readonly DescribedDisk[] {
  const profile = objectAt(old.properties, "storageProfile");
  const osDisk = objectAt(profile, "osDisk");
  const models = [osDisk, ...listAt(profile, "dataDisks").filter(isJsonObject)];
  const sentOsDisk = objectAt(sent, "storageProfile", "osDisk");
  const ofRequest: readonly (readonly [id: string | undefined, sent: JsonObject])[] = [
    // An OS disk without an id is the one that the VM has.
    [idOf(sentOsDisk) ?? idOf(osDisk), sentOsDisk],
    ...listAt(sent, "storageProfile", "dataDisks")
      .filter(isJsonObject)
      .map((disk) => [idOf(disk), disk] as const),
  ];
  return ofRequest.flatMap(([id, described]) => {
    const disk = world.resources.get(id ?? "");
    const model = models.find((one) => idOf(one)?.toLowerCase() === id?.toLowerCase());
    return model === undefined || disk === undefined ? [] : [{ sent: described, model, disk }];
  });
}

const idOf = (disk: JsonObject): string | undefined => textAt(disk, "managedDisk", "id");

function resizes({ sent, model, disk }: DescribedDisk): boolean {
  const size = numberAt(sent, "diskSizeGB");
  return (
    size !== undefined &&
    size !== numberAt(model, "diskSizeGB") &&
    size !== numberAt(disk.properties, "diskSizeGB")
  );
}

function changesType({ sent, model, disk }: DescribedDisk): boolean {
  const type = textAt(sent, "managedDisk", "storageAccountType");
  return (
    type !== undefined &&
    type !== textAt(model, "managedDisk", "storageAccountType") &&
    type !== textAt(disk.sku, "name")
  );
}

/** Code and text: "Common VM error codes in Azure". */
const resizeOfAllocated = (): AzureError =>
  new AzureError(
    409,
    "Conflict",
    "Disk resizing is allowed only when creating a VM or when the VM is deallocated.",
    { target: "disk.diskSizeGB" },
  );

/** Status, code and text: hashicorp/terraform-provider-azurerm#539. */
const resizeThroughMachine = ({ name }: Resource, { disk }: DescribedDisk): AzureError =>
  new AzureError(
    400,
    "ResizeDiskError",
    `Managed disk resize via Virtual Machine '${name}' is not allowed. Please resize disk resource at ${disk.id}.`,
    { target: "disk.diskSizeGB" },
  );

/** Status, code and text: hashicorp/terraform-provider-azurerm#921. */
const typeThroughMachine = ({ name }: Resource, { disk }: DescribedDisk): AzureError =>
  operationNotAllowed(
    `Managed disk storage account type change through Virtual Machine '${name}' is not allowed. Please update disk resource at ${disk.id}.`,
  );
