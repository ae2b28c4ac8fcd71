import type { Image } from "@azure/arm-compute";

import { defined } from "@runbooks/azure";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import type { ServerSideEncryption } from "../protection/protection";
import { serverSideOfStored } from "../protection/server-side";
import { storedFields } from "./read-disks";
import { clientsOf } from "../connection/clients";

/** A disk, a snapshot or a disk of an image, and how Storage encrypts it. */
export interface EncryptionAtRest {
  readonly name: string;
  readonly kind: "disk" | "snapshot" | "image";
  /** `Attached`, `Reserved` (its VM is deallocated), `Unattached` ... of a disk. */
  readonly diskState?: string;
  readonly serverSideEncryption: ServerSideEncryption;
}

/** Where to look. */
export interface EncryptionAtRestPlace {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
}

/**
 * Lists the managed disks, snapshots and images of a resource group with how each is encrypted at rest. Changes nothing.
 *
 * What is no resource is in no list: temporary disks, and unmanaged disks, which are blobs. Server-side encryption does not cover either.
 *
 * @throws RunbookError with Azure's code where the group can't be read.
 */
export async function readEncryptionAtRest(
  azure: Connection,
  { subscriptionId, resourceGroupName }: EncryptionAtRestPlace,
): Promise<readonly EncryptionAtRest[]> {
  const { disks, snapshots, images } = clientsOf(azure).compute(subscriptionId);
  const found: EncryptionAtRest[] = [];
  try {
    for await (const disk of disks.listByResourceGroup(resourceGroupName)) {
      found.push({
        name: disk.name ?? "",
        kind: "disk",
        ...defined({ diskState: disk.diskState }),
        serverSideEncryption: serverSideOfStored(storedFields(disk)),
      });
    }
    for await (const snapshot of snapshots.listByResourceGroup(resourceGroupName)) {
      found.push({
        name: snapshot.name ?? "",
        kind: "snapshot",
        serverSideEncryption: serverSideOfStored(storedFields(snapshot)),
      });
    }
    for await (const image of images.listByResourceGroup(resourceGroupName)) found.push(...ofImage(image));
  } catch (error) {
    throw azureError(error, `listing what resource group ${resourceGroupName} stores`);
  }
  return found;
}

/** An image names the set of each of its disks, and nothing where the platform's key encrypts it. */
function ofImage({ name = "", storageProfile }: Image): readonly EncryptionAtRest[] {
  const disks = [
    { role: "OS disk", disk: storageProfile?.osDisk },
    ...(storageProfile?.dataDisks ?? []).map((disk) => ({ role: `data disk ${disk.lun}`, disk })),
  ];
  return disks.map(({ role, disk }): EncryptionAtRest => {
    const diskEncryptionSetId = disk?.diskEncryptionSet?.id;
    return {
      name: `${name} (${role})`,
      kind: "image",
      serverSideEncryption:
        diskEncryptionSetId === undefined
          ? { kind: "platform-key" }
          : { kind: "customer-key", diskEncryptionSetId },
    };
  });
}
