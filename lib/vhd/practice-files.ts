import { mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { writeBekSample, type BekSampleName } from "./bek-samples";
import { writeVhdSample, type VhdSampleName } from "./samples";

const disks: Readonly<Record<string, VhdSampleName>> = {
  "own-windows.vhd": "windows-bitlocker-gen2",
  "own-linux.vhd": "linux-luks2-gen2",
  "plain-linux.vhd": "linux-plain-dynamic",
};

const keys: Readonly<Record<string, BekSampleName>> = {
  "own-windows.bek": "windows-bitlocker-gen2",
  "too-long.bek": "too-long",
  "another-volume.bek": "another-volume",
};

/** Stands for the passphrase of `own-linux.vhd`, which nothing opens any more. */
const passphrase = { file: "own-linux.passphrase", text: "to practise with, no secret" } as const;

/**
 * Writes the files of the lesson with an operator's own disk: `own-windows.vhd` with its `own-windows.bek`, `own-linux.vhd` with its
 * `own-linux.passphrase`, `plain-linux.vhd`, which Azure does not take, and the keys `too-long.bek` and `another-volume.bek`. What an earlier lesson left there under these names is written anew.
 *
 * @param folder - made where it is not there.
 * @throws RunbookError `FileUnreadable`.
 */
export async function writePracticeFiles(folder: string): Promise<void> {
  await removeFiles(folder);
  await mkdir(folder, { recursive: true });
  for (const [file, sample] of Object.entries(disks)) await writeVhdSample(sample, join(folder, file));
  for (const [file, sample] of Object.entries(keys)) await writeBekSample(sample, join(folder, file));
  await writeFile(join(folder, passphrase.file), passphrase.text);
}

/** Removes the files of {@link writePracticeFiles}, and the folder where nothing else is in it. */
export async function removePracticeFiles(folder: string): Promise<void> {
  await removeFiles(folder);
  // With other files in it, it stays.
  await rmdir(folder).catch(() => undefined);
}

async function removeFiles(folder: string): Promise<void> {
  for (const file of [...Object.keys(disks), ...Object.keys(keys), passphrase.file])
    await rm(join(folder, file), { force: true });
}
