import { defined, type Fact, type ManagedImage, type ResourceId } from "@runbooks/azure";

import type { Connection } from "../connection/connection";
import { parseIdOfType, readResource } from "./read-resource";
import { clientsOf } from "../connection/clients";

/** @throws RunbookError `ResourceIdMalformed`. */
export const parseImageId = (id: string): ResourceId =>
  parseIdOfType(id, "Microsoft.Compute/images", "managed image");

/** Reads a managed image. */
export async function readImage(azure: Connection, id: string): Promise<Fact<ManagedImage>> {
  const { subscriptionId, resourceGroupName, name } = parseImageId(id);
  return await readResource(`image ${name}`, `Microsoft.Compute/images/${name}`, async () => {
    const image = await clientsOf(azure).compute(subscriptionId).images.get(resourceGroupName, name);
    return {
      id,
      name,
      location: image.location,
      ...defined({ sourceVirtualMachineId: image.sourceVirtualMachine?.id }),
    };
  });
}
