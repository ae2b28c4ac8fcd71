import {
  absent,
  type Fact,
  known,
  type ManagedIdentity,
  missing,
  parseResourceId,
  type ResourceId,
  RunbookError,
} from "@runbooks/azure";
import { azureError, azureErrorCode } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { clientsOf } from "../connection/clients";

/**
 * Takes a user-assigned identity's full resource id apart.
 *
 * @throws RunbookError `ResourceIdMalformed`.
 */
export function parseManagedIdentityId(id: string): ResourceId {
  const parsed = parseResourceId(id);
  if (parsed.type.toLowerCase() !== "microsoft.managedidentity/userassignedidentities") {
    throw new RunbookError(
      "ResourceIdMalformed",
      `'${id}' is the id of a ${parsed.type}, not of a user-assigned identity.`,
      "Give /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>.",
    );
  }
  return parsed;
}

/** Reads a user-assigned identity; missing where it can't be read, `absent` only where Azure said that its group has none of that name. */
export async function readManagedIdentity(azure: Connection, id: string): Promise<Fact<ManagedIdentity>> {
  const { subscriptionId, resourceGroupName, name } = parseManagedIdentityId(id);
  try {
    const identity = await clientsOf(azure)
      .identities(subscriptionId)
      .userAssignedIdentities.get(resourceGroupName, name);
    const { location, tenantId = "", principalId } = identity;
    if (principalId === undefined) return missing(`Azure has not told the principal of identity ${name} yet`);
    return known(
      { id, name, location, tenantId, principalId },
      `GET Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
    );
  } catch (error) {
    const { message } = azureError(error, `reading identity ${name}`);
    return azureErrorCode(error) === "ResourceNotFound" ? absent(message) : missing(message);
  }
}
