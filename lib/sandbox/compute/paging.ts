import { AzureError } from "../errors";
import type { Call, Reply } from "../http";
import type { Json } from "../json";
import type { World } from "../state";

// Azure's own page size is not documented.
const defaultPageSize = 50;
const pageSizes = new WeakMap<World, number>();

/** Makes a sandbox answer its Compute lists in smaller pages. */
export function setPageSize(world: World, size: number): void {
  pageSizes.set(world, size);
}

/** One page of a list; `nextLink` is the same URL with an opaque `$skipToken`. */
export function page(call: Call, items: readonly Json[]): Reply {
  const size = pageSizes.get(call.world) ?? defaultPageSize;
  const start = startOf(call.query("$skipToken"));
  const value = items.slice(start, start + size);
  if (start + size >= items.length) return { status: 200, body: { value } };
  const next = new URL(call.url);
  for (const name of [...next.searchParams.keys()]) {
    if (name.toLowerCase() === "$skiptoken") next.searchParams.delete(name);
  }
  next.searchParams.set("$skipToken", Buffer.from(`!${start + size}`).toString("base64url"));
  return { status: 200, body: { value, nextLink: next.href } };
}

function startOf(skipToken: string | undefined): number {
  if (skipToken === undefined) return 0;
  const [, start] = /^!(\d+)$/.exec(Buffer.from(skipToken, "base64url").toString("utf8")) ?? [];
  if (start === undefined)
    throw new AzureError(400, "InvalidParameter", `(sandbox) The skip token '${skipToken}' is not valid.`);
  return Number(start);
}
