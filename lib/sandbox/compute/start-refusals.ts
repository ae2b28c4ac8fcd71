import { defined, sameResourceId } from "@runbooks/azure";
import { attachedDisks, type AttachedDisk } from "../guest/hardware";
import { isJsonObject, listAt, textAt, type JsonObject } from "../json";
import { newKeyRefusal } from "../rules/server-side-encryption/keys";
import { startRules, type StampedKey, type StartRefusal } from "../rules/start";
import type { Resource, World } from "../state";
import { activeKeyUrlOf, findSet, setIdOf } from "../rules/server-side-encryption/disk-encryption-set";
import { lossOf } from "./set-rotation";
import { isStamped } from "../rules/server-side-encryption/disks";

/** Why a VM does not boot: Storage can't read its disks, or the host can't hand the guest its keys. Undefined: it boots. */
export function startRefusal(world: World, virtualMachine: Resource): StartRefusal | undefined {
  const disks = attachedDisks(world, virtualMachine);
  const refusal = storageRefusal(world, virtualMachine);
  if (refusal !== undefined) return refusal;
  for (const settings of disks.flatMap(settingsOf)) {
    for (const rule of startRules) {
      const refusal = rule(world, settings);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

/**
 * Why Storage can't read a VM's disks, or write those that were made just now: a set of theirs does not reach its key.
 *
 * @param except - ids of disks that are not looked at, such as those that a running VM has had before.
 */
export function storageRefusal(
  world: World,
  virtualMachine: Resource,
  { except = [] }: { readonly except?: readonly string[] } = {},
): StartRefusal | undefined {
  const disks = attachedDisks(world, virtualMachine).filter(
    ({ managedDiskId = "" }) => !except.some((id) => sameResourceId(id, managedDiskId)),
  );
  for (const set of new Set(disks.flatMap((disk) => setOf(world, disk)))) {
    const refusal = lossOf(world, set) ?? newKeyRefusal(world, set, activeKeyUrlOf(set));
    if (refusal !== undefined) return { code: refusal.code, message: refusal.message };
  }
  return undefined;
}

function setOf(world: World, { resource }: AttachedDisk): readonly Resource[] {
  const set = resource === undefined ? undefined : findSet(world, setIdOf(resource));
  return set === undefined ? [] : [set];
}

/** Where the stamp of a disk says that its keys are; nothing of a disk without one. */
export function settingsOf({ resource }: AttachedDisk): readonly StampedKey[] {
  if (resource === undefined || !isStamped(resource)) return [];
  const entries: readonly JsonObject[] = listAt(
    resource.properties,
    "encryptionSettingsCollection",
    "encryptionSettings",
  ).filter(isJsonObject);
  return entries.map((entry) => {
    const keyUrl = textAt(entry, "keyEncryptionKey", "keyUrl");
    const keyVaultId = textAt(entry, "keyEncryptionKey", "sourceVault", "id");
    return {
      secretUrl: textAt(entry, "diskEncryptionKey", "secretUrl") ?? "",
      vaultId: textAt(entry, "diskEncryptionKey", "sourceVault", "id") ?? "",
      ...defined({ keyUrl, keyVaultId }),
    };
  });
}
