import type { Inventory } from "../nouns/inventory";
import { someOf } from "./remarks";

/** A sentence on the tags that an inventory leaves out, since their values hold a secret or the URL of one: how many they are, and their names. */
export function remarkOnTagsLeftOut(inventory: Inventory): readonly string[] {
  const { virtualMachines, disks, snapshots, images, diskEncryptionSets } = inventory;
  const names = new Set<string>();
  let count = 0;
  for (const resources of [virtualMachines, disks, snapshots, images, diskEncryptionSets]) {
    for (const { tagsLeftOut = [] } of resources) {
      for (const name of tagsLeftOut) names.add(name);
      count += tagsLeftOut.length;
    }
  }
  const what = "a signed URL, an account's key, or the URL of a key or secret in a vault";
  if (count === 0) return [];
  return count === 1
    ? [`1 tag (${someOf([...names])}) is left out: its value holds ${what}.`]
    : [`${count} tags (${someOf([...names])}) are left out: their values hold ${what}.`];
}
