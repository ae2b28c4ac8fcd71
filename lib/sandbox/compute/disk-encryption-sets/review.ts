import type { World } from "../../state";
import { allSets } from "./disk-encryption-set";
import { reviewEveryInMs } from "./durations";
import { watchForKeyLoss } from "./key-loss";
import { endRotation, followNewestVersion } from "./key-rotation";

const reviewed = new WeakSet<World>();

/** Has Storage look after the world's sets from now on, every few minutes, as long as there are any. */
export function reviewSets(world: World): void {
  if (reviewed.has(world)) return;
  reviewed.add(world);
  world.clock.after(reviewEveryInMs, () => {
    reviewed.delete(world);
    const sets = allSets(world);
    for (const set of sets) {
      followNewestVersion(world, set);
      endRotation(world, set);
      watchForKeyLoss(world, world.resources.get(set.id) ?? set);
    }
    if (sets.length > 0) reviewSets(world);
  });
}
