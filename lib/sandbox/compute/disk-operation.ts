import { defined } from "@runbooks/azure";
import { AzureError } from "../errors";
import { diskInMs } from "../guest/durations";
import type { Call, Reply } from "../http";
import type { JsonObject } from "../json";
import type { Resource } from "../state";
import { beginOperation, fail, operationHeaders, succeed } from "../operations";

/** A change of a disk or a snapshot: 202 with both headers, over in seconds; the status document carries the whole resource. */
export function startDiskOperation(
  call: Call,
  location: string,
  options: {
    /** What the 202 itself says; none on a deletion. */
    readonly body?: JsonObject;
    readonly retryAfterInSeconds?: number;
    /** Does the work, and answers the resource as it is then; undefined on a deletion. An AzureError is how the operation fails. */
    readonly finish: () => JsonObject | undefined;
  },
): Reply {
  const { world } = call;
  const { body, retryAfterInSeconds, finish } = options;
  const operation = beginOperation(world);
  world.clock.after(diskInMs, () => {
    try {
      const output = finish();
      succeed(world, operation, output === undefined ? {} : { output, result: output });
    } catch (error) {
      if (!(error instanceof AzureError)) throw error;
      fail(world, operation, error);
    }
  });
  return {
    status: 202,
    headers: operationHeaders(call, operation, {
      subscriptionId: call.params["subscriptionId"] ?? "",
      location,
      kind: "DiskOperations",
      withLocation: true,
      ...defined({ retryAfterInSeconds }),
    }),
    ...defined({ body }),
  };
}

/** DELETE of a disk, a snapshot or a set: `Deleting` until it is gone. */
export function deleteLater(call: Call, resource: Resource, whenGone: () => void = () => undefined): Reply {
  const { resources } = call.world;
  resources.put({ ...resource, properties: { ...resource.properties, provisioningState: "Deleting" } });
  return startDiskOperation(call, resource.location ?? "", {
    finish: () => {
      resources.delete(resource.id);
      whenGone();
      return undefined;
    },
  });
}

// Buckets of rate limits that disks, snapshots and sets have in common, as recorded in 2024.
export const readDiskResources: Readonly<Record<"get" | "list", readonly string[]>> = {
  get: ["LowCostGet3Min", "LowCostGet30Min"],
  list: ["HighCostGet3Min", "HighCostGet30Min"],
};
export const deleteDiskResource: readonly string[] = ["DeleteDisks3Min", "DeleteDisks30Min"];
