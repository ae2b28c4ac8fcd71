import { writeFile } from "node:fs/promises";
import { z } from "zod";

import { dataFile, RunbookError } from "@runbooks/azure";

/** The external key files of `data/bek-samples.json`. */
export const bekSampleNames = ["windows-bitlocker-gen2", "too-long", "another-volume"] as const;
export type BekSampleName = (typeof bekSampleNames)[number];

/** In base64. The key in each is one byte again and again: it opens nothing, and is no secret. */
const sampleShape = z.object({ title: z.string(), bytes: z.base64() });

const samples = dataFile("bek-samples.json", z.record(z.enum(bekSampleNames), sampleShape));

/**
 * Writes a `.bek` file to practise with: one with the GUID of the startup key of the VHD sample `windows-bitlocker-gen2`, one that is
 * too long for a key encryption key of 2048 bits, and one of another volume.
 *
 * @param path - where it goes; an existing file is not written over.
 * @throws RunbookError `FileUnreadable` where the sample or the file can't be used.
 */
export async function writeBekSample(name: BekSampleName, path: string): Promise<void> {
  const bytes = Buffer.from(samples()[name].bytes, "base64");
  await writeFile(path, bytes, { flag: "wx" }).catch((cause: unknown) => {
    throw new RunbookError(
      "FileUnreadable",
      `${path} can't be written: it is there already, or its folder is not.`,
      "Give the path of a new file in a folder that exists.",
      { cause },
    );
  });
}
