import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";

import type { ByteSource } from "../../../lib/vhd/byte-source";

/** Bytes of which most are zero: a disk of any size, as its pieces. A later piece lies over an earlier one. */
export interface SparseBytes {
  readonly sizeInBytes: number;
  readonly pieces: readonly Piece[];
}

export interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Zeros with some pieces in them. */
export function sparse(sizeInBytes: number, ...pieces: readonly Piece[]): SparseBytes {
  return { sizeInBytes, pieces };
}

export const piece = (at: number, bytes: Uint8Array): Piece => ({ at, bytes });

/** The pieces of something that is put inside something else. */
export function placed(at: number, inner: SparseBytes): readonly Piece[] {
  return inner.pieces.map((part) => piece(at + part.at, part.bytes));
}

/** One after the other. */
export function joined(...parts: readonly SparseBytes[]): SparseBytes {
  let at = 0;
  const pieces: Piece[] = [];
  for (const part of parts) {
    pieces.push(...placed(at, part));
    at += part.sizeInBytes;
  }
  return sparse(at, ...pieces);
}

/** Only the first bytes. */
export function cutTo(whole: SparseBytes, sizeInBytes: number): SparseBytes {
  return { ...whole, sizeInBytes: Math.min(whole.sizeInBytes, sizeInBytes) };
}

/** With some bytes written over. */
export function overwritten(whole: SparseBytes, ...pieces: readonly Piece[]): SparseBytes {
  return { ...whole, pieces: [...whole.pieces, ...pieces] };
}

export function toBuffer(whole: SparseBytes): Buffer {
  return readPieces(whole, 0, whole.sizeInBytes);
}

/** Writes a sparse file. */
export function writeSparse(path: string, { sizeInBytes, pieces }: SparseBytes): void {
  const file = openSync(path, "w");
  try {
    for (const { at, bytes } of pieces) {
      const inside = bytes.subarray(0, Math.max(sizeInBytes - at, 0));
      if (inside.length > 0) writeSync(file, inside, 0, inside.length, at);
    }
    ftruncateSync(file, sizeInBytes);
  } finally {
    closeSync(file);
  }
}

export function readPieces({ pieces }: SparseBytes, offset: number, length: number): Buffer {
  const result = Buffer.alloc(length);
  for (const { at, bytes } of pieces) {
    const from = Math.max(at, offset);
    const to = Math.min(at + bytes.length, offset + length);
    if (from < to) result.set(bytes.subarray(from - at, to - at), from - offset);
  }
  return result;
}

/** A source that notes how much is read of it, and fails a read that is not inside, or is for no bytes at all. */
export interface CountingSource extends ByteSource {
  bytesRead: number;
  longestReadInBytes: number;
}

export function countingSource(whole: SparseBytes): CountingSource {
  const source: CountingSource = {
    sizeInBytes: whole.sizeInBytes,
    bytesRead: 0,
    longestReadInBytes: 0,
    read: async (offset, length) => {
      if (
        !Number.isSafeInteger(offset) ||
        !Number.isSafeInteger(length) ||
        offset < 0 ||
        length <= 0 ||
        offset + length > whole.sizeInBytes
      ) {
        throw new Error(`a read of ${length} bytes at ${offset}, outside of ${whole.sizeInBytes}`);
      }
      source.bytesRead += length;
      source.longestReadInBytes = Math.max(source.longestReadInBytes, length);
      return Promise.resolve(readPieces(whole, offset, length));
    },
  };
  return source;
}
