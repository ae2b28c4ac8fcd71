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
  /** Resource Manager again, for a handler that needs another provider's answer. */
  readonly resourceManager: ResourceManager;
}

/** A request that a handler sends to Resource Manager. */
export interface SubRequest {
  readonly method: Route["method"];
  /** A path from the endpoint's root, or a whole URL that an answer named; with `api-version` in its query. */
  readonly url: string;
  readonly body?: Json;
}

/** What the front door asks of a request before a provider sees it. */
export interface Demand {
  /** Undefined: every caller may. */
  readonly action?: string;
  readonly scope: string;
}

/**
 * Resource Manager as a handler meets it: through the same door as everyone, with the rights of who called the handler.
 *
 * It costs nothing of the caller's rate limits.
 */
export interface ResourceManager {
  /** What the caller would be answered; a refusal is an answer too, never thrown. */
  send(request: SubRequest): Reply | Promise<Reply>;
  /**
   * What a request would ask for, without sending it.
   *
   * @throws AzureError of the door for a resource type or an api-version that is not there.
   */
  inspect(request: Pick<SubRequest, "method" | "url">): Demand;
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
