import { open } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { z } from "zod";

import { readDataFile, RunbookError } from "@runbooks/azure";

/** The small VHDs of `data/vhd-samples`; its README says how each came to be. */
export const vhdSampleNames = [
  "linux-luks2-gen2",
  "linux-luks1-gen1",
  "linux-plain-dynamic",
  "windows-bitlocker-gen2",
] as const;
export type VhdSampleName = (typeof vhdSampleNames)[number];

/** A sample as it is kept: the stretches of the file that are not zero, one after the other, compressed. */
const sampleShape = z.object({
  title: z.string(),
  fileSizeInBytes: z.number().int().positive(),
  sha256: z.string(),
  ranges: z.array(z.tuple([z.number().int().nonnegative(), z.number().int().positive()])),
  /** In base64, compressed with gzip. */
  bytes: z.string(),
});

/** A sample's file always has this date: an upload's plan names it, and is then the same at each run. */
const SAMPLES_WRITTEN_ON = new Date("2026-11-25T00:00:00Z");

/**
 * Writes one of the samples to a file, for a runbook or a lesson to work with. There is no key in any of them that
 * would open it: the areas where keys lie hold one byte over and over.
 *
 * @param path - where the `.vhd` goes; an existing file is not written over.
 * @throws RunbookError `FileUnreadable` where the sample or the file can't be used.
 */
export async function writeVhdSample(name: VhdSampleName, path: string): Promise<void> {
  const { fileSizeInBytes, ranges, bytes } = sampleShape.parse(readDataFile(`vhd-samples/${name}.json`));
  const data = gunzipSync(Buffer.from(bytes, "base64"));
  const file = await open(path, "wx").catch((cause: unknown) => {
    throw new RunbookError(
      "FileUnreadable",
      `${path} can't be written: it is there already, or its folder is not.`,
      "Give the path of a new file in a folder that exists.",
      { cause },
    );
  });
  try {
    // What is not written stays a hole of the file, which reads as zeros.
    await file.truncate(fileSizeInBytes);
    let from = 0;
    for (const [offset, length] of ranges) {
      await file.write(data, from, length, offset);
      from += length;
    }
    await file.utimes(SAMPLES_WRITTEN_ON, SAMPLES_WRITTEN_ON);
  } finally {
    await file.close();
  }
}
