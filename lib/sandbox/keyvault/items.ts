import { AzureError, badParameter, forbidden } from "../errors";
import { named, versionOf, type Deleted, type Named } from "./contents";
import type { Resource, World } from "../state";
import { isPurgeProtected, scheduledPurge } from "./attributes";

/** What a name or a version of a key or a secret is wrong with: the errors that both kinds have in common. */
export type ItemKind = "Key" | "Secret";

/** Throws for a name that a vault does not take: letters, digits and hyphens, at most 127. */
export function assertItemName(name: string): void {
  if (/^[0-9a-zA-Z-]{1,127}$/.test(name)) return;
  throw badParameter(`The request URI contains an invalid name: ${name}`);
}

/** An item that must be there, by name. */
export function existing<T>(kind: ItemKind, items: ReadonlyMap<string, T>, name: string): Named<T> {
  const item = named(items, name);
  if (item === undefined) throw itemNotFound(kind, name);
  return item;
}

/** A version that must be there; the newest where none is named. */
export function existingVersion<T extends { readonly version: string }>(
  kind: ItemKind,
  items: ReadonlyMap<string, readonly T[]>,
  name: string,
  version?: string,
): Named<T> {
  const item = existing(kind, items, name);
  const found = versionOf(item.found, version);
  if (found === undefined) throw itemNotFound(kind, `${name}/${version ?? ""}`);
  return { name: item.name, found };
}

/** A deleted item that must be there. The text is the sandbox's. */
export function existingDeleted<T>(
  kind: ItemKind,
  items: ReadonlyMap<string, Deleted<T>>,
  name: string,
): Named<Deleted<T>> {
  const item = named(items, name);
  if (item !== undefined) return item;
  throw new AzureError(
    404,
    `${kind}NotFound`,
    `(sandbox) There is no deleted ${kind.toLowerCase()} ${name} in this key vault.`,
  );
}

/** 404 of a key or a secret. */
export function itemNotFound(kind: ItemKind, nameOrId: string): AzureError {
  const word = kind.toLowerCase();
  return new AzureError(
    404,
    `${kind}NotFound`,
    `A ${word} with (name/id) ${nameOrId} was not found in this key vault. ` +
      `If you recently deleted this ${word} you may be able to recover it using the correct recovery command. ` +
      "For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182",
  );
}

/** Throws 409 where a soft-deleted object still holds the name (recorded: test_keyvault_secret_soft_delete). */
export function assertNameIsFree(kind: ItemKind, deleted: ReadonlyMap<string, unknown>, name: string): void {
  if (named(deleted, name) === undefined) return;
  throw new AzureError(
    409,
    "Conflict",
    `${kind} ${name} is currently in a deleted but recoverable state, and its name cannot be reused; ` +
      `in this state, the ${kind.toLowerCase()} can only be recovered or purged.`,
    { innererror: { code: "ObjectIsDeletedButRecoverable" } },
  );
}

/**
 * Deletes a key or a secret softly, all versions at once, and has it purged when the vault's days are over.
 *
 * Azure takes some seconds, in which the deleted object is found in neither place; the sandbox takes none, so that a client that
 * waits by polling is not kept waiting by a clock that stands still.
 */
export function deleteSoftly<T>(
  world: World,
  vault: Resource,
  live: Map<string, T[]>,
  deleted: Map<string, Deleted<T>>,
  { name, found }: Named<readonly T[]>,
): Deleted<T> {
  const deletedAt = world.clock.now();
  const item = { versions: found, deletedAt };
  live.delete(name);
  deleted.set(name, item);
  world.clock.after(scheduledPurge(vault, deletedAt).getTime() - deletedAt.getTime(), () => {
    if (deleted.get(name) === item) deleted.delete(name);
  });
  return item;
}

/** Brings a deleted key or secret back with all its versions. */
export function recover<T>(
  live: Map<string, T[]>,
  deleted: Map<string, Deleted<T>>,
  { name, found }: Named<Deleted<T>>,
): void {
  deleted.delete(name);
  live.set(name, [...found.versions]);
}

/** Throws where the vault has purge protection (text: microsoft/AzureTRE#1951). */
export function assertPurgeAllowed(vault: Resource): void {
  if (!isPurgeProtected(vault)) return;
  throw forbidden(
    'Operation "purge" is not allowed because purge protection is enabled for this vault. ' +
      "Key Vault service will automatically purge it after the retention period has passed.\r\n" +
      `Vault: ${vault.name};location=${vault.location ?? ""}`,
  );
}
