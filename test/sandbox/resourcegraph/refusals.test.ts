import assert from "node:assert/strict";

import { listAt, valueAt, type Json } from "../../../lib/sandbox/json";
import { assertRefused } from "../contoso";
import { startGraph } from "./ask";

describe("Azure Resource Graph refuses a query that it can't parse", () => {
  const { post } = startGraph();

  /** The last of the details: what Azure's parser stumbled over. */
  async function failureOf(query: string): Promise<Json> {
    const answer = await post({ query });
    const message = assertRefused(answer, 400, "BadRequest");
    assert.match(
      message,
      /^Please provide below info when asking for support: timestamp = .*, correlationId = /,
    );
    const [first, second] = listAt(answer.body, "error", "details");
    assert.equal(valueAt(first, "code"), "InvalidQuery");
    return second;
  }

  const failures: readonly (readonly [string, number, number, string, string?])[] = [
    ["resources | summarize count() by type", 1, 12, "summarize"],
    ["resources | join kind=inner (resources) on id", 1, 12, "join"],
    ["resources | where type = 'x'", 1, 23, "="],
    ["resources | where type contains 'x'", 1, 23, "contains"],
    ["resources | where (type == 'x'", 1, 30, "<EOF>", ")"],
    ["resources | where tostring(type) == 'x'", 1, 18, "tostring"],
    ["resources\n| project id,\n  | take 1", 3, 2, "|"],
    ["resources | order id", 1, 18, "id", "by"],
    ["resources | take x", 1, 17, "x"],
    ["resources | take 5 | where type == 'x'", 1, 21, "where"],
    ["resources | union (resources | take 1)", 1, 31, "take"],
    ["resources | project id where", 1, 23, "where", "<EOF>"],
    ["resources | where name == 'open", 1, 26, "'"],
    ["storage | take 1", 1, 0, "storage"],
    ["resources |", 1, 11, "<EOF>"],
  ];
  for (const [query, line, characterPositionInLine, token, expectedToken] of failures) {
    it(`at '${token}' in ${JSON.stringify(query)}`, async () => {
      assert.deepEqual(await failureOf(query), {
        code: "ParserFailure",
        message: "ParserFailure",
        line,
        characterPositionInLine,
        token,
        ...(expectedToken === undefined ? {} : { expectedToken }),
      });
    });
  }

  it("and one with a column that is not there", async () => {
    assert.equal(
      valueAt(await failureOf("resources | project id | where name == 'x'"), "code"),
      "UnresolvedColumn",
    );
  });

  it("and a body that is no query", async () => {
    for (const body of [
      {},
      { query: "" },
      { query: "resources", options: { $top: 1001 } },
      { query: "resources", options: { $skip: -1 } },
    ])
      assertRefused(await post(body), 400, "BadRequest");
  });
});
