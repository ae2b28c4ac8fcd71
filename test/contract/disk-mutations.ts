import { closeSync, openSync, writeSync } from "node:fs";

import { inspectVhd } from "../../lib/vhd/inspect";
import { type VhdReport } from "../../lib/vhd/index";
import {
  countingSource,
  overwritten,
  piece,
  readPieces,
  writeSparse,
  type Piece,
  type SparseBytes,
} from "../vhd/build/sparse-bytes";
import type { Seeded } from "./seeded";

/** A stretch in which bytes are changed. */
export interface Target {
  readonly at: number;
  readonly length: number;
}

/** A few bytes changed in one of the stretches. */
function mutation(whole: SparseBytes, targets: readonly Target[], random: Seeded): Piece {
  const { at, length } = random.pick(targets);
  const size = Math.min(random.pick([1, 1, 1, 2, 4, 8, 16]), length);
  const start = at + random.below(length - size + 1);
  const bytes = readPieces(whole, start, size);
  const index = random.below(size);
  const value = bytes.readUInt8(index);
  switch (random.below(5)) {
    case 0:
      bytes.writeUInt8(value ^ (1 << random.below(8)), index);
      break;
    case 1:
      bytes.fill(0);
      break;
    case 2:
      bytes.fill(0xff);
      break;
    case 3:
      for (let at = 0; at < size; at += 1) bytes.writeUInt8(random.below(256), at);
      break;
    default:
      // A number that is off by little: the next sector, one entry more.
      bytes.writeUInt8((value + random.pick([1, 2, 8, 255])) & 0xff, index);
  }
  return piece(start, bytes);
}

/** With one to three changes. */
export function mutated(whole: SparseBytes, targets: readonly Target[], random: Seeded): SparseBytes {
  let changed = whole;
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    changed = overwritten(changed, mutation(changed, targets, random));
  }
  return changed;
}

/** What inspect-vhd says. */
export async function inspected(file: SparseBytes): Promise<VhdReport> {
  return inspectVhd(countingSource(file));
}

/** A file that mutations of one disk are written to, one after the other. */
export class WorkingCopy {
  constructor(
    private readonly path: string,
    private readonly base: SparseBytes,
  ) {
    writeSparse(path, base);
  }

  /** Has the file be a mutation while something looks at it. */
  while<T>(changed: SparseBytes, look: (path: string) => T): T {
    const changes = changed.pieces.slice(this.base.pieces.length);
    this.#write(changes);
    try {
      return look(this.path);
    } finally {
      this.#write(changes.map(({ at, bytes }) => piece(at, readPieces(this.base, at, bytes.length))));
    }
  }

  #write(pieces: readonly Piece[]): void {
    const file = openSync(this.path, "r+");
    try {
      for (const { at, bytes } of pieces) writeSync(file, bytes, 0, bytes.length, at);
    } finally {
      closeSync(file);
    }
  }
}

/** What became of mutations, counted. */
export class Tally {
  mutations = 0;
  ready = 0;
  readonly refused: string[] = [];

  /** @param refusal - the oracle's words; undefined where it takes the disk, or was not asked. */
  count(isReady: boolean, what: string, refusal: () => string | undefined): void {
    this.mutations += 1;
    if (!isReady) return;
    this.ready += 1;
    const words = refusal();
    if (words !== undefined) this.refused.push(`${what}: ${words}`);
  }

  toString(): string {
    return `${this.mutations} mutations, ${this.ready} called ready, ${this.refused.length} of them refused by the oracle`;
  }
}
