import { z } from "zod";

import { readDataFile } from "../data";
import { RunbookError } from "../errors";

/** The series of a VM size: its letter and its version. */
export interface VirtualMachineSeries {
  /** `A`, `D`, `L` ... */
  readonly letter: string;
  /** 1 for the first, which has no version in its name. */
  readonly version: number;
}

const file = z.object({
  families: z.record(z.string(), z.strictObject({ series: z.string().length(1), version: z.number().int().min(1) })),
});

let byFamily: ReadonlyMap<string, VirtualMachineSeries> | undefined;

/**
 * The series of a family, by the family's name as `Microsoft.Compute/skus` reports it; undefined for a family that is not in
 * `data/vm-families.json`, so that a new one is unknown instead of allowed.
 */
export function seriesOfFamily(family: string): VirtualMachineSeries | undefined {
  byFamily ??= read();
  return byFamily.get(family.toLowerCase());
}

function read(): ReadonlyMap<string, VirtualMachineSeries> {
  const parsed = file.safeParse(readDataFile("vm-families.json"));
  if (!parsed.success) {
    throw new RunbookError("FileUnreadable", "data/vm-families.json is not as it should be.", "Restore it from the repository.", {
      cause: parsed.error,
    });
  }
  return new Map(
    Object.entries(parsed.data.families).map(([family, { series, version }]) => [
      family.toLowerCase(),
      { letter: series, version },
    ]),
  );
}
