import { spawn } from "node:child_process";

/** Stretches of a file that may hold data, in order; between them are holes, which read as zeros. */
export type DataMap = readonly (readonly [startInBytes: number, endInBytes: number])[];

/** More stretches than this save nothing, and take memory. */
const MOST_STRETCHES = 500_000;
const LONGEST_WAIT_IN_MS = 60_000;

/** Walks from data to hole and on to the next data. Error 6 (ENXIO) says that no data follows; the last line, that nothing was cut off. */
const SCRIPT = `
import os, sys
size, at = int(sys.argv[1]), 0
while at < size:
    try:
        start = os.lseek(3, at, os.SEEK_DATA)
    except OSError as error:
        if error.errno != 6:
            raise
        break
    at = os.lseek(3, start, os.SEEK_HOLE)
    print(start, at)
print("end")
`;

/**
 * Where a sparse file has its data. Node.js can't ask a file system for holes (`SEEK_HOLE`), so Python does it.
 *
 * @param descriptor - of the opened file: the same file, whatever its path has become.
 * @returns undefined where there is no Python, where the file system does not tell, or where there are too many stretches:
 *   then every byte has to be read.
 * @see lseek(2), Linux man-pages: "in the simplest implementation, a filesystem can support the operations by making
 *   SEEK_HOLE always return the offset of the end of the file"
 */
export async function readDataMap(
  python: string,
  descriptor: number,
  fileSizeInBytes: number,
): Promise<DataMap | undefined> {
  return new Promise((resolve) => {
    const child = spawn(python, ["-I", "-c", SCRIPT, String(fileSizeInBytes)], {
      stdio: ["ignore", "pipe", "ignore", descriptor],
      timeout: LONGEST_WAIT_IN_MS,
    });
    const parts: string[] = [];
    let lines = 0;
    child.stdout?.setEncoding("latin1").on("data", (part: string) => {
      parts.push(part);
      lines += part.split("\n").length - 1;
      if (lines > MOST_STRETCHES) child.kill();
    });
    child.once("error", () => {
      resolve(undefined);
    });
    child.once("close", (code) => {
      resolve(code === 0 ? parseDataMap(parts.join(""), fileSizeInBytes) : undefined);
    });
  });
}

/** Undefined for anything but stretches in order, up to the last line. */
export function parseDataMap(text: string, fileSizeInBytes: number): DataMap | undefined {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.pop() !== "end") return undefined;
  const map: (readonly [number, number])[] = [];
  let last = 0;
  for (const line of lines) {
    const [, start, end] = /^(\d{1,16}) (\d{1,16})$/.exec(line.trimEnd()) ?? [];
    const stretch = [Number(start), Number(end)] as const;
    if (!(stretch[0] >= last && stretch[1] > stretch[0])) return undefined;
    last = stretch[1];
    map.push(stretch);
  }
  return last <= fileSizeInBytes ? map : undefined;
}

/** Where the next data is from a place on; the file's size where none follows. */
export function nextDataIn(map: DataMap, offsetInBytes: number, fileSizeInBytes: number): number {
  let [low, high] = [0, map.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((map[middle]?.[1] ?? 0) <= offsetInBytes) low = middle + 1;
    else high = middle;
  }
  const next = map[low];
  return next === undefined ? fileSizeInBytes : Math.max(next[0], offsetInBytes);
}
