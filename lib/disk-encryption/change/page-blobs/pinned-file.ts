import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";

import { RunbookError } from "@runbooks/azure";
import { type AllocatedRange, allocatedRanges, openVhd } from "@runbooks/vhd";

/** A file as it was when the plan was made: what is uploaded is this, or nothing. */
export interface PinnedFile {
  readonly path: string;
  readonly sizeInBytes: number;
  /** When it was last written, as the file system says. */
  readonly modifiedAt: string;
  /** Of its size and of all that is not zeros, each piece with its place; in hexadecimal. Holes need not be read for it. */
  readonly sha256: string;
  /** How much of it is not zeros: what an upload sends. */
  readonly dataInBytes: number;
}

/**
 * Reads a file once, all of it but its holes, and remembers what it was.
 *
 * @throws RunbookError `FileUnreadable`; `ArgumentInvalid` for a file whose size is no multiple of 512.
 */
export async function pinFile(path: string): Promise<PinnedFile> {
  const file = await openVhd(path);
  try {
    const modifiedAt = await modificationTime(path);
    const hash = contentHash(file.sizeInBytes);
    let dataInBytes = 0;
    for await (const range of allocatedRanges(file)) {
      hash.add(range);
      dataInBytes += range.lengthInBytes;
    }
    return { path, sizeInBytes: file.sizeInBytes, modifiedAt, sha256: hash.sha256(), dataInBytes };
  } finally {
    await file.close();
  }
}

/** Hashes what a file holds, range by range and in order: the same for the same bytes, wherever the file has holes. */
export function contentHash(sizeInBytes: number): {
  readonly add: (range: AllocatedRange) => void;
  readonly sha256: () => string;
} {
  const hash = createHash("sha256").update(`${sizeInBytes}\n`);
  let next = 0;
  return {
    add: ({ offsetInBytes, lengthInBytes, bytes }) => {
      if (offsetInBytes < next) throw new RangeError(`Hashed out of order: ${offsetInBytes} after ${next}.`);
      next = offsetInBytes + lengthInBytes;
      hash.update(`${offsetInBytes} ${lengthInBytes}\n`).update(bytes);
    },
    sha256: () => hash.digest("hex"),
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
