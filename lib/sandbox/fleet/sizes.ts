import { z } from "zod";

import { readDataFile, RunbookError } from "@runbooks/azure";
import type { Fleet } from "../fleets";
import type { JsonObject } from "../json";
import type { World } from "../state";

/** A VM size as `data/vm-sizes.json` holds it. */
export interface VirtualMachineSizeRecord {
  readonly name: string;
  readonly tier: string;
  readonly size: string;
  readonly family: string;
  /** Values are texts, as Resource Manager answers them: "True", "8", "V1,V2". */
  readonly capabilities: Readonly<Record<string, string>>;
  /** Where the figures come from; `verified: false`: from general knowledge, not read in a document. */
  readonly source: { readonly title: string; readonly url?: string; readonly verified: boolean };
}

const file: z.ZodType<{ readonly description: string; readonly sizes: readonly VirtualMachineSizeRecord[] }> =
  z.strictObject({
    description: z.string(),
    sizes: z.array(
      z.strictObject({
        name: z.string().regex(/^(Basic|Standard)_/),
        tier: z.enum(["Basic", "Standard"]),
        size: z.string().min(1),
        family: z.string().min(1),
        capabilities: z.record(z.string(), z.string()),
        source: z.strictObject({
          title: z.string().min(1),
          url: z.exactOptional(z.url()),
          verified: z.boolean(),
        }),
      }),
    ),
  });

/** The regions that the fleet uses, and every VM size that the sandbox knows, offered in each of them. */
export function addVirtualMachineSizes(world: World, fleet: Fleet): void {
  const used = [...fleet.resourceGroups, ...fleet.vaults, ...fleet.virtualMachines].map(
    ({ location }) => location,
  );
  world.locations.push(...new Set(used));
  world.virtualMachineSkus.push(...virtualMachineSizes().map((size) => skuOf(size, world.locations)));
}

/** The VM sizes of `data/vm-sizes.json`. */
export function virtualMachineSizes(): readonly VirtualMachineSizeRecord[] {
  const result = file.safeParse(readDataFile("vm-sizes.json"));
  if (result.success) return result.data.sizes;
  const [issue] = result.error.issues;
  throw new RunbookError(
    "FileUnreadable",
    `data/vm-sizes.json is not complete: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unreadable"}.`,
    "Restore the file from the repository (`git checkout -- data`).",
    { cause: result.error },
  );
}

/** An entry of `Microsoft.Compute/skus`. */
function skuOf(
  { name, tier, size, family, capabilities }: VirtualMachineSizeRecord,
  locations: readonly string[],
): JsonObject {
  return {
    resourceType: "virtualMachines",
    name,
    tier,
    size,
    family,
    locations,
    locationInfo: locations.map((location) => ({ location, zones: ["1", "2", "3"], zoneDetails: [] })),
    capabilities: Object.entries(capabilities).map(([capability, value]) => ({ name: capability, value })),
    restrictions: [],
  };
}
