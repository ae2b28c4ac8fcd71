import { holdsSecret } from "../../nouns/secret-in-text";
import { type InventoriedResource } from "../../nouns/inventory";
import { regionKey } from "@runbooks/azure";
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
  };
  addTags(row, body, pool);
  const location = textAt(body, "location");
  if (location !== undefined) row.location = pool.shared(regionKey(location));
  return row;
}

/** Azure leaves tags out where there are none. A secret has no place in what is handed on; some VMs carry a key's URL in a tag, for a runbook to read. */
function addTags(row: Unfinished<InventoriedResource>, body: JsonRecord, pool: TextPool): void {
  row.tags = noTags;
  const tags = recordAt(body, "tags");
  if (tags === undefined) return;
  const kept: Record<string, string> = {};
  const leftOut: string[] = [];
  let isEmpty = true;
  for (const name in tags) {
    const value = tags[name];
    if (typeof value !== "string") continue;
    if (holdsSecret(value)) {
      leftOut.push(pool.shared(name));
      continue;
    }
    kept[name] = pool.shared(value);
    isEmpty = false;
  }
  if (!isEmpty) row.tags = kept;
  if (leftOut.length > 0) row.tagsLeftOut = leftOut;
}
