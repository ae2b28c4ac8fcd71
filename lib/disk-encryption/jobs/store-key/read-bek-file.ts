import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";

import { type KeyMaterial, keyMaterialFromBek } from "../../nouns/key-material";
import { RunbookError } from "@runbooks/azure";

/** Far above any `.bek` file: a file of another kind is not read into memory to find that out. */
const LARGEST_FILE_IN_BYTES = 64 * 1024;

/**
 * Reads the external key file that BitLocker wrote with `-startupkey`.
 *
 * @throws RunbookError `FileUnreadable`; `KeyMaterialUnusable` for a file that is not a whole external key file.
 */
export async function readBekFile(path: string): Promise<KeyMaterial> {
  const name = basename(path);
  try {
    const { size } = await stat(path);
    if (size > LARGEST_FILE_IN_BYTES) {
      throw new RunbookError(
        "KeyMaterialUnusable",
        `${name} is not a BitLocker external key file: it has ${size} bytes, too many.`,
        "Give the .BEK file that manage-bde wrote with -startupkey; it is hidden, and named by its GUID.",
      );
    }
    return keyMaterialFromBek(await readFile(path), name);
  } catch (cause) {
    if (cause instanceof RunbookError) throw cause;
    throw new RunbookError(
      "FileUnreadable",
      `${path} can't be read.`,
      "Check the path, and that you may read it; a .BEK file is hidden.",
      { cause },
    );
  }
}
