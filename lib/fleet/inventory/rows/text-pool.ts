/**
 * Keeps one copy of each text that comes again and again: sixty thousand disks name a dozen sizes, a few regions, and each VM's id once in its
 * own row and once in each of its disks'.
 */
export interface TextPool {
  /** The text itself, as the pool met it first. */
  shared(text: string): string;
}

export function createTextPool(): TextPool {
  const texts = new Map<string, string>();
  return {
    shared: (text) => {
      const known = texts.get(text);
      if (known !== undefined) return known;
      texts.set(text, text);
      return text;
    },
  };
}

export const sharedOrNull = (text: string | undefined, pool: TextPool): string | null =>
  text === undefined ? null : pool.shared(text);
