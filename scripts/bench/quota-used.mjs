const READS = { capacity: 250, perSecond: 25 };
const QUERIES = { each: 15, inSeconds: 5 };

/** Of the fullest quota: what it gave away from the start to the end, and how much of it was taken. */
export function quotaUsed({ buckets, elapsedInSeconds }) {
  const queries = buckets.find(({ bucket }) => bucket === "ResourceGraphQueries");
  if (queries !== undefined) {
    const windows = Math.ceil((elapsedInSeconds + 0.001) / QUERIES.inSeconds);
    return { taken: queries.requests, allowed: QUERIES.each * windows };
  }
  const reads = buckets.filter(({ bucket }) => bucket === "reads").map(({ requests }) => requests);
  return { taken: Math.max(0, ...reads), allowed: READS.capacity + READS.perSecond * elapsedInSeconds };
}
