import { constants } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { basename } from "node:path";

import { RunbookError } from "@runbooks/azure";
import { assertInside, type ByteSource } from "./byte-source";
import { nextDataIn, readDataMap, type DataMap } from "./data-map";

/** A file opened for reading, in pieces; never in memory as a whole. */
export interface VhdFile extends ByteSource {
  readonly path: string;
  readonly name: string;
  close(): Promise<void>;
}

export interface OpenVhdOptions {
  /** The Python that tells where a sparse file has its data; without it, or where there is none, every byte is read. */
  readonly python?: string;
}

/** What is less than this is read as fast as it is asked for. */
const LEAST_HOLES_IN_BYTES = 64 * 1024 * 1024;
/** Unit of `stat.blocks`, whatever the file system's own is. */
const STAT_BLOCK_IN_BYTES = 512;

/**
 * Opens a file, to be inspected or uploaded. Whether it is a VHD shows only then.
 *
 * @throws RunbookError `FileUnreadable` for what is not there, is a folder or a device, or may not be read.
 */
export async function openVhd(
  path: string,
  { python = process.env["PYTHON"] ?? "python3" }: OpenVhdOptions = {},
): Promise<VhdFile> {
  const { handle, sizeInBytes, allocatedInBytes } = await openForReading(path);
  const isSparse = sizeInBytes - allocatedInBytes >= LEAST_HOLES_IN_BYTES;
  let map: Promise<DataMap | undefined> | undefined;
  const nextData = async (offsetInBytes: number): Promise<number> => {
    map ??= dataMapOf(handle, python, sizeInBytes);
    const known = await map;
    return known === undefined ? offsetInBytes : nextDataIn(known, offsetInBytes, sizeInBytes);
  };
  return {
    ...(isSparse ? { nextData } : {}),
    path,
    name: basename(path),
    sizeInBytes,
    read: async (offsetInBytes, lengthInBytes) => {
      assertInside(sizeInBytes, offsetInBytes, lengthInBytes);
      return readFully(handle, path, offsetInBytes, lengthInBytes);
    },
    close: async () => handle.close(),
  };
}

/** What is written and not yet on its disk may not count as data everywhere. */
async function dataMapOf(
  handle: FileHandle,
  python: string,
  sizeInBytes: number,
): Promise<DataMap | undefined> {
  const isWritten = await handle.datasync().then(
    () => true,
    () => false,
  );
  return isWritten ? readDataMap(python, handle.fd, sizeInBytes) : undefined;
}

interface Opened {
  readonly handle: FileHandle;
  readonly sizeInBytes: number;
  readonly allocatedInBytes: number;
}

async function openForReading(path: string): Promise<Opened> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw notAFile(path, found.isDirectory());
    // Between stat and open a pipe may have taken the name; opening it must not wait for a writer.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const opened = await handle.stat();
    if (opened.isFile()) {
      const { size, blocks } = opened;
      return { handle, sizeInBytes: size, allocatedInBytes: blocks * STAT_BLOCK_IN_BYTES };
    }
    await handle.close();
    throw notAFile(path, opened.isDirectory());
  } catch (cause) {
    if (cause instanceof RunbookError) throw cause;
    throw new RunbookError(
      "FileUnreadable",
      `${path} can't be opened: ${reasonOf(cause)}.`,
      "Check the path, and that you may read the file.",
      { cause },
    );
  }
}

function notAFile(path: string, isFolder: boolean): RunbookError {
  return new RunbookError(
    "FileUnreadable",
    `${path} is ${isFolder ? "a folder" : "a device or a pipe"}, not a file.`,
    "Give the path of a .vhd file.",
  );
}

async function readFully(
  handle: FileHandle,
  path: string,
  offsetInBytes: number,
  lengthInBytes: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(lengthInBytes);
  let done = 0;
  while (done < lengthInBytes) {
    const { bytesRead } = await handle
      .read(bytes, done, lengthInBytes - done, offsetInBytes + done)
      .catch((cause: unknown) => {
        throw new RunbookError(
          "FileUnreadable",
          `${path} can't be read at byte ${offsetInBytes + done}: ${reasonOf(cause)}.`,
          "Copy the file to a disk that can be read, and try again.",
          { cause },
        );
      });
    if (bytesRead === 0) {
      throw new RunbookError(
        "FileUnreadable",
        `${path} became shorter while it was read.`,
        "Wait until nothing writes to the file any more, and try again.",
      );
    }
    done += bytesRead;
  }
  return bytes;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  EIO: "the disk it is on reports an error",
};

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  if (code !== undefined) return reasons[code] ?? code;
  return cause instanceof Error ? cause.message : String(cause);
}
