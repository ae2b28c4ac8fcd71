import { chosenPageSize } from "../paging";
import { AzureError } from "../errors";
import type { Call, Reply } from "../http";
import type { Json, JsonObject } from "../json";
import type { World } from "../state";
import { compileQuery, type CompiledQuery } from "./kql/compile";
import { parseQuery } from "./kql/parse";
import { quotaHeaders, takeQuota, type Quota } from "./quota";
import {
  supportInformation,
  requestOf,
  type QueryRequest,
  contextOf,
  pageAsked,
  skipTokenOf,
} from "./request";
import { resultOf, type Result } from "./result";
import { scopeOf, type Scope } from "./scope";

/** POST /providers/Microsoft.ResourceGraph/resources. */
export function queryResources(call: Call): Reply {
  const { world, caller } = call;
  const quota = takeQuota(world, caller.objectId);
  if (quota.isExceeded && world.throttling) throw tooManyQueries(call, quota);
  const headers = quotaHeaders(quota);
  try {
    const request = requestOf(call);
    const scope = scopeOf(call, request);
    const body = answer(call, request, scope);
    return {
      status: 200,
      headers: scope.isCut ? { ...headers, "x-ms-tenant-subscription-limit-hit": "true" } : headers,
      body,
    };
  } catch (error) {
    throw error instanceof AzureError ? withHeaders(error, headers) : error;
  }
}

function answer(call: Call, request: QueryRequest, scope: Scope): JsonObject {
  const query = compileQuery(parseQuery(request.query, supportInformation(call)), supportInformation(call));
  const { offset: asked, size: most } = pageAsked(call, request);
  // Smaller pages than were asked for are not Azure's way: the sandbox's, for a small fleet of several pages.
  const size = Math.min(most, chosenPageSize(call.world) ?? most);
  // With `take` there is nothing to skip, and no second page ("Working with large Azure resource data sets").
  const isPaged = query.take === undefined;
  const offset = isPaged ? asked : 0;
  const result = resultFor(call, request, query, scope, offset);
  const rows = result.page(offset, size);
  const end = offset + rows.length;
  const hasMore = end < result.totalRecords;
  const hasToken = hasMore && isPaged && (query.legs[0]?.columns.has("id") ?? false);
  return {
    totalRecords: result.totalRecords,
    count: rows.length,
    data: request.options.resultFormat === "table" ? table(query, rows) : rows.map(objectOf),
    facets: [],
    // A page with a token is not called truncated (measured of api-version 2022-10-01, published August 2026).
    resultTruncated: hasMore && !hasToken ? "true" : "false",
    ...(hasToken ? { $skipToken: skipTokenOf(request, { offset: end, size }) } : {}),
  };
}

interface Kept {
  readonly context: string;
  readonly changes: number;
  readonly result: Result;
}

// The result of the query that was asked last: its pages come one after the other. One for each caller of a sandbox.
const kept = new WeakMap<World, Map<string, Kept>>();

function resultFor(
  call: Call,
  request: QueryRequest,
  query: CompiledQuery,
  { subscriptions }: Scope,
  offset: number,
): Result {
  const { world, caller } = call;
  const ofWorld = kept.get(world) ?? new Map<string, Kept>();
  kept.set(world, ofWorld);
  const last = ofWorld.get(caller.objectId);
  const context = contextOf(request);
  const changes = world.resources.changes();
  if (offset > 0 && last?.context === context && last.changes === changes) return last.result;
  const result = resultOf(call, query, subscriptions);
  ofWorld.set(caller.objectId, { context, changes, result });
  return result;
}

type ResultRow = ReturnType<Result["page"]>[number];

function objectOf({ leg, row }: ResultRow): JsonObject {
  const object: Record<string, Json> = {};
  for (const [name, { of }] of leg.columns) object[name] = of(row) ?? null;
  return object;
}

function table({ legs }: CompiledQuery, rows: readonly ResultRow[]): JsonObject {
  const columns = [...(legs[0]?.columns ?? [])];
  return {
    columns: columns.map(([name, { type }]) => ({ name, type })),
    rows: rows.map(({ leg, row }) => [...leg.columns.values()].map(({ of }) => of(row) ?? null)),
  };
}

/** 429 in Azure's words (Azure/azure-cli-extensions#3325, 2021). */
function tooManyQueries(call: Call, quota: Quota): AzureError {
  return new AzureError(429, "RateLimiting", supportInformation(call), {
    details: [
      {
        code: "RateLimiting",
        message:
          "Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.",
      },
    ],
    headers: { ...quotaHeaders(quota), "retry-after": String(quota.resetsAfterInSeconds) },
  });
}

function withHeaders(error: AzureError, headers: Readonly<Record<string, string>>): AzureError {
  return new AzureError(error.status, error.code, error.message, {
    ...error.more,
    headers: { ...headers, ...error.more.headers },
  });
}
