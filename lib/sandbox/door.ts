import createRouter from "find-my-way";

import { authorizationFailed, isAuthorized, seesSubscription } from "./authorization/access";
import { AzureError, badParameter } from "./errors";
import type { Call, Demand, Reply, ResourceManager, Route, SubRequest } from "./http";
import type { Json } from "./json";
import { vaultNamed } from "./keyvault/vaults-by-name";
import type { IdentifierSource } from "./random";
import { type RateLimits, countRequest } from "./rate-limits";
import type { Principal, World } from "./state";
import type { TokenService } from "./tokens";

const managementHost = "management.azure.com";
const managementAudiences = ["https://management.azure.com", "https://management.core.windows.net"];
const keyVaultAudiences = ["https://vault.azure.net"];
const keyVaultHost = /^([a-z0-9-]+)\.vault\.azure\.net$/i;

export interface Door {
  handle(request: Request): Promise<Response>;
}

/** What the door needs of the sandbox. */
export interface DoorOptions {
  readonly world: World;
  readonly tokens: TokenService;
  readonly rateLimits: RateLimits;
  /** Apart from the identifiers of what is made, so that those are the same however often is asked meanwhile. */
  readonly requestIdentifiers: IdentifierSource;
  readonly managementRoutes: readonly Route[];
  readonly vaultRoutes: readonly Route[];
}

type Router = ReturnType<typeof createRouter>;
interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * The sandbox's front door: what Azure Resource Manager and Key Vault do before a provider sees a request.
 *
 * In this order: api-version, token, subscription, route, rights, resource group. Order and texts follow
 * "Understand common deployment errors" and recorded answers; see the error table of the sandbox's documentation.
 */
