import {
  absent,
  type Fact,
  known,
  missing,
  parseResourceId,
  type ResourceId,
  RunbookError,
} from "@runbooks/azure";
import { azureError, azureErrorCode } from "../connection/azure-error";

/**
 * Takes the full id of one type of resource apart.
 *
 * @param type - as Resource Manager spells it: `Microsoft.KeyVault/vaults`.
 * @param noun - what it is called: `key vault`.
 * @throws RunbookError `ResourceIdMalformed`, for a name too: two resources can be meant by one name.
 */
export function parseIdOfType(id: string, type: string, noun: string): ResourceId {
  const parsed = parseResourceId(id);
  if (parsed.type.toLowerCase() === type.toLowerCase()) return parsed;
  throw new RunbookError(
    "ResourceIdMalformed",
    `'${id}' is the id of a ${parsed.type}, not of a ${noun}.`,
    `Give /subscriptions/<id>/resourceGroups/<group>/providers/${type}/<name>.`,
  );
}

/**
 * Reads one resource; missing where it can't be read, `absent` only where Azure said that its group has no such resource.
 *
 * @param what - what is read, for the reason: `disk disk-web-01`.
 * @param source - without the method: `Microsoft.Compute/disks/disk-web-01`.
 */
export async function readResource<T>(
  what: string,
  source: string,
  read: () => Promise<T>,
): Promise<Fact<T>> {
  try {
    return known(await read(), `GET ${source}`);
  } catch (error) {
    const { message } = azureError(error, `reading ${what}`);
    return azureErrorCode(error) === "ResourceNotFound" ? absent(message) : missing(message);
  }
}
