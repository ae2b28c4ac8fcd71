import assert from "node:assert/strict";

import type { HttpClient, PipelineResponse } from "@azure/core-rest-pipeline";
import { createHttpHeaders } from "@azure/core-rest-pipeline";

import { clouds } from "../../../lib/disk-encryption/connection/cloud";
import {
  createResourceManagerReader,
  refusalIn,
  type ResourceManagerReader,
} from "../../../lib/disk-encryption/connection/resource-manager";
import { RunbookError } from "../../../lib/azure/errors";

interface Bench {
  readonly reader: ResourceManagerReader;
  readonly asked: readonly string[];
}

function aBench(answer: Pick<PipelineResponse, "status"> & { readonly bodyAsText?: string }): Bench {
  const asked: string[] = [];
  const transport: HttpClient = {
    sendRequest: (request) => {
      assert.equal(request.headers.get("authorization"), "Bearer token");
      asked.push(request.url);
      const headers = createHttpHeaders({ "retry-after": "17" });
      return Promise.resolve({ request, headers, ...answer });
    },
  };
  const credential = {
    getToken: () => Promise.resolve({ token: "token", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
  };
  return { reader: createResourceManagerReader(clouds.public, credential, transport), asked };
}

describe("A single GET of Resource Manager", () => {
  it("gives the answer as it came: status, headers, and the body unparsed", async () => {
    const { reader, asked } = aBench({ status: 200, bodyAsText: '{"value":[]' });
    const answer = await reader.get("/subscriptions?api-version=2022-12-01");
    assert.deepEqual([answer.status, answer.body], [200, '{"value":[]']);
    assert.deepEqual(asked, ["https://management.azure.com/subscriptions?api-version=2022-12-01"]);
  });

  it("gives a refusal too, and does not send again by itself", async () => {
    const { reader, asked } = aBench({ status: 429, bodyAsText: "{}" });
    const answer = await reader.get("/subscriptions?api-version=2022-12-01");
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get("Retry-After"), "17");
    assert.equal(asked.length, 1);
  });

  it("follows a whole URL of Resource Manager, and takes its token nowhere else", async () => {
    const { reader, asked } = aBench({ status: 200, bodyAsText: "{}" });
    await reader.get("https://management.azure.com:443/subscriptions?api-version=2022-12-01&$skipToken=2");
    for (const url of [
      "https://management.azure.com.example/subscriptions",
      "http://management.azure.com/x",
    ]) {
      await assert.rejects(
        reader.get(url),
        (error) => error instanceof RunbookError && error.code === "AzureOperationFailed",
      );
    }
    assert.equal(asked.length, 1);
  });
});

describe("A refusal of Resource Manager", () => {
  for (const [form, body] of [
    ["in its envelope", { error: { code: "AuthorizationFailed", message: "No." } }],
    [
      "without the envelope, as Compute does for the rate",
      { code: "AuthorizationFailed", message: "No.", details: [] },
    ],
  ] as const) {
    it(`is read ${form}`, () => {
      const { code, message, statusCode } = refusalIn({ status: 403, body: JSON.stringify(body) });
      assert.deepEqual([code, message, statusCode], ["AuthorizationFailed", "No.", 403]);
    });
  }

  it("is named by its status where its body says nothing", () => {
    assert.equal(refusalIn({ status: 502, body: "<html>" }).code, "Http502");
  });
});
