import { z } from "zod";

import { dataFile } from "./data";

/** Series and version of a VM size's family: `L` and 2 for Lsv2. */
export interface VmSeries {
  /** As Resource Manager reports it: `standardLSv2Family`. */
  readonly family: string;
  /** The letters that the size names of the family start with: `A`, `D`, `DC`, `E`, `L`, `NV` ... */
  readonly series: string;
  /** 1 where the sizes name no version. */
  readonly version: number;
}

const vmFamilies = dataFile(
  "vm-families.json",
  z.object({
    families: z.array(
      z.object({
        family: z.string().min(1),
        series: z.string().regex(/^[A-Z]+$/),
        version: z.int().min(1),
      }),
    ),
  }),
);

/**
 * Series and version of a family, from the table in `data/vm-families.json`.
 *
 * @param family - as Resource Manager reports it; the case does not matter.
 * @returns undefined for a family that is not in the table. It is not guessed from the name: `StandardNGADSV620v1Family` is of version 1.
 */
export function vmSeries(family: string): VmSeries | undefined {
  return vmFamilies().families.find((known) => known.family.toLowerCase() === family.toLowerCase());
}
