// Taken here, because a test may put a clock of its own in its place.
const later = setTimeout;

/** Waits until something is so, as long as that takes: a busy machine is no failure, and mocha ends a test that waits in vain. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => later(resolve, 10));
}
