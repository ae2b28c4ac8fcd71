import {
  absent,
  type Fact,
  known,
  type ManagedImage,
  missing,
  parseResourceId,
  type ResourceId,
  RunbookError,
} from "@runbooks/azure";
import { azureError, azureErrorCode } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { optional } from "./optional";
import { clientsOf } from "../connection/clients";

/**
 * Takes a managed image's full resource id apart.
 *
 * @throws RunbookError `ResourceIdMalformed`.
 */
export function parseImageId(id: string): ResourceId {
  const parsed = parseResourceId(id);
  if (parsed.type.toLowerCase() === "microsoft.compute/images") return parsed;
  throw new RunbookError(
    "ResourceIdMalformed",
    `'${id}' is the id of a ${parsed.type}, not of a managed image.`,
    "Give the id that the image is to have: .../providers/Microsoft.Compute/images/<name>.",
  );
}

/** Reads a managed image; missing where it can't be read, `absent` only where Azure said that its group has no such image. */
export async function readImage(azure: Connection, id: string): Promise<Fact<ManagedImage>> {
  const { subscriptionId, resourceGroupName, name } = parseImageId(id);
  try {
    const image = await clientsOf(azure).compute(subscriptionId).images.get(resourceGroupName, name);
    return known(
      {
        id,
        name,
        location: image.location,
        ...optional("sourceVirtualMachineId", image.sourceVirtualMachine?.id),
      },
      `GET Microsoft.Compute/images/${name}`,
    );
  } catch (error) {
    const { message } = azureError(error, `reading image ${name}`);
    return azureErrorCode(error) === "ResourceNotFound" ? absent(message) : missing(message);
  }
}
