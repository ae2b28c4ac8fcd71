import type { Call, Reply } from "../http";
import { listAt } from "../json";
import { page } from "../paging";

/** GET .../skus, with `$filter=location eq 'westeurope'`: the VM sizes that the sandbox knows, one entry for each region. */
export function listResourceSkus(call: Call): Reply {
  const { world } = call;
  const [, only] = /^location eq '([^']*)'$/i.exec(call.query("$filter")?.trim() ?? "") ?? [];
  const entries = world.virtualMachineSkus.flatMap((sku) =>
    listAt(sku, "locations")
      .filter((location) => typeof location === "string")
      .filter((location) => only === undefined || location.toLowerCase() === only.toLowerCase())
      .map((location) => ({
        ...sku,
        locations: [location],
        locationInfo: [{ location, zones: ["1", "2", "3"], zoneDetails: [] }],
      })),
  );
  return page(call, entries);
}
