import type { Resource } from "../../state";
import { badRequest } from "../../errors";
import { param, type Call, type Reply } from "../../http";
import { isJsonObject, listAt, objectAt, textAt, type JsonObject } from "../../json";
import { store } from "./vaults";

/** PUT `accessPolicies/add`, `/replace`, `/remove`: changes who may what in a vault that decides by access policies. */
export function putAccessPolicies(call: Call, vault: Resource): Reply {
  const kind = param(call, "operationKind").toLowerCase();
  const sent = listAt(call.body, "properties", "accessPolicies").filter(isJsonObject);
  const before = listAt(vault.properties, "accessPolicies").filter(isJsonObject);
  const accessPolicies = sent.reduce<readonly JsonObject[]>(
    (policies, policy) => changed(kind, policies, policy),
    before,
  );
  store(call, vault, { ...vault.properties, accessPolicies }, vault.tags ?? {});
  return {
    status: 200,
    body: {
      id: `${vault.id}/accessPolicies/`,
      type: "Microsoft.KeyVault/vaults/accessPolicies",
      properties: { accessPolicies },
    },
  };
}

function changed(kind: string, policies: readonly JsonObject[], sent: JsonObject): readonly JsonObject[] {
  const own = policies.find((policy) => isOfSameIdentity(policy, sent));
  const others = policies.filter((policy) => policy !== own);
  switch (kind) {
    case "add":
      return own === undefined ? [...others, sent] : [...others, withPermissions(own, sent, union)];
    case "replace":
      return [...others, sent];
    case "remove": {
      if (own === undefined) return others;
      const left = withPermissions(own, sent, difference);
      const isEmpty = Object.keys(objectAt(left, "permissions")).every(
        (area) => listAt(left, "permissions", area).length === 0,
      );
      return isEmpty ? others : [...others, left];
    }
    default:
      throw badRequest(`(sandbox) '${kind}' is none of add, replace, remove.`);
  }
}

function isOfSameIdentity(a: JsonObject, b: JsonObject): boolean {
  return ["objectId", "applicationId"].every(
    (name) => textAt(a, name)?.toLowerCase() === textAt(b, name)?.toLowerCase(),
  );
}

type Combine = (own: readonly string[], sent: readonly string[]) => readonly string[];
const union: Combine = (own, sent) => [...own, ...sent.filter((permission) => !includes(own, permission))];
const difference: Combine = (own, sent) => own.filter((permission) => !includes(sent, permission));
const includes = (permissions: readonly string[], one: string): boolean =>
  permissions.some((permission) => permission.toLowerCase() === one.toLowerCase());

function withPermissions(own: JsonObject, sent: JsonObject, combine: Combine): JsonObject {
  const areas = new Set([
    ...Object.keys(objectAt(own, "permissions")),
    ...Object.keys(objectAt(sent, "permissions")),
  ]);
  const texts = (policy: JsonObject, area: string): readonly string[] =>
    listAt(policy, "permissions", area).filter((permission) => typeof permission === "string");
  return {
    ...own,
    permissions: Object.fromEntries(
      [...areas].map((area) => [area, combine(texts(own, area), texts(sent, area))]),
    ),
  };
}
