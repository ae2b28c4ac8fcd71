import type { InventoriedResource } from "../../azure/inventory";
import { regionKey } from "../../azure/region";
import { recordAt, textAt, type JsonRecord } from "./json-fields";
import type { TextPool } from "./text-pool";

/** A row while it is put together. */
export type Unfinished<T> = { -readonly [Field in keyof T]: T[Field] };

const idPattern = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/[^/]+\/[^/]+\/([^/]+)$/i;

const noTags: Readonly<Record<string, string>> = Object.freeze({});

/** What every resource's body has; undefined for a body without the id of a resource in a group. */
export function resourceRow(body: JsonRecord, pool: TextPool): Unfinished<InventoriedResource> | undefined {
  const id = textAt(body, "id");
  const [, subscriptionId, resourceGroupName, name] = idPattern.exec(id ?? "") ?? [];
  if (
    id === undefined ||
    subscriptionId === undefined ||
    resourceGroupName === undefined ||
    name === undefined
  ) {
    return undefined;
  }
  const row: Unfinished<InventoriedResource> = {
    id,
    subscriptionId: pool.shared(subscriptionId.toLowerCase()),
    resourceGroupName: pool.shared(resourceGroupName.toLowerCase()),
    name: textAt(body, "name") ?? name,
    tags: tagsOf(body, pool),
  };
  const location = textAt(body, "location");
  if (location !== undefined) row.location = pool.shared(regionKey(location));
  return row;
}

/** A key's or a secret's URL has no place in what is handed on; some VMs carry one in a tag, for a runbook to read. */
const vaultObjectUrl = /^https:\/\/[^/]+\/(keys|secrets|certificates)\//i;

/** Azure leaves tags out where there are none. */
function tagsOf(body: JsonRecord, pool: TextPool): Readonly<Record<string, string>> {
  const tags = recordAt(body, "tags");
  if (tags === undefined) return noTags;
  const kept: Record<string, string> = {};
  let isEmpty = true;
  for (const name in tags) {
    const value = tags[name];
    if (typeof value !== "string" || vaultObjectUrl.test(value)) continue;
    kept[name] = pool.shared(value);
    isEmpty = false;
  }
  return isEmpty ? noTags : kept;
}
