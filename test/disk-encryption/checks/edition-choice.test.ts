import assert from "node:assert/strict";

import { editionFor } from "../../../lib/disk-encryption/checks/edition-choice";
import { RunbookError } from "../../../lib/azure/errors";

describe("The edition of the requirements that decides", () => {
  for (const [mode, edition] of [
    ["sandbox", "both"],
    ["live", "current"],
  ] as const) {
    it(`is ${edition} in ${mode} mode where none is named`, () => {
      assert.equal(editionFor({ mode }), edition);
      assert.equal(editionFor({ mode }, ""), edition);
    });
  }

  it("is the one that is named, in either mode", () => {
    assert.equal(editionFor({ mode: "live" }, "both"), "both");
    assert.equal(editionFor({ mode: "sandbox" }, "current"), "current");
    assert.equal(editionFor({ mode: "sandbox" }, "module"), "module");
  });

  it("is refused by another name, with the names to choose from", () => {
    assert.throws(
      () => editionFor({ mode: "sandbox" }, "newest"),
      (error: unknown) =>
        error instanceof RunbookError &&
        error.code === "ArgumentInvalid" &&
        error.hint.includes("both, module"),
    );
  });
});
