import { guestOf } from "../guest/guest";
import { shutDown } from "../guest/boot-state";
import { named } from "../keyvault/contents";
import * as platformKeyVault from "../keyvault/platform-key-vault";
import { contentsOf, parseItemUrl, itemUrl } from "../keyvault/vaults-by-name";
import { type KeyRefusal, keyLoss, newKeyRefusal } from "../rules/server-side-encryption/keys";
import { type Resource, type World, updateProperties } from "../state";
import {
  keyUrlsOf,
  resourcesOf,
  activeKeyUrlOf,
  allSets,
} from "../rules/server-side-encryption/disk-encryption-set";
import { isJsonObject, listAt, objectAt, textAt, valueAt, without, type JsonObject } from "../json";
import { principalsOf } from "../managed-identity/resource-identity";
import { azureTime } from "../times";

/**
 * How long things take around a disk encryption set, each with where the figure comes from.
 *
 * "Documented": "Server-side encryption of Azure managed disks", 2026-04-02.
 */
const minute = 60_000;

/** How often Storage looks after its sets: access to the keys, new key versions; assumed. */
const reviewEveryInMs: number = 5 * minute;

/** From the loss of a key until disks can't be read and VMs shut down, documented: about one hour. */
const keyLossStopsMachinesInMs: number = 60 * minute;

/**
 * From a new version of a key until a set that rotates by itself takes it: documented is "within one hour"; the documentation of
 * hashicorp/terraform-provider-azurerm says 10 to 20 minutes.
 */
const automaticRotationInMs: number = 15 * minute;

/** From a set's new key until everything encrypted with it is wrapped anew, documented: within the same hour; the figure is assumed. */
const rewrapInMs: number = 10 * minute;

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
function watchForKeyLoss(world: World, set: Resource): void {
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

/**
 * Gives a set another key: from now on everything is wrapped with it, and what is encrypted already is wrapped anew, which needs the key
 * before it too. The data itself is not encrypted anew, and no VM restarts ("Server-side encryption of Azure managed disks").
 */
export function rotateTo(world: World, set: Resource, activeKey: JsonObject): Resource {
  const isInUse = resourcesOf(world, set).length > 0;
  const previous = listAt(set.properties, "previousKeys").filter(isJsonObject);
  const previousKeys = isInUse ? [...previous, objectAt(set.properties, "activeKey")] : [];
  const rotated = updateProperties(world.resources, set.id, (properties) => ({
    ...properties,
    activeKey,
    ...(previousKeys.length === 0 ? {} : { previousKeys }),
    lastKeyRotationTimestamp: azureTime(world.clock.now()),
  }));
  world.clock.after(rewrapInMs, () => {
    endRotation(world, rotated);
  });
  return rotated;
}

/** Ends a rotation once everything is wrapped with the new key; as long as a key can't be used, it goes on. */
function endRotation(world: World, { id }: Resource): void {
  const set = world.resources.get(id);
  if (set === undefined || listAt(set.properties, "previousKeys").length === 0) return;
  const since = Date.parse(textAt(set.properties, "lastKeyRotationTimestamp") ?? "");
  if (world.clock.now().getTime() - since < rewrapInMs) return;
  if (keyUrlsOf(set).some((keyUrl) => keyLoss(world, set, keyUrl) !== undefined)) return;
  updateProperties(world.resources, id, (properties) => without(properties, "previousKeys"));
}

/** Follows a key to its newest version, where the set is told to; a version that can't be used stops it until the set is mended. */
function followNewestVersion(world: World, set: Resource): void {
  if (valueAt(set.properties, "rotationToLatestKeyVersionEnabled") !== true) return;
  if (valueAt(set.properties, "autoKeyRotationError") !== undefined) return;
  const newestUrl = newestVersionOf(world, activeKeyUrlOf(set));
  if (newestUrl === undefined) return;
  const refusal = newKeyRefusal(world, set, newestUrl);
  if (refusal === undefined) {
    rotateTo(world, set, { ...objectAt(set.properties, "activeKey"), keyUrl: newestUrl });
    return;
  }
  const autoKeyRotationError =
    principalsOf(world, set).length === 0
      ? {
          // Code and text: Microsoft.Compute, DiskRP 2025-01-02, examples.
          code: "ManagedServiceIdentityNotFound",
          message:
            `Auto-key rotation was disabled as managed service identity associated with DiskEncryptionSet '${set.name}' was not found. ` +
            "Please update the resource with correct identity to re-enable auto-key rotation.",
        }
      : { code: refusal.code, message: refusal.message };
  updateProperties(world.resources, set.id, (properties) => ({ ...properties, autoKeyRotationError }));
}

/** The URL of a key's newest version, if that is another than the URL's own and was made long enough ago to be followed. */
function newestVersionOf(world: World, keyUrl: string): string | undefined {
  const url = parseItemUrl(keyUrl);
  if (url === undefined) return undefined;
  const newest = platformKeyVault.findKey(world, keyUrl.replace(/\/[^/]+$/, ""));
  if (newest?.key === undefined || newest.key.version.toLowerCase() === url.version?.toLowerCase())
    return undefined;
  if (world.clock.now().getTime() - newest.key.created.getTime() < automaticRotationInMs) return undefined;
  return itemUrl(newest.vault, "keys", newest.name, newest.key.version);
}

const reviewed = new WeakSet<World>();

/** Has Storage look after the world's sets from now on, every few minutes, as long as there are any. */
export function reviewSets(world: World): void {
  if (reviewed.has(world)) return;
  reviewed.add(world);
  world.clock.after(reviewEveryInMs, () => {
    reviewed.delete(world);
    const sets = allSets(world);
    for (const set of sets) {
      followNewestVersion(world, set);
      endRotation(world, set);
      watchForKeyLoss(world, world.resources.get(set.id) ?? set);
    }
    if (sets.length > 0) reviewSets(world);
  });
}
