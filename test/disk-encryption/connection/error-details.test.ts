import assert from "node:assert/strict";

import { createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";

import { errorDetailIn, innermostErrors } from "../../../lib/disk-encryption/connection/error-details";
import { RunbookError } from "../../../lib/azure/errors";

const restError = (bodyAsText: string): RestError => {
  const request = createPipelineRequest({ url: "https://management.azure.com" });
  return new RestError("refused", {
    request,
    response: { request, status: 400, headers: createHttpHeaders(), bodyAsText },
  });
};
const wrapped = {
  error: {
    code: "InvalidTemplateDeployment",
    message: "See inner errors.",
    details: [
      { code: "A", message: "a", details: [{ code: "B", message: "b" }] },
      { code: "C", message: "c" },
    ],
  },
};

describe("The error in an answer", () => {
  it("is taken from the body, wrapped by the library or not", () => {
    const thrown = restError(JSON.stringify(wrapped));
    assert.deepEqual(errorDetailIn(thrown), wrapped.error);
    assert.deepEqual(errorDetailIn(new RunbookError("A", "a", "b", { cause: thrown })), wrapped.error);
  });

  it("is none where the body has none, or the failure is of another kind", () => {
    for (const thrown of [restError(""), restError("<html>"), restError("{}"), new Error("x"), undefined]) {
      assert.equal(errorDetailIn(thrown), undefined);
    }
  });

  it("is told by those inside of it, or by itself where it wraps none", () => {
    assert.deepEqual(innermostErrors(wrapped.error), [
      { code: "B", message: "b" },
      { code: "C", message: "c" },
    ]);
    assert.deepEqual(innermostErrors({ code: "X", message: "x" }), [{ code: "X", message: "x" }]);
  });
});
