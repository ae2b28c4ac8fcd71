import { param, type Call, type Reply } from "../../http";
import type { JsonObject } from "../../json";
import type { Resource } from "../../state";
import { deletionFields, keyBundle, keyItem } from "../bundles";
import type { Deleted, KeyVersion } from "../contents";
import { openVault, type DataRight } from "../data-access";
import { existingDeleted, itemNotFound } from "../items";
import { vaultPage } from "../paging";
import { scheduleRotation } from "../rotate-key";
import { assertPurgeAllowed, recover } from "../soft-delete";

const right = (action: string, permission: string): DataRight => ({ kind: "keys", action, permission });

export function getDeletedKey(call: Call): Reply {
  const name = param(call, "keyName");
  const { vault, contents } = openVault(call, right("read", "get"), name);
  const deleted = existingDeleted("Key", contents.deletedKeys, name);
  return { status: 200, body: deletedBundle(vault, deleted.name, deleted.found) };
}

export function listDeletedKeys(call: Call): Reply {
  const { vault, contents } = openVault(call, right("read", "list"));
  const entries = [...contents.deletedKeys].map(([name, deleted]) => ({
    marker: name,
    body: {
      ...deletionFields(vault, "deletedkeys", name, deleted),
      ...keyItem(vault, name, newestOf(name, deleted)),
    },
  }));
  return { status: 200, body: vaultPage(call, entries) };
}

export function recoverDeletedKey(call: Call): Reply {
  const name = param(call, "keyName");
  const { vault, contents } = openVault(call, right("recover/action", "recover"), name);
  const deleted = existingDeleted("Key", contents.deletedKeys, name);
  recover(contents.keys, contents.deletedKeys, deleted);
  scheduleRotation(call.world, vault, deleted.name);
  return { status: 200, body: keyBundle(vault, deleted.name, newestOf(deleted.name, deleted.found)) };
}

export function purgeDeletedKey(call: Call): Reply {
  const name = param(call, "keyName");
  const { vault, contents } = openVault(call, right("purge/action", "purge"), name);
  const deleted = existingDeleted("Key", contents.deletedKeys, name);
  assertPurgeAllowed(vault);
  contents.deletedKeys.delete(deleted.name);
  contents.rotationPolicies.delete(deleted.name);
  return { status: 204 };
}

function deletedBundle(vault: Resource, name: string, deleted: Deleted<KeyVersion>): JsonObject {
  return {
    ...deletionFields(vault, "deletedkeys", name, deleted),
    ...keyBundle(vault, name, newestOf(name, deleted)),
  };
}

function newestOf(name: string, { versions }: Deleted<KeyVersion>): KeyVersion {
  const newest = versions.at(-1);
  if (newest === undefined) throw itemNotFound("Key", name);
  return newest;
}
