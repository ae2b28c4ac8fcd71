import { badRequest } from "./kql/refusals";
import { z } from "zod";
import type { Call } from "../http";
import { createHash } from "node:crypto";

/** What a query asks for, as the body says it. */
export interface QueryRequest {
  readonly query: string;
  readonly subscriptions?: readonly string[] | undefined;
  readonly managementGroups?: readonly string[] | undefined;
  readonly options: {
    readonly $top?: number | undefined;
    readonly $skip?: number | undefined;
    readonly $skipToken?: string | undefined;
    readonly resultFormat: "table" | "objectArray";
    readonly allowPartialScopes?: boolean | undefined;
  };
}

/** Microsoft.ResourceGraph, api-version 2024-04-01, QueryRequest; facets are not there. */
const request = z.object({
  query: z.string().min(1),
  subscriptions: z.array(z.string()).optional(),
  managementGroups: z.array(z.string()).optional(),
  options: z
    .object({
      $top: z.number().int().min(1).max(1000).optional(),
      $skip: z.number().int().min(0).optional(),
      $skipToken: z.string().min(1).optional(),
      resultFormat: z.enum(["table", "objectArray"]).default("objectArray"),
      allowPartialScopes: z.boolean().optional(),
    })
    .default({ resultFormat: "objectArray" }),
  facets: z.array(z.never("(sandbox) Facets are not answered.")).optional(),
});

/** Reads a query's body; no document gives the text of its refusal. */
export function requestOf(call: Call): QueryRequest {
  const parsed = request.safeParse(call.body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badRequest(supportInformation(call), {
    code: "InvalidRequest",
    message: `(sandbox) ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
  });
}

/** Where a page begins, and how many rows it has at most. */
export interface PageAsked {
  readonly offset: number;
  readonly size: number;
}

// "Working with large Azure resource data sets" (2022-11-04): the default, and the most that can be asked for. It was 100 until 2021, and 100 is still
// what `az graph query` asks for where `--first` is not said.
const defaultPageSize = 1000;

/**
 * Which page a request asks for. A token captures the page's size and offset and the query; `$top` and `$skip` beside it override them
 * (Microsoft.ResourceGraph, api-version 2024-04-01, QueryRequestOptions).
 *
 * @throws AzureError for a token that is none, or another query's; no document gives the text.
 */
export function pageAsked(call: Call, request: QueryRequest): PageAsked {
  const { $top, $skip, $skipToken } = request.options;
  const captured = $skipToken === undefined ? undefined : captureOf($skipToken, request);
  if ($skipToken !== undefined && captured === undefined) {
    throw badRequest(supportInformation(call), {
      code: "InvalidSkipToken",
      message: `(sandbox) The skip token '${$skipToken}' is not one of this query.`,
    });
  }
  return { offset: $skip ?? captured?.offset ?? 0, size: $top ?? captured?.size ?? defaultPageSize };
}

/** The token of the next page: opaque to callers. */
export function skipTokenOf(request: QueryRequest, { offset, size }: PageAsked): string {
  return Buffer.from(JSON.stringify([contextOf(request), offset, size])).toString("base64url");
}

/** What tells a query and its scope from another. */
export function contextOf({ query, subscriptions, managementGroups }: QueryRequest): string {
  return createHash("sha256")
    .update(JSON.stringify([query, subscriptions, managementGroups]))
    .digest("base64url");
}

function captureOf(token: string, request: QueryRequest): PageAsked | undefined {
  const [, context, offset, size] =
    /^\["([\w-]+)",(\d+),(\d+)\]$/.exec(Buffer.from(token, "base64url").toString("utf8")) ?? [];
  return context === contextOf(request) ? { offset: Number(offset), size: Number(size) } : undefined;
}

/** The first line of each of Resource Graph's refusals (Azure/azure-cli-extensions#3325, 2021; Azure/azure-powershell#13762, 2020). */
export function supportInformation({ world, headers }: Pick<Call, "world" | "headers">): string {
  const correlationId =
    headers.get("x-ms-correlation-request-id") ??
    headers.get("x-ms-client-request-id") ??
    "00000000-0000-0000-0000-000000000000";
  return `Please provide below info when asking for support: timestamp = ${world.clock.now().toISOString()}, correlationId = ${correlationId}.`;
}