export function createDoor(options: DoorOptions): Door {
  const { world, tokens } = options;
  const management = routerOf(options.managementRoutes);
  const vault = routerOf(options.vaultRoutes);

  // What a handler set going through the door of its own accord, and is not over: it comes before the next request.
  const underWay = new Set<Promise<Reply>>();

  async function handle(request: Request): Promise<Response> {
    while (underWay.size > 0) await Promise.all(underWay);
    world.clock.runDue();
    const url = new URL(request.url);
    const headers: Record<string, string> = commonHeaders(options, request);
    let reply: Reply;
    try {
      const vaultName = keyVaultHost.exec(url.hostname)?.[1];
      if (vaultName !== undefined) reply = await vaultRequest(request, url, vaultName, headers);
      else if (url.hostname === managementHost) reply = await managementRequest(request, url, headers);
      else
        throw new AzureError(
          502,
          "SandboxHostUnknown",
          `(sandbox) There is no host ${url.hostname} in the sandbox.`,
        );
    } catch (error) {
      reply = refusal(error);
      // The gateway answers for the provider, whose buckets are not touched then (recorded).
      if (reply.headers?.["x-ms-failure-cause"] === "gateway")
        delete headers["x-ms-ratelimit-remaining-resource"];
    }
    return toResponse(reply, headers);
  }

  async function managementRequest(
    request: Request,
    url: URL,
    headers: Record<string, string>,
  ): Promise<Reply> {
    const { path, apiVersion } = addressOf(url);
    const caller = tokens.authenticate(request.headers.get("authorization"), managementAudiences);
    const { route, params } = admitted(caller, request.method, path, apiVersion);
    countRequest(
      {
        method: request.method,
        path,
        route,
        subscriptionId: params["subscriptionId"],
        callerId: caller.objectId,
      },
      { rateLimits: options.rateLimits, throttling: world.throttling, now: world.clock.now(), headers },
    );
    return await route.handler(await callOf(request, url, params, apiVersion, caller));
  }

  /** The path and the api-version of a request, whose subscription is there. */
  function addressOf(url: URL): { readonly path: string; readonly apiVersion: string } {
    const path = url.pathname.replace(/\/{2,}/g, "/");
    const apiVersion = queryOf(url, "api-version");
    if (apiVersion === undefined) {
      throw new AzureError(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.",
      );
    }
    const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(path)?.[1];
    // A subscription that does not exist is told to everyone, with a token or without.
    if (subscriptionId !== undefined && !world.subscriptions.has(subscriptionId.toLowerCase())) {
      throw new AzureError(
        404,
        "SubscriptionNotFound",
        `The subscription '${subscriptionId}' could not be found.`,
      );
    }
    return { path, apiVersion };
  }

  function admitted(caller: Principal, method: string, path: string, apiVersion: string): Match {
    const { route, params } = findRoute(management, method, path, apiVersion);
    assertApiVersion(route, apiVersion);
    assertAuthorized(world, caller, route, path, params);
    assertResourceGroup(world, method, path, params);
    return { route, params };
  }

  function resourceManagerOf(caller: Principal): ResourceManager {
    function send({ method, url: target, body }: SubRequest): Reply | Promise<Reply> {
      try {
        const url = new URL(target, `https://${managementHost}`);
        const { path, apiVersion } = addressOf(url);
        const { route, params } = admitted(caller, method, path, apiVersion);
        const reply = route.handler({
          ...callWith(url, params, apiVersion, caller),
          method,
          headers: new Headers(),
          // As it would arrive over the wire: a copy, of which the sender keeps nothing in hand.
          body: body === undefined ? undefined : (JSON.parse(JSON.stringify(body)) as Json),
        });
        if (!(reply instanceof Promise)) return reply;
        const answered = reply.catch(refusal).finally(() => underWay.delete(answered));
        underWay.add(answered);
        return answered;
      } catch (error) {
        return refusal(error);
      }
    }

    function inspect({ method, url: target }: Pick<SubRequest, "method" | "url">): Demand {
      const { path, apiVersion } = addressOf(new URL(target, `https://${managementHost}`));
      const { route } = findRoute(management, method, path, apiVersion);
      assertApiVersion(route, apiVersion);
      const scope = scopeOf(path);
      return route.action === undefined ? { scope } : { action: route.action, scope };
    }

    return { send, inspect };
  }

  async function vaultRequest(
    request: Request,
    url: URL,
    vaultName: string,
    headers: Record<string, string>,
  ): Promise<Reply> {
    const apiVersion = queryOf(url, "api-version");
    headers["x-ms-keyvault-network-info"] = "conn_type=Ipv4;addr=127.0.0.1;act_addr_fam=InterNetwork;";
    headers["x-ms-keyvault-service-version"] = "1.9.1054.1";
    const region = vaultNamed(world, vaultName)?.location?.replaceAll(" ", "").toLowerCase();
    if (region !== undefined) headers["x-ms-keyvault-region"] = region;
    if (request.headers.get("authorization") === null) {
      throw new AzureError(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.", {
        headers: {
          "www-authenticate": `Bearer authorization="https://login.microsoftonline.com/${world.tenantId}", resource="https://vault.azure.net"`,
        },
      });
    }
    const caller = tokens.authenticate(request.headers.get("authorization"), keyVaultAudiences);
    if (apiVersion === undefined) {
      throw badParameter("api-version must be specified");
    }
    // Clients leave an empty version in the path: `/keys/name//wrapkey`, `/keys/name/`.
    const collapsed = url.pathname.replace(/\/{2,}/g, "/");
    const path = collapsed.length > 1 ? collapsed.replace(/\/$/, "") : collapsed;
    const { route, params } = findRoute(vault, request.method, path, apiVersion);
    assertApiVersion(route, apiVersion);
    return await route.handler(await callOf(request, url, { ...params, vaultName }, apiVersion, caller));
  }

  async function callOf(
    request: Request,
    url: URL,
    params: Readonly<Record<string, string>>,
    apiVersion: string,
    caller: Principal,
  ): Promise<Call> {
    return {
      ...callWith(url, params, apiVersion, caller),
      method: request.method,
      headers: request.headers,
      body: await bodyOf(request),
    };
  }

  function callWith(
    url: URL,
    params: Readonly<Record<string, string>>,
    apiVersion: string,
    caller: Principal,
  ): Omit<Call, "method" | "headers" | "body"> {
    return {
      world,
      url,
      params,
      query: (name) => queryOf(url, name),
      apiVersion,
      caller,
      resourceManager: resourceManagerOf(caller),
    };
  }

  return { handle };
}

function routerOf(routes: readonly Route[]): Router {
  const router = createRouter({ caseSensitive: false, maxParamLength: 1000 });
  for (const route of routes) {
    // The router carries the route itself; its own handler is never called.
    router.on(route.method, route.path, () => undefined, route);
  }
  return router;
}

function findRoute(router: Router, method: string, path: string, apiVersion: string): Match {
  const found = isRoutable(method) ? router.find(method, path) : null;
  if (found === null) {
    const [, namespace = "", type = ""] = /\/providers\/([^/]+)\/([^/]+)[^/]*/i.exec(path) ?? [];
    throw new AzureError(
      404,
      "InvalidResourceType",
      `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${apiVersion}'.`,
    );
  }
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(found.params)) if (value !== undefined) params[name] = value;
  return { route: found.store as Route, params };
}

function isRoutable(method: string): method is Route["method"] {
  return ["GET", "PUT", "PATCH", "POST", "DELETE"].includes(method);
}

