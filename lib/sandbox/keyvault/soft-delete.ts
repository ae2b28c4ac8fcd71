import { forbidden } from "../errors";
import type { Resource, World } from "../state";
import type { Deleted, Named } from "./contents";
import { isPurgeProtected, scheduledPurge } from "./retention";

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
