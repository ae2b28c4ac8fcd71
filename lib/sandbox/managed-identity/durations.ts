const minute = 60_000;

/**
 * From the making of a managed identity until Entra knows its service principal.
 *
 * "Enable customer-managed keys for managed disks with PowerShell", 2026-09-21: it may take a few minutes; the figure is assumed.
 */
export const appearsInDirectoryInMs: number = 2 * minute;

/**
 * From a role assignment to a managed identity until a vault lets it in.
 *
 * "Provide access to Key Vault keys with Azure role-based access control": several minutes; the figure is assumed. An access policy is part of the vault itself and counts at once.
 */
export const roleAssignmentTakesEffectInMs: number = 5 * minute;
