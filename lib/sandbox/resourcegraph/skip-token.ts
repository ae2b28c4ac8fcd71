import { createHash } from "node:crypto";

import type { Call } from "../http";
import { badRequest, supportInformation } from "./refusals";
import type { QueryRequest } from "./request";

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
