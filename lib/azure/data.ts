import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { z } from "zod";

import { RunbookError } from "./errors";

// The package's own folder, whether this runs from source or from `dist`.
const dataFolder = join(dirname(require.resolve("@runbooks/azure/package.json")), "..", "..", "data");

/**
 * Reads a JSON file of the `data/` folder.
 *
 * @param path - relative to `data/`, e.g. `requirements.json`.
 * @throws RunbookError `FileUnreadable` where the file is missing or is not JSON.
 */
export function readDataFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(join(dataFolder, path), "utf8"));
  } catch (cause) {
    throw new RunbookError(
      "FileUnreadable",
      `data/${path} can't be read.`,
      "Restore the file from the repository (`git checkout -- data`).",
      { cause },
    );
  }
}

/** What a data file must look like: a parser that throws on anything else. */
export interface DataShape<T> {
  readonly parse: (value: unknown) => T;
}

/**
 * A reader of one JSON file of `data/`, which it reads and validates at the first call and keeps.
 *
 * @param path - relative to `data/`.
 * @returns a function that throws RunbookError `FileUnreadable` where the file is missing or is not of that shape.
 */
export function dataFile<T>(path: string, shape: DataShape<T>): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: parsed(path, shape) };
    return kept.value;
  };
}

function parsed<T>(path: string, shape: DataShape<T>): T {
  const value = readDataFile(path);
  try {
    return shape.parse(value);
  } catch (cause) {
    throw new RunbookError(
      "FileUnreadable",
      `data/${path} is not as the library expects it${firstReason(cause)}.`,
      "Mend the record, or restore the file from the repository (`git checkout -- data`).",
      { cause },
    );
  }
}

/** What the shape's parser says first, and where: `: 3.current.rule: Required`. */
function firstReason(cause: unknown): string {
  const [first] = cause instanceof z.ZodError ? cause.issues : [];
  if (first === undefined) return "";
  const place = first.path.map(String).join(".");
  return `: ${place === "" ? "" : `${place}: `}${first.message}`;
}
