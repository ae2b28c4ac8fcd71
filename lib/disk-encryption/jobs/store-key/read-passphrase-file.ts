import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";

import { type KeyMaterial, keyMaterialFromPassphrase } from "../../nouns/key-material";
import { RunbookError } from "@runbooks/azure";

/** Far above any passphrase: a file of another kind is not read into memory to find that out. */
const LARGEST_FILE_IN_BYTES = 4096;

/**
 * Reads the passphrase of a LUKS volume from a file, so that nobody has to type it where it would be kept.
 *
 * @param path - of a file with the passphrase and nothing else: not even a line break at its end, which would be a part of it.
 * @throws RunbookError `FileUnreadable`; `KeyMaterialUnusable` for a file that holds no passphrase.
 */
export async function readPassphraseFile(path: string): Promise<KeyMaterial> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_FILE_IN_BYTES) {
      throw new RunbookError(
        "KeyMaterialUnusable",
        `${basename(path)} holds no passphrase: it has ${size} bytes, too many.`,
        "Give a file with the passphrase alone.",
      );
    }
    const bytes = await readFile(path);
    const material = keyMaterialFromPassphrase(bytes.toString("utf8"));
    bytes.fill(0);
    return material;
  } catch (cause) {
    if (cause instanceof RunbookError) throw cause;
    throw new RunbookError(
      "FileUnreadable",
      `${path} can't be read.`,
      "Check the path, and that you may read it.",
      {
        cause,
      },
    );
  }
}
