import type { QueryRequest, QueryRequestOptions, ResourceGraphClient } from "@azure/arm-resourcegraph";
import { RestError } from "@azure/core-rest-pipeline";
import { z } from "zod";

import { defined, RunbookError } from "@runbooks/azure";
import {
  type AnswerHeaders,
  azureError,
  type PacedAnswer,
  type PacedRequests,
} from "@runbooks/disk-encryption/clients";
import { fleetQuery } from "./fleet-query";

/** Whom a query is asked of: subscriptions, or management groups with all below them. */
export interface QueryScope {
  readonly subscriptions?: readonly string[];
  readonly managementGroups?: readonly string[];
}

/** Which page: the one a token leads to, or the one after so many rows. */
export type PagePlace = { readonly skipToken: string } | { readonly skip: number };

/** One page of an answer. */
export interface GraphPage {
  readonly rows: readonly unknown[];
  /** Of the whole answer. */
  readonly totalRecords: number;
  /** Absent on the last page. */
  readonly skipToken?: string;
  /** There are more subscriptions than Resource Graph looks at. */
  readonly isCut: boolean;
}

/** A page, or the refusal of one. */
export type GraphAnswer = PacedAnswer &
  ({ readonly page: GraphPage } | { readonly page: undefined; readonly error: RestError });

/** What pages are read with. */
export interface PageReader {
  readonly client: Pick<ResourceGraphClient, "resources">;
  readonly requests: PacedRequests<GraphAnswer>;
  readonly signal?: AbortSignal | undefined;
}

/** The most that one query answers ("Working with large Azure resource data sets", Microsoft Learn). */
export const MOST_ROWS_IN_PAGE = 1000;

/** The quota is the principal's, wherever it asks. */
const QUERIES = { scope: "principal", operation: "query" };

/**
 * Reads one page, as soon as the quota allows.
 *
 * @throws RunbookError with Resource Graph's own code: the one in the details, as `NoValidSubscriptionsInQueryRequest`.
 */
export async function readPage(
  { client, requests, signal }: PageReader,
  scope: QueryScope,
  place: PagePlace,
  rows: number,
): Promise<GraphPage> {
  const request = requestOf(scope, place, rows);
  let answer: GraphAnswer;
  try {
    answer = await requests.send(QUERIES, () => ask(client, request, signal));
  } catch (error) {
    throw azureError(error, doing);
  }
  if (answer.page === undefined) throw graphError(answer.error);
  return answer.page;
}

const doing = "asking Resource Graph";

async function ask(
  client: PageReader["client"],
  request: QueryRequest,
  signal: AbortSignal | undefined,
): Promise<GraphAnswer> {
  let headers: AnswerHeaders = { get: () => undefined };
  try {
    const answer = await client.resources(request, {
      ...defined({ abortSignal: signal }),
      onResponse: (response) => {
        headers = response.headers;
      },
    });
    return {
      status: 200,
      headers,
      page: {
        // The client makes an object with numbered fields of the list.
        rows: Object.values(answer.data),
        totalRecords: answer.totalRecords,
        ...defined({ skipToken: answer.skipToken }),
        isCut: headers.get("x-ms-tenant-subscription-limit-hit")?.toLowerCase() === "true",
      },
    };
  } catch (error) {
    if (!(error instanceof RestError) || error.response === undefined) throw error;
    const { status, headers } = error.response;
    return { status, headers, page: undefined, error };
  }
}

function requestOf(
  { subscriptions, managementGroups }: QueryScope,
  place: PagePlace,
  rows: number,
): QueryRequest {
  const options: QueryRequestOptions = { top: rows, resultFormat: "objectArray" };
  if ("skipToken" in place) options.skipToken = place.skipToken;
  else if (place.skip > 0) options.skip = place.skip;
  return {
    query: fleetQuery,
    ...(subscriptions === undefined ? {} : { subscriptions: [...subscriptions] }),
    ...(managementGroups === undefined ? {} : { managementGroups: [...managementGroups] }),
    // Of too many subscriptions, those that are looked at; the answer says that there are more.
    options: managementGroups === undefined ? options : { ...options, allowPartialScopes: true },
  };
}

const refusal = z.object({
  error: z.object({
    details: z.array(z.object({ code: z.string(), message: z.string() })).min(1),
  }),
});

/** Resource Graph says what is wrong in the details; the error itself is a `BadRequest` for its support. */
function graphError(error: RestError): RunbookError {
  const [detail] = refusal.safeParse(error.details).data?.error.details ?? [];
  if (detail === undefined) return azureError(error, doing);
  return new RunbookError(
    detail.code,
    `Asking Resource Graph: ${detail.message}`,
    "See that the principal has Reader on what is asked for, and that subscriptions and management groups are named by their ids.",
    { cause: error },
  );
}
