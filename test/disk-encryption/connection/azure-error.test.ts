import assert from "node:assert/strict";

import { createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";

import { connect } from "../../../lib/disk-encryption/connection/connect";
import { azureError, azureErrorCode, httpStatus } from "../../../lib/disk-encryption/connection/azure-error";
import { RunbookError } from "../../../lib/azure/errors";
import { holdsText } from "../../holds-text";
import { clientsOf } from "@runbooks/disk-encryption/clients";

describe("An error that Azure answered", () => {
  it("keeps Azure's own code, and gets a hint", () => {
    const error = azureError(
      new RestError("No rights.", { code: "AuthorizationFailed", statusCode: 403 }),
      "reading VM vm-1",
    );
    assert.equal(error.code, "AuthorizationFailed");
    assert.equal(error.message, "Reading VM vm-1: No rights.");
    assert.match(error.hint, /role/);
  });

  it("of a failed long-running operation is taken out of the client's sentence", () => {
    const error = azureError(
      new Error(
        "The long-running operation has failed. VMExtensionProvisioningError. VM has reported a failure.",
      ),
      "step 2",
    );
    assert.equal(error.code, "VMExtensionProvisioningError");
    assert.match(error.message, /VM has reported a failure/);
  });

  it("that is the library's own already stays as it is", () => {
    const own = new RunbookError("StateChanged", "a", "b");
    assert.equal(azureError(own, "x"), own);
  });

  it("that can't be read is not repeated: it may be a stored key, or a signed URL", () => {
    const request = createPipelineRequest({
      url: "https://kv.vault.azure.net/secrets/x",
      body: "key material",
    });
    const bodyAsText = '{"value":"key material"';
    const thrown = new RestError(`Error occurred while parsing the response body - ${bodyAsText}.`, {
      code: RestError.PARSE_ERROR,
      statusCode: 200,
      request,
      response: { request, status: 200, headers: createHttpHeaders(), bodyAsText },
    });
    const error = azureError(thrown, "storing secret x");
    assert.equal(error.message, "Storing secret x: Azure's answer (HTTP 200) can't be read.");
    assert.equal(httpStatus(error), 200);
    assert.ok(holdsText(thrown, /key material/));
    assert.ok(!holdsText(error, /key material/));
  });

  it("is two lines where it is printed", () => {
    assert.deepEqual(new RunbookError("StateChanged", "It changed.", "Plan again.").toString().split("\n"), [
      "StateChanged: It changed.",
      "  Try: Plan again.",
    ]);
  });

  it("tells its HTTP status and code, wrapped or not", () => {
    const bare = new RestError("gone", { statusCode: 404, code: "SecretNotFound" });
    assert.equal(httpStatus(bare), 404);
    assert.equal(httpStatus(azureError(bare, "x")), 404);
    assert.equal(azureErrorCode(bare), "SecretNotFound");
  });

  it("of a list, whose client drops it, has Azure's own message", async () => {
    const azure = await connect();
    const list = clientsOf(azure)
      .compute("c0015001-50b5-4000-8000-c0ffee000001")
      .snapshots.listByResourceGroup("rg-nope");
    await assert.rejects(
      async () => {
        try {
          await list.next();
        } catch (error) {
          throw azureError(error, "reading snapshots");
        }
      },
      {
        code: "ResourceGroupNotFound",
        message: "Reading snapshots: Resource group 'rg-nope' could not be found.",
      },
    );
  });
});
