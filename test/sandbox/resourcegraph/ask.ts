import assert from "node:assert/strict";

import {
  isJsonObject,
  listAt,
  numberAt,
  textAt,
  type Json,
  type JsonObject,
} from "../../../lib/sandbox/json";
import type { SandboxOptions } from "../../../lib/sandbox/index";
import { startContoso, type Answer, type Contoso } from "../contoso";

export interface GraphBench extends Contoso {
  /** Sends a query's body, and gives the answer. */
  readonly post: (body: JsonObject, options?: { as?: string; apiVersion?: string }) => Promise<Answer>;
  /** The rows that a query is answered, as objects. */
  readonly ask: (query: string, options?: JsonObject, as?: string) => Promise<readonly JsonObject[]>;
}

/** Contoso's Resource Graph; who asks is Dana, unless said. */
export function startGraph(options: Partial<SandboxOptions> = {}): GraphBench {
  const contoso = startContoso(options);
  const post: GraphBench["post"] = (body, { as, apiVersion = "2024-04-01" } = {}) =>
    contoso.send("POST", `/providers/Microsoft.ResourceGraph/resources?api-version=${apiVersion}`, {
      body,
      ...(as === undefined ? {} : { as }),
    });
  return {
    ...contoso,
    post,
    ask: async (query, asked, as) => {
      const answer = await post(
        asked === undefined ? { query } : { query, options: asked },
        as === undefined ? {} : { as },
      );
      return rowsOf(answer);
    },
  };
}

export function rowsOf({ status, body }: Answer): readonly JsonObject[] {
  assert.equal(status, 200, JSON.stringify(body));
  return listAt(body, "data").filter(isJsonObject);
}

/** Values of one column. */
export const column = (rows: readonly JsonObject[], name: string): readonly Json[] =>
  rows.map((row) => row[name]);

/** What an answer says of its page. */
export const pageOf = ({ body }: Answer): Readonly<Record<string, Json>> => ({
  totalRecords: numberAt(body, "totalRecords"),
  count: numberAt(body, "count"),
  resultTruncated: textAt(body, "resultTruncated"),
  hasToken: textAt(body, "$skipToken") !== undefined,
});

export const tokenOf = ({ body }: Answer): string => textAt(body, "$skipToken") ?? "";
