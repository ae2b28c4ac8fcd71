import { guestOf } from "../../guest/guest";
import { shutDown } from "../../guest/power";
import { named } from "../../keyvault/contents";
import { platformKeyVault } from "../../keyvault/platform-key-vault";
import { contentsOf, parseItemUrl } from "../../keyvault/vaults-by-name";
import type { KeyRefusal } from "../../rules/server-side-encryption/key-rule";
import { keyLoss } from "../../rules/server-side-encryption/keys";
import type { Resource, World } from "../../state";
import { keyUrlsOf, resourcesOf } from "./disk-encryption-set";
import { keyLossStopsMachinesInMs } from "./durations";

/** Since when each set can't reach a key, by the set's lower-case id. */
const lossesOf = new WeakMap<World, Map<string, Date>>();

/** Why what is encrypted with a set can't be read, by the first of its keys that is lost; undefined: it can. */
export function lossOf(world: World, set: Resource): (KeyRefusal & { readonly keyUrl: string }) | undefined {
  for (const keyUrl of keyUrlsOf(set)) {
    const refusal = keyLoss(world, set, keyUrl);
    if (refusal !== undefined) return { ...refusal, keyUrl };
  }
  return undefined;
}

/**
 * Looks whether a set has lost a key. About an hour after, its VMs shut down, and don't start until it is mended ("Server-side
 * encryption of Azure managed disks": key disabled, deleted or expired).
 */
export function watchForKeyLoss(world: World, set: Resource): void {
  const losses = lossesOf.get(world) ?? new Map<string, Date>();
  lossesOf.set(world, losses);
  const key = set.id.toLowerCase();
  const loss = lossOf(world, set);
  if (loss === undefined) {
    losses.delete(key);
    return;
  }
  const known = losses.get(key);
  const since = known ?? lostSince(world, loss.keyUrl);
  losses.set(key, since);
  const leftInMs = since.getTime() + keyLossStopsMachinesInMs - world.clock.now().getTime();
  if (leftInMs <= 0) stopMachines(world, set);
  else if (known === undefined) {
    world.clock.after(leftInMs, () => {
      const current = world.resources.get(set.id);
      if (current !== undefined && losses.get(key) === since) watchForKeyLoss(world, current);
    });
  }
}

/** When a key was lost, as far as its vault tells; else now, when it is noticed. */
function lostSince(world: World, keyUrl: string): Date {
  const now = world.clock.now();
  const url = parseItemUrl(keyUrl);
  const found = platformKeyVault.findKey(world, keyUrl);
  if (found === undefined)
    return world.deletedVaults.get(url?.vaultName.toLowerCase() ?? "")?.deletedAt ?? now;
  if (found.key === undefined) {
    return named(contentsOf(world, found.vault).deletedKeys, found.name)?.found.deletedAt ?? now;
  }
  switch (platformKeyVault.usability(found.key, now)) {
    case "disabled":
      return found.key.updated;
    case "expired":
      return found.key.expires ?? now;
    case "not-yet-valid":
    case "usable":
      return now;
  }
}

function stopMachines(world: World, set: Resource): void {
  const ids = new Set(resourcesOf(world, set).flatMap(({ managedBy }) => managedBy ?? []));
  for (const id of ids) {
    const guest = guestOf(world, id);
    if (guest?.powerState === "running") shutDown(guest, "stopped", world.clock.now());
  }
}
