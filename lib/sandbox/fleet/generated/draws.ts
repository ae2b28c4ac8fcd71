import { createHash } from "node:crypto";

/** A number from 0 to 2³² − 1 for each index: the same each time, and for another purpose another. */
export type Draw = (index: number) => number;

/** Where a generated fleet's chances come from: functions of a seed alone, so that any of them can be had at any time. */
export interface Draws {
  /** @param purpose - what it is for, e.g. `power state`. */
  number(purpose: string): Draw;
  /** 32 hexadecimal digits, as a key's version has them. */
  digits(purpose: string): (index: number) => string;
  /** A GUID, version 4 in form. */
  guid(purpose: string): (index: number) => string;
}

/** Makes the draws of one seed. Not for secrets: anyone who has the seed has them all. */
export function drawsOf(seed: string): Draws {
  const number = (purpose: string): Draw => {
    const start = createHash("sha256").update(`${seed}/${purpose}`).digest().readUInt32LE();
    return (index) => mixed(Math.imul(index + 1, 0x9e3779b1) ^ start);
  };
  const digits = (purpose: string): ((index: number) => string) => {
    const words = [0, 1, 2, 3].map((word) => number(`${purpose}/${word}`));
    return (index) => words.map((word) => word(index).toString(16).padStart(8, "0")).join("");
  };
  return {
    number,
    digits,
    guid: (purpose) => {
      const hex = digits(purpose);
      return (index) => {
        const all = hex(index);
        return `${all.slice(0, 8)}-${all.slice(8, 12)}-4${all.slice(13, 16)}-a${all.slice(17, 20)}-${all.slice(20)}`;
      };
    },
  };
}

/** The finalizer of MurmurHash3: each bit of the input changes half of the output's. */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Something that comes up with a share; shares are relative to each other. */
export interface Shared {
  readonly share: number;
}

/** Picks from a table by its shares. */
export function pickerOf<T extends Shared>(table: readonly T[]): (drawn: number) => T {
  const total = table.reduce((sum, { share }) => sum + share, 0);
  return (drawn) => {
    let left = (drawn / 2 ** 32) * total;
    for (const entry of table) {
      left -= entry.share;
      if (left < 0) return entry;
    }
    throw new TypeError("(sandbox) There is nothing to pick from.");
  };
}
