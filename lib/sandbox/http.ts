import type { Json } from "./json";
import type { Principal, World } from "./state";

/** One request, as a handler sees it: routed, authenticated, authorized, its body parsed. */
export interface Call {
  readonly world: World;
  readonly method: string;
  readonly url: URL;
  /** The path's parameters in the case they were sent: `subscriptionId`, `resourceGroupName`, then the route's own. */
  readonly params: Readonly<Record<string, string>>;
  /** A query parameter by name, without regard to case. */
  query(name: string): string | undefined;
  readonly headers: Headers;
  /** The parsed JSON body; undefined where none was sent. */
  readonly body: Json;
  readonly apiVersion: string;
  readonly caller: Principal;
}

/** What a handler answers. No `body`: an empty one. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

export type Handler = (call: Call) => Reply | Promise<Reply>;

/** One line of the route table. */
export interface Route {
  readonly method: "GET" | "PUT" | "PATCH" | "POST" | "DELETE";
  /** Path with `:parameters`, in Azure's spelling; matched without regard to case. */
  readonly path: string;
  /** What Azure's role definitions call it, e.g. `Microsoft.Compute/virtualMachines/write`; undefined: every caller may. */
  readonly action?: string;
  /** api-versions that Azure accepts here; others are refused by name. */
  readonly apiVersions: readonly string[];
  /** Buckets of `x-ms-ratelimit-remaining-resource`; see rate-limits.ts. */
  readonly rateLimits?: readonly string[];
  readonly handler: Handler;
}

/** The parameter of a path; a route that lacks it is a mistake of the sandbox. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined)
    throw new TypeError(`(sandbox) The route of ${call.url.pathname} has no :${name}.`);
  return value;
}
