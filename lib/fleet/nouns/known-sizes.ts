import { z } from "zod";

import { dataFile, virtualMachineSizeOf, type VirtualMachineSize } from "@runbooks/azure";

const file = dataFile(
  "vm-sizes.json",
  z.object({
    sizes: z.array(
      z.object({
        name: z.string().min(1),
        tier: z.string().min(1),
        family: z.string().min(1),
        capabilities: z.record(z.string(), z.string()),
      }),
    ),
  }),
);

let kept: ReadonlyMap<string, VirtualMachineSize> | undefined;

/**
 * The VM sizes of `data/vm-sizes.json` by their name in lower case: a selection. What a size is like can differ by region; only Azure's own
 * list of SKUs is complete.
 *
 * @throws RunbookError `FileUnreadable` where the file is missing or malformed.
 */
export function knownSizes(): ReadonlyMap<string, VirtualMachineSize> {
  kept ??= new Map(
    file().sizes.map((size) => [
      size.name.toLowerCase(),
      virtualMachineSizeOf(size, (name) => size.capabilities[name]),
    ]),
  );
  return kept;
}
