import type { Permission, RoleAssignment } from "@azure/arm-authorization";

import {
  defined,
  type Fact,
  type KeyGrant,
  type KeyPermission,
  keyPermissions,
  type KeyVault,
  known,
  missing,
  type SetIdentity,
} from "@runbooks/azure";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { clientsOf } from "../connection/clients";

/** The data action of each permission. "Azure built-in roles", Key Vault Crypto Service Encryption User. */
const dataActions: Readonly<Record<KeyPermission, string>> = {
  get: "Microsoft.KeyVault/vaults/keys/read",
  wrapKey: "Microsoft.KeyVault/vaults/keys/wrap/action",
  unwrapKey: "Microsoft.KeyVault/vaults/keys/unwrap/action",
};

/**
 * Reads what an identity may do with a key: from the vault's access policies or from Azure's role assignments, whichever the vault goes by.
 *
 * Deny assignments are not read.
 */
export async function readKeyGrant(
  azure: Connection,
  vault: KeyVault,
  keyName: string,
  identity: SetIdentity,
): Promise<Fact<KeyGrant>> {
  const identityName = identity.userAssignedIdentityId?.split("/").pop() ?? "the set's own identity";
  const { principalId } = identity;
  if (principalId === undefined) return missing(`Azure has not told the principal of ${identityName}`);
  const whose = { principalId, identityName };
  if (!vault.enableRbacAuthorization) return byAccessPolicy(vault, whose);
  try {
    return await byRoleAssignment(azure, vault, keyName, whose);
  } catch (error) {
    return missing(azureError(error, `reading the role assignments at vault ${vault.name}`).message);
  }
}

type Whose = Pick<KeyGrant, "principalId" | "identityName">;

function byAccessPolicy({ name, tenantId, accessPolicies }: KeyVault, whose: Whose): Fact<KeyGrant> {
  const own = accessPolicies.filter(
    (policy) =>
      policy.objectId.toLowerCase() === whose.principalId.toLowerCase() &&
      policy.tenantId.toLowerCase() === tenantId.toLowerCase() &&
      policy.applicationId === undefined,
  );
  const allowed = own.flatMap((policy) =>
    policy.keyPermissions.map((permission) => permission.toLowerCase()),
  );
  const granted = keyPermissions.filter(
    (permission) => allowed.includes(permission.toLowerCase()) || allowed.includes("all"),
  );
  return known({ ...whose, model: "access-policy", granted }, `GET Microsoft.KeyVault/vaults/${name}`);
}

async function byRoleAssignment(
  azure: Connection,
  vault: KeyVault,
  keyName: string,
  whose: Whose,
): Promise<Fact<KeyGrant>> {
  const client = clientsOf(azure).authorization(vault.subscriptionId);
  // Groups that the identity is in count too: assignedTo() answers theirs as well.
  const filter = `assignedTo('${whose.principalId}')`;
  const assignments: RoleAssignment[] = [];
  for await (const assignment of client.roleAssignments.listForScope(vault.id, { filter })) {
    if (covers(assignment.scope, `${vault.id}/keys/${keyName}`)) assignments.push(assignment);
  }
  const evaluated = await Promise.all(
    assignments.map(async (assignment) => {
      const role = await client.roleDefinitions.getById(assignment.roleDefinitionId ?? "");
      return { assignment, grants: permissionsOf(role.permissions ?? []) };
    }),
  );
  const useful = evaluated.filter(({ grants }) => grants.length > 0);
  // Azure answers null for none, which its client's type does not know.
  const firm = useful.filter(({ assignment }) => typeof assignment.condition !== "string");
  const granted = keyPermissions.filter((permission) =>
    firm.some(({ grants }) => grants.includes(permission)),
  );
  if (granted.length < keyPermissions.length && firm.length < useful.length) {
    return missing(`a role assignment of ${whose.identityName} at vault ${vault.name} holds on a condition`);
  }
  const dates = firm.flatMap(({ assignment }) => assignment.createdOn?.getTime() ?? []);
  return known(
    {
      ...whose,
      model: "role-assignment",
      granted,
      ...defined({ grantedOn: dates.length === 0 ? undefined : new Date(Math.max(...dates)) }),
    },
    `GET Microsoft.Authorization/roleAssignments at vault ${vault.name}`,
  );
}

/** Whether a scope is a resource or one of those around it. The root scope is `/`. */
function covers(scope: string | undefined, id: string): boolean {
  const outer = (scope ?? "").toLowerCase().replace(/\/$/, "");
  return scope !== undefined && (id.toLowerCase() === outer || id.toLowerCase().startsWith(`${outer}/`));
}

/** Those of the needed permissions that a role grants. Pure. */
function permissionsOf(permissions: readonly Permission[]): readonly KeyPermission[] {
  return keyPermissions.filter((permission) =>
    permissions.some(
      (one) =>
        matches(one.dataActions, dataActions[permission]) &&
        !matches(one.notDataActions, dataActions[permission]),
    ),
  );
}

function matches(patterns: readonly string[] | undefined, action: string): boolean {
  return (patterns ?? []).some((pattern) => {
    const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
    return new RegExp(`^${escaped}$`, "i").test(action);
  });
}
