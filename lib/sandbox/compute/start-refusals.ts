import { attachedDisks, type AttachedDisk } from "../guest/hardware";
import { isJsonObject, listAt, textAt, type JsonObject } from "../json";
import { startRules } from "../rules/start/index";
import type { StampedKey, StartRefusal } from "../rules/start/start-rule";
import type { Resource, World } from "../state";
import { isStamped } from "./disk-encryption/stamp";

/** Why a VM does not boot: the host can't hand the guest its keys. Undefined: it boots. */
export function startRefusal(world: World, virtualMachine: Resource): StartRefusal | undefined {
  for (const settings of attachedDisks(world, virtualMachine).flatMap(settingsOf)) {
    for (const rule of startRules) {
      const refusal = rule(world, settings);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

function settingsOf({ resource }: AttachedDisk): readonly StampedKey[] {
  if (resource === undefined || !isStamped(resource)) return [];
  const entries: readonly JsonObject[] = listAt(
    resource.properties,
    "encryptionSettingsCollection",
    "encryptionSettings",
  ).filter(isJsonObject);
  return entries.map((entry) => {
    const keyUrl = textAt(entry, "keyEncryptionKey", "keyUrl");
    return {
      secretUrl: textAt(entry, "diskEncryptionKey", "secretUrl") ?? "",
      vaultId: textAt(entry, "diskEncryptionKey", "sourceVault", "id") ?? "",
      ...(keyUrl === undefined ? {} : { keyUrl }),
    };
  });
}
