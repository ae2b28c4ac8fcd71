import { defined } from "@runbooks/azure";
import { forbidden } from "../../errors";
import { param, type Call, type Reply } from "../../http";
import { textAt } from "../../json";
import { sentAttributes, sentTags } from "../attributes";
import { deletionFields, secretBundle, secretItem } from "../bundles";
import { replaceVersion, type SecretVersion } from "../contents";
import { openVault, type DataRight } from "../data-access";
import { existing, existingVersion } from "../items";
import { vaultPage } from "../paging";
import { secretPolicyRefusal } from "../secret-policy";
import { setSecret as writeSecret } from "../set-secret";
import { deleteSoftly } from "../soft-delete";

const right = (action: string, permission: string): DataRight => ({ kind: "secrets", action, permission });

export function setSecret(call: Call): Reply {
  const name = param(call, "secretName");
  const { vault } = openVault(call, right("setSecret/action", "set"), name);
  const secret = writeSecret(call.world, vault, {
    name,
    value: textAt(call.body, "value"),
    contentType: textAt(call.body, "contentType"),
    attributes: sentAttributes(call.body),
    tags: sentTags(call.body) ?? {},
  });
  return { status: 200, body: secretBundle(vault, secret.name, secret.found) };
}

/** Reads a secret: one out of its time too, but none that is disabled (Azure/azure-sdk-for-js#24756, Azure/AzureKeyVault#19). */
export function getSecret(call: Call): Reply {
  const name = param(call, "secretName");
  const { vault, contents } = openVault(call, right("getSecret/action", "get"), name);
  const secret = existingVersion("Secret", contents.secrets, name, call.params["secretVersion"]);
  if (!secret.found.enabled) {
    throw forbidden("Operation get is not allowed on a disabled secret.", "SecretDisabled");
  }
  return { status: 200, body: secretBundle(vault, secret.name, secret.found) };
}

/** The secrets by name, without their values. */
export function listSecrets(call: Call): Reply {
  const { vault, contents } = openVault(call, right("readMetadata/action", "list"));
  const entries = [...contents.secrets].flatMap(([name, versions]) => {
    const newest = versions.at(-1);
    return newest === undefined ? [] : [{ marker: name, body: secretItem(vault, name, newest) }];
  });
  return { status: 200, body: vaultPage(call, entries) };
}

export function listSecretVersions(call: Call): Reply {
  const name = param(call, "secretName");
  const { vault, contents } = openVault(call, right("readMetadata/action", "list"), name);
  const secret = existing("Secret", contents.secrets, name);
  const entries = secret.found.map((version) => ({
    marker: version.version,
    body: secretItem(vault, secret.name, version, version.version),
  }));
  return { status: 200, body: vaultPage(call, entries) };
}

export function updateSecret(call: Call): Reply {
  const name = param(call, "secretName");
  const { vault, contents } = openVault(call, right("update/action", "set"), name);
  const secret = existingVersion("Secret", contents.secrets, name, call.params["secretVersion"]);
  const contentType = textAt(call.body, "contentType");
  const changed: SecretVersion = {
    ...secret.found,
    ...sentAttributes(call.body),
    ...defined({ contentType }),
    tags: sentTags(call.body) ?? secret.found.tags,
    updated: call.world.clock.now(),
  };
  const refusal = secretPolicyRefusal(call.world, vault, { name, ...changed });
  if (refusal !== undefined) throw refusal;
  replaceVersion(existing("Secret", contents.secrets, name).found, changed);
  return { status: 200, body: secretItem(vault, secret.name, changed, changed.version) };
}

export function deleteSecret(call: Call): Reply {
  const name = param(call, "secretName");
  const { vault, contents } = openVault(call, right("delete", "delete"), name);
  const secret = existing("Secret", contents.secrets, name);
  const newest = existingVersion("Secret", contents.secrets, name).found;
  const deleted = deleteSoftly(call.world, vault, contents.secrets, contents.deletedSecrets, secret);
  return {
    status: 200,
    body: {
      ...deletionFields(vault, "deletedsecrets", secret.name, deleted),
      ...secretItem(vault, secret.name, newest, newest.version),
    },
  };
}
