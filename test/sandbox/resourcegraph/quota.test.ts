import assert from "node:assert/strict";

import { assertRefused, type Answer } from "../contoso";
import { startGraph } from "./ask";

const query = "resources | take 1";
const quotaOf = ({ headers }: Answer): readonly (string | null)[] => [
  headers.get("x-ms-user-quota-remaining"),
  headers.get("x-ms-user-quota-resets-after"),
];

describe("The quota of Azure Resource Graph", () => {
  it("is 15 queries in 5 seconds, and headers tell what is left and when it is whole again", async () => {
    const { post, sandbox } = startGraph();
    assert.deepEqual(quotaOf(await post({ query })), ["14", "00:00:05"]);
    sandbox.clock.advance(2_400);
    assert.deepEqual(quotaOf(await post({ query })), ["13", "00:00:03"]);
    sandbox.clock.advance(2_600);
    assert.deepEqual(quotaOf(await post({ query })), ["14", "00:00:05"]);
  });

  it("is each caller's own, and costs a query that is refused too", async () => {
    const { post } = startGraph();
    await post({ query: "nonsense" });
    assert.deepEqual(quotaOf(await post({ query: "nonsense" })), ["13", "00:00:05"]);
    assert.deepEqual(quotaOf(await post({ query }, { as: "lena@contoso.example" })), ["14", "00:00:05"]);
  });

  it("refuses nobody unless the sandbox throttles", async () => {
    const { post } = startGraph();
    for (let count = 0; count < 20; count += 1) assert.equal((await post({ query })).status, 200);
    assert.deepEqual(quotaOf(await post({ query })), ["0", "00:00:05"]);
  });

  it("refuses the sixteenth query with 429 and Retry-After, until the window is over", async () => {
    const { post, sandbox } = startGraph({ throttling: true });
    for (let count = 0; count < 15; count += 1) await post({ query });
    sandbox.clock.advance(1_000);
    const refused = await post({ query });
    assertRefused(refused, 429, "RateLimiting");
    assert.equal(refused.headers.get("retry-after"), "4");
    assert.deepEqual(quotaOf(refused), ["0", "00:00:04"]);
    sandbox.clock.advance(3_999);
    assert.equal((await post({ query })).status, 429);
    sandbox.clock.advance(1);
    assert.equal((await post({ query })).status, 200);
  });
});
