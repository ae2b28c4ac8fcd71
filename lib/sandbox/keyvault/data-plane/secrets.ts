import { itemHandlers, type ItemHandlers } from "./items";
import { defined } from "@runbooks/azure";
import { forbidden } from "../../errors";
import { param, type Call, type Reply } from "../../http";
import { textAt } from "../../json";
import { sentAttributes, sentTags } from "../attributes";
import { secretBundle, secretItem } from "../bundles";
import { type SecretVersion } from "../contents";
import { openVault, type DataRight } from "../data-access";
import { existingVersion } from "../items";
import { secretPolicyRefusal, setSecret as writeSecret } from "../secrets";

const right = (action: string, permission: string): DataRight => ({ kind: "secrets", action, permission });

/** What secrets have in common with keys; their values are in none of these answers. */
export const secretItems: ItemHandlers = itemHandlers<SecretVersion>({
  kind: "secrets",
  word: "Secret",
  readAction: "readMetadata/action",
  updatePermission: "set",
  live: ({ secrets }) => secrets,
  deleted: ({ deletedSecrets }) => deletedSecrets,
  listed: secretItem,
  answered: (vault, name, secret) => secretItem(vault, name, secret, secret.version),
  changed: ({ world, body }, vault, name, secret) => {
    const changed = {
      ...secret,
      ...sentAttributes(body),
      ...defined({ contentType: textAt(body, "contentType") }),
      tags: sentTags(body) ?? secret.tags,
      updated: world.clock.now(),
    };
    const refusal = secretPolicyRefusal(world, vault, { name, ...changed });
    if (refusal !== undefined) throw refusal;
    return changed;
  },
});

export function setSecret(call: Call): Reply {
  const name = param(call, "itemName");
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
  const name = param(call, "itemName");
  const { vault, contents } = openVault(call, right("getSecret/action", "get"), name);
  const secret = existingVersion("Secret", contents.secrets, name, call.params["itemVersion"]);
  if (!secret.found.enabled) {
    throw forbidden("Operation get is not allowed on a disabled secret.", "SecretDisabled");
  }
  return { status: 200, body: secretBundle(vault, secret.name, secret.found) };
}
