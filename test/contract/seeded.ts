/** Choices that are the same at each run: a generator of 32 bits, by its seed. */
export interface Seeded {
  /** A whole number from 0 to less than that. */
  readonly below: (most: number) => number;
  readonly pick: <T>(choices: readonly T[]) => T;
}

/** @see "Hash functions for 32 bits", Murmur3's finalizer over a Weyl sequence */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  const below = (most: number): number => next() % most;
  return {
    below,
    pick: (choices) => {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new RangeError("There is nothing to choose from.");
      return choice;
    },
  };
}
