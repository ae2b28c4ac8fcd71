import { invalidParameter } from "./errors";
import type { Call, Reply } from "./http";
import type { Json, JsonObject } from "./json";
import type { Resource, World } from "./state";

// Azure's own page size is not documented. A generated fleet has larger pages: see `generatedPageSize`.
const defaultPageSize = 50;
const pageSizes = new WeakMap<World, number>();

/** The page size of generated fleets, with which a list of 200,000 VMs is no longer than 200 requests; assumed. */
export const generatedPageSize = 1000;

/** Makes a sandbox answer its Compute lists in pages of another size. */
export function setPageSize(world: World, size: number): void {
  pageSizes.set(world, size);
}

/** The page size that was set; undefined: none was. */
export function chosenPageSize(world: World): number | undefined {
  return pageSizes.get(world);
}

/** One page of a list that is at hand; `nextLink` is the same URL with an opaque `$skipToken`. */
export function page(call: Call, items: readonly Json[]): Reply {
  const { start, size } = asked(call);
  return answer(call, items.slice(start, start + size), start + size, items.length);
}

/** One page of the resources of a type below a scope; of the others no body is made. */
export function resourcePage(
  call: Call,
  type: string,
  scope: string,
  bodyOf: (resource: Resource) => JsonObject,
): Reply {
  const { resources } = call.world;
  const { start, size } = asked(call);
  const value = resources.page([type], [scope], start, size).map((resource) => bodyOf(resource));
  return answer(call, value, start + size, resources.count([type], [scope]));
}

function asked(call: Call): { readonly start: number; readonly size: number } {
  return {
    start: startOf(call.query("$skipToken")),
    size: pageSizes.get(call.world) ?? defaultPageSize,
  };
}

function answer(call: Call, value: readonly Json[], end: number, total: number): Reply {
  if (end >= total) return { status: 200, body: { value } };
  const next = new URL(call.url);
  for (const name of [...next.searchParams.keys()]) {
    if (name.toLowerCase() === "$skiptoken") next.searchParams.delete(name);
  }
  next.searchParams.set("$skipToken", Buffer.from(`!${end}`).toString("base64url"));
  return { status: 200, body: { value, nextLink: next.href } };
}

function startOf(skipToken: string | undefined): number {
  if (skipToken === undefined) return 0;
  const [, start] = /^!(\d+)$/.exec(Buffer.from(skipToken, "base64url").toString("utf8")) ?? [];
  if (start === undefined) throw invalidParameter(`(sandbox) The skip token '${skipToken}' is not valid.`);
  return Number(start);
}
