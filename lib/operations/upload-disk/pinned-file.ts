import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";

import { RunbookError } from "../../errors";
import { allocatedRanges } from "../../vhd/allocated-ranges";
import type { ByteSource } from "../../vhd/byte-source";
import { openVhd } from "../../vhd/vhd-file";

/** A file as it was when the plan was made: what is uploaded is this, or nothing. */
export interface PinnedFile {
  readonly path: string;
  readonly sizeInBytes: number;
  /** When it was last written, as the file system says. */
  readonly modifiedAt: string;
  /** In hexadecimal. */
  readonly sha256: string;
  /** How much of it is not zeros: what an upload sends. */
  readonly dataInBytes: number;
}

/**
 * Reads a file once, from end to end, and remembers what it was.
 *
 * @throws RunbookError `FileUnreadable`; `ArgumentInvalid` for a file whose size is no multiple of 512.
 */
export async function pinFile(path: string): Promise<PinnedFile> {
  const file = await openVhd(path);
  try {
    const modifiedAt = await modificationTime(path);
    const hashed = hashing(file);
    let dataInBytes = 0;
    for await (const { lengthInBytes } of allocatedRanges(hashed)) dataInBytes += lengthInBytes;
    return { path, sizeInBytes: file.sizeInBytes, modifiedAt, sha256: hashed.sha256(), dataInBytes };
  } finally {
    await file.close();
  }
}

/** A source that hashes what is read from it; to be read once, in order, to its end. */
export function hashing(source: ByteSource): ByteSource & { sha256(): string } {
  const hash = createHash("sha256");
  let next = 0;
  return {
    sizeInBytes: source.sizeInBytes,
    read: async (offsetInBytes, lengthInBytes) => {
      if (offsetInBytes !== next) throw new RangeError(`Read out of order: ${offsetInBytes} before ${next}.`);
      next += lengthInBytes;
      const bytes = await source.read(offsetInBytes, lengthInBytes);
      hash.update(bytes);
      return bytes;
    },
    sha256: () => {
      if (next !== source.sizeInBytes)
        throw new RangeError(`Read to ${next} of ${source.sizeInBytes} bytes only.`);
      return hash.digest("hex");
    },
  };
}

/**
 * Sees that a file has the size and the time that it had; what is in it is compared while it is read.
 *
 * @throws RunbookError `StateChanged`, `FileUnreadable`.
 */
export async function assertSameFile(pinned: PinnedFile): Promise<void> {
  const file = await openVhd(pinned.path);
  await file.close();
  const isSame =
    file.sizeInBytes === pinned.sizeInBytes && (await modificationTime(pinned.path)) === pinned.modifiedAt;
  if (!isSame) throw fileChanged(pinned);
}

export function fileChanged({ path }: PinnedFile): RunbookError {
  return new RunbookError(
    "StateChanged",
    `${path} is no longer the file that the plan was made for.`,
    "Let nothing write to it, then plan again: a disk that was begun with the old file is deleted and begun anew.",
  );
}

async function modificationTime(path: string): Promise<string> {
  try {
    return (await stat(path)).mtime.toISOString();
  } catch (cause) {
    throw new RunbookError("FileUnreadable", `${path} can't be looked at.`, "Check the path.", { cause });
  }
}
