import { groupIdIn } from "../resource-ids";
import { sameResourceId, defined } from "@runbooks/azure";
import { isJsonObject, listAt, objectAt, textAt, valueAt, type Json, type JsonObject } from "../json";
import { assertEncryptionAccepted } from "../rules/server-side-encryption/disks";
import type { Resource, World } from "../state";
import { diskType } from "../resource-types";
import { encryptionTypeOf, findSet, setIdOf } from "../rules/server-side-encryption/disk-encryption-set";

/** What a VM's model says of the encryption of a disk that is made with it: properties of that disk. `managedDisk` as sent. */
export function encryptionOfMachineDisk(world: World, managedDisk: JsonObject): JsonObject {
  const id = textAt(managedDisk, "diskEncryptionSet", "id");
  const set = findSet(world, id);
  const type = set === undefined ? "EncryptionAtRestWithCustomerKey" : encryptionTypeOf(set);
  const confidentialId = textAt(managedDisk, "securityProfile", "diskEncryptionSet", "id");
  return {
    ...defined({ encryption: id === undefined ? undefined : { type, diskEncryptionSetId: id } }),
    ...(confidentialId === undefined
      ? {}
      : {
          securityProfile: {
            securityType: "ConfidentialVM_DiskEncryptedWithCustomerKey",
            secureVMDiskEncryptionSetId: confidentialId,
          },
        }),
  };
}

/**
 * Throws what Azure answers to sets that a VM's model names for disks to be made. Whether they reach their keys is told when the
 * operation ends.
 */
export function assertSetsOfMachineAccepted(
  world: World,
  virtualMachine: Resource,
  profile: JsonObject,
): void {
  const group = groupIdIn(virtualMachine.id);
  for (const disk of [valueAt(profile, "osDisk"), ...listAt(profile, "dataDisks")]) {
    const managedDisk = objectAt(disk, "managedDisk");
    const properties = encryptionOfMachineDisk(world, managedDisk);
    const isNew = textAt(managedDisk, "id") === undefined;
    if (!isNew || setIdOf({ properties }) === undefined) continue;
    const name = textAt(disk, "name") ?? `${virtualMachine.name}_disk`;
    const wanted = {
      id: `${group}/providers/${diskType}/${name}`,
      name,
      type: diskType,
      location: virtualMachine.location ?? "",
      sku: { name: textAt(managedDisk, "storageAccountType") ?? "Standard_LRS" },
      properties,
    };
    assertEncryptionAccepted(world, wanted, undefined, { withKey: false });
  }
}

/** A VM's storage profile with the sets that its disks have now, which may be others than when they were attached. */
export function withSetsOfDisks(world: World, profile: JsonObject): JsonObject {
  const dataDisks = valueAt(profile, "dataDisks");
  return {
    ...profile,
    ...(isJsonObject(profile["osDisk"]) ? { osDisk: withSetOfDisk(world, profile["osDisk"]) } : {}),
    ...(dataDisks === undefined
      ? {}
      : { dataDisks: listAt(profile, "dataDisks").map((disk) => withSetOfDisk(world, disk)) }),
  };
}

function withSetOfDisk(world: World, disk: Json): Json {
  const managedDisk = valueAt(disk, "managedDisk");
  const resource = world.resources.get(textAt(managedDisk, "id") ?? "");
  if (!isJsonObject(disk) || !isJsonObject(managedDisk) || resource === undefined) return disk;
  const { diskEncryptionSet, ...rest } = managedDisk;
  const now = textAt(resource.properties, "encryption", "diskEncryptionSetId");
  if (now === undefined) return { ...disk, managedDisk: rest };
  const said = textAt(diskEncryptionSet, "id");
  const id = said !== undefined && sameResourceId(said, now) ? said : now;
  return { ...disk, managedDisk: { diskEncryptionSet: { id }, ...rest } };
}
