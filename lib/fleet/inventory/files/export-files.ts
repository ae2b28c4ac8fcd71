import { readdir, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";

import { remarkOn } from "../../coverage/remarks";
import { RunbookError } from "@runbooks/azure";

/** A file to be read. */
export interface ExportFile {
  readonly path: string;
  readonly name: string;
  readonly writtenAt: Date;
}

/** The files of a source, and a word on what lies beside them. */
export interface ExportFiles {
  /** Oldest first, so that what was written last has the last word. */
  readonly files: readonly ExportFile[];
  readonly remarks: readonly string[];
}

const exportedExtensions = new Set([".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt"]);

/**
 * The exports in a folder, by their names; and files that are named themselves, whatever they are called.
 *
 * @throws RunbookError `FileUnreadable` for a file or folder that is not there.
 */
export async function exportFiles(source: string | readonly string[]): Promise<ExportFiles> {
  const paths: string[] = [];
  const otherFiles: string[] = [];
  const folders: string[] = [];
  for (const path of typeof source === "string" ? [source] : source) {
    if (!(await statOf(path)).isDirectory()) {
      paths.push(path);
      continue;
    }
    for (const name of await namesIn(path)) {
      const inner = join(path, name);
      if (await isFolder(inner)) folders.push(name);
      else if (exportedExtensions.has(extname(name).toLowerCase())) paths.push(inner);
      else if (!name.startsWith(".")) otherFiles.push(name);
    }
  }
  const files: ExportFile[] = [];
  for (const path of new Set(paths))
    files.push({ path, name: basename(path), writtenAt: (await statOf(path)).mtime });
  return {
    files: files.sort((a, b) => a.writtenAt.getTime() - b.writtenAt.getTime()),
    remarks: [
      ...remarkOn(
        folders,
        "folder",
        "inside was not read: name it too if it holds exports",
        "inside were not read: name them too if they hold exports",
      ),
      ...remarkOn(
        otherFiles,
        "file",
        "was not read: by its name it is no export (.json, .jsonl, .csv, .tsv, .txt); of a spreadsheet, save a CSV",
        "were not read: by their names they are no exports (.json, .jsonl, .csv, .tsv, .txt); of a spreadsheet, save a CSV",
      ),
    ],
  };
}

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    throw notThere(folder, cause);
  }
};

/** A link that leads nowhere is none, and is met again where it is read. */
const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

async function statOf(path: string): ReturnType<typeof stat> {
  try {
    return await stat(path);
  } catch (cause) {
    throw notThere(path, cause);
  }
}

const notThere = (path: string, cause: unknown): RunbookError =>
  new RunbookError(
    "FileUnreadable",
    `There is no file or folder '${path}', or it can't be read.`,
    "Name a folder with exports, as `az vm list -d > vms.json` makes them.",
    { cause },
  );