function assertApiVersion(route: Route, apiVersion: string): void {
  if (route.apiVersions.includes(apiVersion)) return;
  const [, namespace = "", type = ""] = /\/providers\/([^/]+)\/([^/:]+)/i.exec(route.path) ?? [];
  throw namespace === ""
    ? new AzureError(
        400,
        "InvalidApiVersionParameter",
        `The api-version '${apiVersion}' is invalid. The supported versions are '${route.apiVersions.join(",")}'.`,
      )
    : new AzureError(
        400,
        "NoRegisteredProviderFound",
        `No registered resource provider found for API version '${apiVersion}' for type '${type}'. ` +
          `The supported api-versions are '${route.apiVersions.join(", ")}'.`,
      );
}

/** What a role assignment has to cover: the resource that the path names, without a trailing verb. */
function scopeOf(path: string): string {
  const parts = path.split("/").filter((part) => part !== "");
  const provider = parts.findIndex((part) => part.toLowerCase() === "providers");
  const complete =
    provider === -1
      ? parts.length - (parts.length % 2)
      : provider + 2 + (parts.length - provider - 2 - ((parts.length - provider) % 2));
  return `/${parts.slice(0, complete).join("/")}`;
}

function assertAuthorized(
  world: World,
  caller: Principal,
  route: Route,
  path: string,
  params: Readonly<Record<string, string>>,
): void {
  if (route.action === undefined) return;
  const scope = scopeOf(path);
  const polling = /\/locations\/[^/]+\/(DiskO|o)perations\//.test(path);
  const subscriptionId = params["subscriptionId"];
  if (polling && subscriptionId !== undefined && seesSubscription(world, caller, subscriptionId)) return;
  if (isAuthorized(world, caller, route.action, scope)) return;
  throw authorizationFailed(caller, route.action, scope);
}

function assertResourceGroup(
  world: World,
  method: string,
  path: string,
  params: Readonly<Record<string, string>>,
): void {
  const { subscriptionId, resourceGroupName } = params;
  if (subscriptionId === undefined || resourceGroupName === undefined) return;
  const createsGroup = method === "PUT" && /\/resourceGroups\/[^/]+$/i.test(path);
  if (createsGroup || world.resourceGroups.has(`${subscriptionId}/${resourceGroupName}`.toLowerCase()))
    return;
  throw new AzureError(
    404,
    "ResourceGroupNotFound",
    `Resource group '${resourceGroupName}' could not be found.`,
    {
      headers: { "x-ms-failure-cause": "gateway" },
    },
  );
}

/** A refusal as an answer; anything else is a mistake of the sandbox. */
function refusal(error: unknown): Reply {
  if (!(error instanceof AzureError)) throw error;
  return { status: error.status, body: error.toBody() as Json, headers: error.more.headers ?? {} };
}

/** A query parameter by its decoded name: clients send `%24expand` and `api%2Dversion` too. */
function queryOf(url: URL, name: string): string | undefined {
  for (const [key, value] of url.searchParams) if (key.toLowerCase() === name.toLowerCase()) return value;
  return undefined;
}

async function bodyOf(request: Request): Promise<Json> {
  const text = await request.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new AzureError(
      400,
      "InvalidRequestContent",
      "The request content was invalid and could not be deserialized: 'Unexpected character encountered while parsing value: " +
        `${text.charAt(0)}. Path '', line 0, position 0.'.`,
    );
  }
}

function commonHeaders({ world, requestIdentifiers }: DoorOptions, request: Request): Record<string, string> {
  const now = world.clock.now();
  const requestId = requestIdentifiers.guid();
  const correlationId = request.headers.get("x-ms-correlation-request-id") ?? requestId;
  const clientRequestId = request.headers.get("x-ms-client-request-id");
  const echo = request.headers.get("x-ms-return-client-request-id") === "true" && clientRequestId !== null;
  const compactTime = now.toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "");
  return {
    "cache-control": "no-cache",
    pragma: "no-cache",
    expires: "-1",
    date: now.toUTCString(),
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-ms-request-id": requestId,
    "x-ms-correlation-request-id": correlationId,
    "x-ms-routing-request-id": `SANDBOX:${compactTime}:${requestId}`,
    ...(echo ? { "x-ms-client-request-id": clientRequestId } : {}),
  };
}

function toResponse(reply: Reply, headers: Readonly<Record<string, string>>): Response {
  const all = new Headers({ ...headers, ...reply.headers });
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers: all });
  all.set("content-type", "application/json; charset=utf-8");
  return new Response(JSON.stringify(reply.body), { status: reply.status, headers: all });
}
