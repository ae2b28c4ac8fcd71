import { param, type Call, type Reply } from "../../http";
import type { Deleted, SecretVersion } from "../contents";
import { deletionFields, secretItem } from "../bundles";
import { openVault, type DataRight } from "../data-access";
import { existingDeleted, itemNotFound } from "../items";
import { vaultPage } from "../paging";
import { assertPurgeAllowed, recover } from "../soft-delete";

const right = (action: string, permission: string): DataRight => ({ kind: "secrets", action, permission });

export function getDeletedSecret(call: Call): Reply {
  const name = param(call, "secretName");
  const { vault, contents } = openVault(call, right("readMetadata/action", "get"), name);
  const deleted = existingDeleted("Secret", contents.deletedSecrets, name);
  const newest = newestOf(deleted.name, deleted.found);
  return {
    status: 200,
    body: {
      ...deletionFields(vault, "deletedsecrets", deleted.name, deleted.found),
      ...secretItem(vault, deleted.name, newest, newest.version),
    },
  };
}

export function listDeletedSecrets(call: Call): Reply {
  const { vault, contents } = openVault(call, right("readMetadata/action", "list"));
  const entries = [...contents.deletedSecrets].map(([name, deleted]) => ({
    marker: name,
    body: {
      ...deletionFields(vault, "deletedsecrets", name, deleted),
      ...secretItem(vault, name, newestOf(name, deleted)),
    },
  }));
  return { status: 200, body: vaultPage(call, entries) };
}

/** Brings a secret back; the answer has no value (recorded: test_keyvault_softdelete). */
export function recoverDeletedSecret(call: Call): Reply {
  const name = param(call, "secretName");
  const { vault, contents } = openVault(call, right("recover/action", "recover"), name);
  const deleted = existingDeleted("Secret", contents.deletedSecrets, name);
  const newest = newestOf(deleted.name, deleted.found);
  recover(contents.secrets, contents.deletedSecrets, deleted);
  return { status: 200, body: secretItem(vault, deleted.name, newest, newest.version) };
}

export function purgeDeletedSecret(call: Call): Reply {
  const name = param(call, "secretName");
  const { vault, contents } = openVault(call, right("purge/action", "purge"), name);
  const deleted = existingDeleted("Secret", contents.deletedSecrets, name);
  assertPurgeAllowed(vault);
  contents.deletedSecrets.delete(deleted.name);
  return { status: 204 };
}

function newestOf(name: string, { versions }: Deleted<SecretVersion>): SecretVersion {
  const newest = versions.at(-1);
  if (newest === undefined) throw itemNotFound("Secret", name);
  return newest;
}
