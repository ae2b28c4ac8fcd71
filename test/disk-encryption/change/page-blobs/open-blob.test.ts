import assert from "node:assert/strict";

import { RestError } from "@azure/core-rest-pipeline";

import { RunbookError } from "../../../../lib/azure/errors";
import { withoutUrl } from "../../../../lib/disk-encryption/change/page-blobs/open-blob";
import { diskId } from "../../../builders";
import { holdsText } from "../../../holds-text";

const signed = "https://md-1.z1.blob.storage.azure.net/abc/abcd?sv=2018-03-28&sig=signed";
const ofTheClient = new RestError(`request to ${signed} failed\nstack`, { code: "ENOTFOUND" });

describe("An error of the blob behind a disk", () => {
  for (const [what, error, code] of [
    ["of the blob's client", ofTheClient, "ENOTFOUND"],
    ["of the library, with the client's as its cause", aRunbookError(ofTheClient), "StateChanged"],
    ["of any other kind", new TypeError(`Invalid URL ${signed}`), "AzureOperationFailed"],
    ["that is no error", signed, "AzureOperationFailed"],
  ] as const) {
    it(`${what} is passed on without the signed URL`, () => {
      const passedOn = withoutUrl(error, diskId("own"));
      assert.equal(passedOn.code, code);
      assert.ok(!holdsText(passedOn, /sig=|signed/));
    });
  }

  it("that the library made itself is passed on as it is", () => {
    const own = aRunbookError();
    assert.equal(withoutUrl(own, diskId("own")), own);
  });
});

function aRunbookError(cause?: unknown): RunbookError {
  return new RunbookError("StateChanged", "It changed.", "Plan again.", cause === undefined ? {} : { cause });
}
