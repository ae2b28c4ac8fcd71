import type { Draw } from "./draws";

/** So many VMs make a block, in which every kind comes up as often as the table says. */
export const blockSize = 200;

/** The place of a VM in its block's tables, from 0 to 199: each once in a block. */
export type Slot = (index: number) => number;

/**
 * VMs of one kind stand side by side, as a team sets up its VMs alike: so resource groups differ. Where a block's table begins is drawn.
 */
export function runsOf(draw: Draw): Slot {
  return (index) => (index + draw(Math.floor(index / blockSize))) % blockSize;
}

/** Scattered over the block. */
export function scatterOf(draw: Draw): Slot {
  // Prime to the size of a block, so that each place comes up once.
  const step = 77;
  return (index) => ((index % blockSize) * step + draw(Math.floor(index / blockSize))) % blockSize;
}

/** A table with one entry for each place of a block. */
export function slotTable<T>(entries: readonly (readonly [entry: T, count: number])[]): readonly T[] {
  return entries.flatMap(([entry, count]) => Array.from({ length: count }, () => entry));
}

/** How many resources of a type the VMs before one have together, and which VM a resource belongs to. */
export interface Places {
  before(index: number): number;
  /** The VM of the resource at a place, and which of that VM's it is, from 0. */
  at(place: number): { readonly index: number; readonly nth: number };
}

/**
 * Counts without going through all VMs: each block has the same number of resources, and inside of one block they are counted.
 *
 * @param countOf - how many resources one VM has; its sum over each block has to be the same.
 */
export function placesOf(countOf: (index: number) => number): Places {
  // Of the block that was looked at last: how many its VMs before each one have, and at the end its sum.
  const before = new Uint16Array(blockSize + 1);
  let counted = -1;
  const count = (block: number): void => {
    if (counted === block) return;
    for (let slot = 0; slot < blockSize; slot++) {
      before[slot + 1] = (before[slot] ?? 0) + countOf(block * blockSize + slot);
    }
    counted = block;
  };
  count(0);
  const inBlock = before[blockSize] ?? 0;
  return {
    before: (index) => {
      const block = Math.floor(index / blockSize);
      count(block);
      return block * inBlock + (before[index - block * blockSize] ?? 0);
    },
    at: (place) => {
      const block = Math.floor(place / inBlock);
      count(block);
      const left = place - block * inBlock;
      let slot = 0;
      while ((before[slot + 1] ?? 0) <= left) slot += 1;
      return { index: block * blockSize + slot, nth: left - (before[slot] ?? 0) };
    },
  };
}
