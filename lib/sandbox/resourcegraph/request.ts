import { z } from "zod";

import type { Call } from "../http";
import { badRequest, supportInformation } from "./refusals";

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
