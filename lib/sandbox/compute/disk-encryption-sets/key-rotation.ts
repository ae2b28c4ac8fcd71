import { parseItemUrl, itemUrl } from "../../keyvault/vaults-by-name";
import { platformKeyVault } from "../../keyvault/platform-key-vault";
import { isJsonObject, listAt, objectAt, textAt, valueAt, without, type JsonObject } from "../../json";
import { principalsOf } from "../../managed-identity/resource-identity";
import { keyLoss, newKeyRefusal } from "../../rules/server-side-encryption/keys";
import { updateProperties, type Resource, type World } from "../../state";
import { azureTime } from "../times";
import { activeKeyUrlOf, keyUrlsOf, resourcesOf } from "./disk-encryption-set";
import { automaticRotationInMs, rewrapInMs } from "./durations";

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
export function endRotation(world: World, { id }: Resource): void {
  const set = world.resources.get(id);
  if (set === undefined || listAt(set.properties, "previousKeys").length === 0) return;
  const since = Date.parse(textAt(set.properties, "lastKeyRotationTimestamp") ?? "");
  if (world.clock.now().getTime() - since < rewrapInMs) return;
  if (keyUrlsOf(set).some((keyUrl) => keyLoss(world, set, keyUrl) !== undefined)) return;
  updateProperties(world.resources, id, (properties) => without(properties, "previousKeys"));
}

/** Follows a key to its newest version, where the set is told to; a version that can't be used stops it until the set is mended. */
export function followNewestVersion(world: World, set: Resource): void {
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
