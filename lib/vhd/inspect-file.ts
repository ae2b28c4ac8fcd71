import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { inspectVhd } from "./inspect";
import type { FindParent, ParentFile } from "./parent-chain";
import type { VhdReport } from "./report";
import { openVhd, type VhdFile } from "./vhd-file";

export interface InspectVhdFileOptions {
  /** Files that are parents of a differencing disk; others are looked for beside the disk only, by their name. */
  readonly parents?: readonly string[];
}

/**
 * Inspects a file by its path; see {@link inspectVhd}.
 *
 * @throws RunbookError `FileUnreadable` for what can't be opened or read.
 */
export async function inspectVhdFile(
  path: string,
  { parents = [] }: InspectVhdFileOptions = {},
): Promise<VhdReport> {
  const opened: VhdFile[] = [];
  const open = async (file: string): Promise<VhdFile> => {
    const found = await openVhd(file);
    opened.push(found);
    return found;
  };
  try {
    const file = await open(path);
    const given: ParentFile[] = [];
    for (const parent of parents) given.push(asParent(await open(parent)));
    return await inspectVhd(file, { fileName: path, findParent: parentFinder(path, given, open) });
  } finally {
    for (const file of opened) await file.close();
  }
}

const asParent = (file: VhdFile): ParentFile => ({ name: file.path, source: file });

/**
 * Looks for a parent among the files given, and in the folder of the disk itself.
 *
 * The paths in a VHD are somebody else's words: only their last part is used, so that a VHD can't have any other file
 * opened.
 */
function parentFinder(
  path: string,
  given: readonly ParentFile[],
  open: (file: string) => Promise<VhdFile>,
): FindParent {
  const left = [...given];
  return async ({ name, locators }) => {
    const names = [name, ...locators.map(({ path: located }) => located ?? "")]
      .map((text) => text.split(/[\\/]/).at(-1)?.toLowerCase() ?? "")
      .filter((text) => text !== "" && text !== "." && text !== "..");
    const inFolder = await readdir(dirname(path)).catch(() => []);
    const isNamed = (file: string): boolean => names.includes(file.toLowerCase());
    const byName = left.findIndex((file) => isNamed(file.name.split(/[\\/]/).at(-1) ?? ""));
    // A parent that was given under another name is tried too: its unique id decides.
    if (left.length > 0) return left.splice(Math.max(byName, 0), 1)[0];
    const beside = inFolder.find(isNamed);
    return beside === undefined
      ? undefined
      : await open(join(dirname(path), beside)).then(asParent, () => undefined);
  };
}
