import { sameResourceId } from "@runbooks/azure";
import { listAt, objectAt, textAt } from "../../json";
import type { Resource, World } from "../../state";
import { diskEncryptionSetType, diskType, imageType, snapshotType } from "../../resource-types";

/** A disk encryption set by its id; undefined where there is none. */
export function findSet(world: World, id: string | undefined): Resource | undefined {
  const found = id === undefined ? undefined : world.resources.get(id);
  return found?.type.toLowerCase() === diskEncryptionSetType.toLowerCase() ? found : undefined;
}

/** All sets of the world. */
export function allSets(world: World): readonly Resource[] {
  return world.resources.list(diskEncryptionSetType, "");
}

/** How a set encrypts; fixed when the set is made. */
export function encryptionTypeOf({ properties }: Resource): string {
  return textAt(properties, "encryptionType") ?? "EncryptionAtRestWithCustomerKey";
}

/** The URL of the key version that a set encrypts with now. */
export function activeKeyUrlOf({ properties }: Resource): string {
  return textAt(properties, "activeKey", "keyUrl") ?? "";
}

/** The key versions that something may be wrapped with: the active one and, while a rotation goes on, those before. */
export function keyUrlsOf(set: Resource): readonly string[] {
  const previous = listAt(set.properties, "previousKeys").map((key) => textAt(key, "keyUrl") ?? "");
  return [activeKeyUrlOf(set), ...previous];
}

/** The set that a disk or a snapshot names: for its encryption at rest, or for that of a confidential VM. */
export function setIdOf({ properties }: Pick<Resource, "properties">): string | undefined {
  return (
    textAt(properties, "encryption", "diskEncryptionSetId") ??
    textAt(properties, "securityProfile", "secureVMDiskEncryptionSetId")
  );
}

/** Everything that is encrypted with a set: disks, snapshots, images. */
export function resourcesOf(world: World, set: Resource): readonly Resource[] {
  const uses = (id: string | undefined): boolean => id !== undefined && sameResourceId(id, set.id);
  const found: Resource[] = [];
  // One by one: a generated fleet has more disks than are wanted at once.
  for (const type of [diskType, snapshotType]) {
    for (const resource of world.resources.each(type, "")) if (uses(setIdOf(resource))) found.push(resource);
  }
  for (const image of world.resources.each(imageType, "")) {
    if (setIdsOfImage(image).some(uses)) found.push(image);
  }
  return found;
}

function setIdsOfImage({ properties }: Resource): readonly string[] {
  const profile = objectAt(properties, "storageProfile");
  return [profile["osDisk"], ...listAt(profile, "dataDisks")].flatMap(
    (disk) => textAt(disk, "diskEncryptionSet", "id") ?? [],
  );
}
