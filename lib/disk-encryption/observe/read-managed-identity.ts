import { type Fact, known, type ManagedIdentity, missing, type ResourceId } from "@runbooks/azure";

import type { Connection } from "../connection/connection";
import { parseIdOfType, readResource } from "./read-resource";
import { clientsOf } from "../connection/clients";

/** @throws RunbookError `ResourceIdMalformed`. */
export const parseManagedIdentityId = (id: string): ResourceId =>
  parseIdOfType(id, "Microsoft.ManagedIdentity/userAssignedIdentities", "user-assigned identity");

/** Reads a user-assigned identity; missing also while Azure has not told its principal. */
export async function readManagedIdentity(azure: Connection, id: string): Promise<Fact<ManagedIdentity>> {
  const { subscriptionId, resourceGroupName, name } = parseManagedIdentityId(id);
  const source = `Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  const read = await readResource(`identity ${name}`, source, () =>
    clientsOf(azure).identities(subscriptionId).userAssignedIdentities.get(resourceGroupName, name),
  );
  if (read.kind === "missing") return read;
  const { location, tenantId = "", principalId } = read.value;
  return principalId === undefined
    ? missing(`Azure has not told the principal of identity ${name} yet`)
    : known({ id, name, location, tenantId, principalId }, read.source);
}
