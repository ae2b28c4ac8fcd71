/** A piece of a disk: from there on, so many bytes. Whole pages of 512 bytes. */
export interface PageRange {
  readonly offsetInBytes: number;
  readonly lengthInBytes: number;
}

const end = ({ offsetInBytes, lengthInBytes }: PageRange): number => offsetInBytes + lengthInBytes;

/**
 * Whether every page of a range lies in the ranges that are there. Pure.
 *
 * @param there - in their order, as Azure lists them.
 */
export function isCovered(range: PageRange, there: readonly PageRange[]): boolean {
  let from = range.offsetInBytes;
  for (const one of there) {
    if (one.offsetInBytes <= from && end(one) > from) from = end(one);
    if (from >= end(range)) return true;
  }
  return false;
}

/**
 * What of a range lies in none of others. Pure.
 *
 * @param others - in their order, none over another.
 */
export function outside(range: PageRange, others: readonly PageRange[]): readonly PageRange[] {
  const found: PageRange[] = [];
  let from = range.offsetInBytes;
  const add = (to: number): void => {
    if (to > from) found.push({ offsetInBytes: from, lengthInBytes: to - from });
  };
  for (const one of others) {
    if (end(one) <= from || one.offsetInBytes >= end(range)) continue;
    add(one.offsetInBytes);
    from = end(one);
  }
  add(end(range));
  return found;
}

/** A range in pieces of at most so many bytes. Pure. */
export function inPieces(range: PageRange, longestInBytes: number): readonly PageRange[] {
  return Array.from({ length: Math.ceil(range.lengthInBytes / longestInBytes) }, (_, index) => {
    const offset = index * longestInBytes;
    return {
      offsetInBytes: range.offsetInBytes + offset,
      lengthInBytes: Math.min(longestInBytes, range.lengthInBytes - offset),
    };
  });
}

/** What of a range lies before a boundary, and what from there on. Pure. */
export function splitAt(
  range: PageRange,
  boundaryInBytes: number,
): { readonly before?: PageRange; readonly after?: PageRange } {
  const { offsetInBytes } = range;
  const before = Math.min(Math.max(boundaryInBytes - offsetInBytes, 0), range.lengthInBytes);
  const after = range.lengthInBytes - before;
  return {
    ...(before === 0 ? {} : { before: { offsetInBytes, lengthInBytes: before } }),
    ...(after === 0 ? {} : { after: { offsetInBytes: offsetInBytes + before, lengthInBytes: after } }),
  };
}
