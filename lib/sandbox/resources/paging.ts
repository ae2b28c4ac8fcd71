import { AzureError } from "../errors";
import type { Call } from "../http";
import type { Json, JsonObject } from "../json";

const defaultPageSize = 1000;

/**
 * One page of a list: `$top` items from where `$skiptoken` says, and a `nextLink` where more follow.
 *
 * The token is opaque to callers; here it is the number of the first item. Items after the page are left untouched, but for one.
 */
export function page(call: Call, items: Iterable<Json>): JsonObject {
  const start = numberOf(call, "$skiptoken", 0);
  const size = numberOf(call, "$top", defaultPageSize);
  const value: Json[] = [];
  let index = 0;
  let hasMore = false;
  for (const item of items) {
    hasMore = index >= start + size;
    if (hasMore) break;
    if (index >= start) value.push(item);
    index += 1;
  }
  if (!hasMore) return { value };
  const next = new URL(call.url);
  for (const name of [...next.searchParams.keys()]) {
    if (name.toLowerCase() === "$skiptoken") next.searchParams.delete(name);
  }
  next.searchParams.set("$skiptoken", String(start + size));
  return { value, nextLink: next.href };
}

function numberOf(call: Call, name: string, otherwise: number): number {
  const text = call.query(name);
  if (text === undefined) return otherwise;
  if (/^\d+$/.test(text)) return Number(text);
  throw new AzureError(
    400,
    "InvalidParameterValue",
    `(sandbox) The value '${text}' of ${name} is not a number.`,
  );
}
