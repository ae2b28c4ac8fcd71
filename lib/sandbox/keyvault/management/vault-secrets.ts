import { defined } from "@runbooks/azure";
import { resourceNotFound } from "../../errors";
import { param, type Call, type Reply } from "../../http";
import { objectAt, textAt, type JsonObject } from "../../json";
import type { Resource } from "../../state";
import { commonAttributes, sentAttributes, sentTags, tagsField } from "../attributes";
import { named, replaceVersion, type Named, type SecretVersion } from "../contents";
import { managementPage } from "../paging";
import { secretPolicyRefusal, setSecret } from "../secrets";
import { contentsOf, itemUrl, vaultType } from "../vaults-by-name";

/** PUT of a secret: 201 for a new one, 200 for a new version. Needs no rights inside the vault. */
export function putVaultSecret(call: Call, vault: Resource): Reply {
  const name = param(call, "secretName");
  const isNew = named(contentsOf(call.world, vault).secrets, name) === undefined;
  const sent = objectAt(call.body, "properties");
  const secret = setSecret(call.world, vault, {
    name,
    value: textAt(sent, "value"),
    contentType: textAt(sent, "contentType"),
    attributes: sentAttributes(sent),
    tags: sentTags(call.body) ?? {},
  });
  return { status: isNew ? 201 : 200, body: secretBody(vault, secret) };
}

/** PATCH of a secret: with a value it is a new version, without one the newest is changed. */
export function patchVaultSecret(call: Call, vault: Resource): Reply {
  const { name, found } = secretOf(call, vault);
  const sent = objectAt(call.body, "properties");
  const contentType = textAt(sent, "contentType") ?? found.contentType;
  const tags = sentTags(call.body) ?? found.tags;
  const value = textAt(sent, "value");
  if (value !== undefined) {
    const written = setSecret(call.world, vault, {
      name,
      value,
      contentType,
      attributes: { ...windowOf(found), ...sentAttributes(sent) },
      tags,
    });
    return { status: 200, body: secretBody(vault, written) };
  }
  const changed: SecretVersion = {
    ...found,
    ...sentAttributes(sent),
    ...defined({ contentType }),
    tags,
    updated: call.world.clock.now(),
  };
  const refusal = secretPolicyRefusal(call.world, vault, { name, ...changed });
  if (refusal !== undefined) throw refusal;
  replaceVersion(named(contentsOf(call.world, vault).secrets, name)?.found ?? [], changed);
  return { status: 200, body: secretBody(vault, { name, found: changed }) };
}

export function getVaultSecret(call: Call, vault: Resource): Reply {
  return { status: 200, body: secretBody(vault, secretOf(call, vault)) };
}

export function listVaultSecrets(call: Call, vault: Resource): Reply {
  const entries = [...contentsOf(call.world, vault).secrets].flatMap(([name, versions]) => {
    const newest = versions.at(-1);
    return newest === undefined ? [] : [{ marker: name, body: secretBody(vault, { name, found: newest }) }];
  });
  return { status: 200, body: managementPage(call, entries) };
}

function secretOf(call: Call, vault: Resource): Named<SecretVersion> {
  const name = param(call, "secretName");
  const item = named(contentsOf(call.world, vault).secrets, name);
  const newest = item?.found.at(-1);
  if (item !== undefined && newest !== undefined) return { name: item.name, found: newest };
  throw resourceNotFound(vaultType, `${vault.name}/secrets/${name}`, param(call, "resourceGroupName"));
}

const windowOf = ({
  enabled,
  expires,
  notBefore,
}: SecretVersion): Pick<SecretVersion, "enabled" | "expires" | "notBefore"> => ({
  enabled,
  ...defined({ expires, notBefore }),
});

/** A secret through Resource Manager: the value is never answered. */
function secretBody(vault: Resource, { name, found: secret }: Named<SecretVersion>): JsonObject {
  return {
    id: `${vault.id}/secrets/${name}`,
    name,
    type: `${vaultType}/secrets`,
    location: vault.location,
    ...tagsField(secret.tags),
    properties: {
      ...defined({ contentType: secret.contentType }),
      attributes: commonAttributes(secret),
      secretUri: itemUrl(vault, "secrets", name),
      secretUriWithVersion: itemUrl(vault, "secrets", name, secret.version),
    },
  };
}
