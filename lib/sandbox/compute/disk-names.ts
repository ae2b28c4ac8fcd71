import type { World } from "../state";

/** The tail of a disk's name that Azure gives: a GUID without dashes. */
export function randomName(world: World): string {
  return world.identifiers.guid().replaceAll("-", "");
}
