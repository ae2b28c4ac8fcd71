import assert from "node:assert/strict";

import { withoutSecrets } from "../../../../lib/sandbox/resources/deployments/deployment";

describe("an answer of a deployment", () => {
  it("holds no secret, wherever a text has taken it up", () => {
    const answer = { a: ["it is hunter2-x", { b: "hunter2-x" }], c: 1, d: null };
    assert.deepEqual(withoutSecrets(answer, ["hunter2-x"]), {
      a: ["it is *******", { b: "*******" }],
      c: 1,
      d: null,
    });
  });

  it("leaves no rest of a secret that has another inside", () => {
    assert.deepEqual(withoutSecrets({ a: "word-and-more" }, ["word", "word-and-more"]), { a: "*******" });
  });

  it("keeps its texts where a secret is so short that it is everywhere", () => {
    assert.deepEqual(withoutSecrets({ a: "banana" }, ["a"]), { a: "banana" });
  });
});
