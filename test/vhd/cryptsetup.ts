import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "./tools";

export const PASSPHRASE = "pass";

/** So that deriving a key takes no time. */
export const CHEAP_DERIVATION: readonly string[] = ["--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000"];

/** Makes a sparse file, for a volume to be put in. */
export function emptyFile(path: string, sizeInBytes: number): string {
  writeFileSync(path, "");
  truncateSync(path, sizeInBytes);
  return path;
}

/** Makes a LUKS volume that {@link PASSPHRASE} opens. */
export function luksFormat(file: string, type: "luks1" | "luks2", ...more: readonly string[]): void {
  const options = ["--batch-mode", "--type", type, ...CHEAP_DERIVATION, ...more];
  run("cryptsetup", ["luksFormat", ...options, file, "-"], PASSPHRASE);
}

/** Gives it another passphrase, or, with `--unbound`, a key of something else. */
export function addKey(folder: string, file: string, ...more: readonly string[]): void {
  const key = join(folder, "key");
  const newKey = join(folder, "new-key");
  writeFileSync(key, PASSPHRASE);
  writeFileSync(newKey, "other");
  const options = ["--batch-mode", "--key-file", key, ...CHEAP_DERIVATION, ...more];
  run("cryptsetup", ["luksAddKey", ...options, file, newKey]);
}
