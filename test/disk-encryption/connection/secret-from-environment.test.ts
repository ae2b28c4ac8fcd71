import assert from "node:assert/strict";

import { secretFromEnvironment } from "../../../lib/disk-encryption/connection/secret-from-environment";
import { RunbookError } from "../../../lib/azure/errors";

const NAME = "RUNBOOK_TEST_PASSWORD";

describe("A secret from an environment variable", () => {
  afterEach(() => {
    Reflect.deleteProperty(process.env, NAME);
  });

  it("is had without being shown", () => {
    process.env[NAME] = "Correct-horse-1";
    const secret = secretFromEnvironment(NAME);
    assert.equal(
      secret.use((value) => value),
      "Correct-horse-1",
    );
    assert.equal(String(secret), "(not shown)");
  });

  for (const value of [undefined, ""]) {
    it(`is missing where the variable is ${value === undefined ? "not set" : "empty"}`, () => {
      if (value !== undefined) process.env[NAME] = value;
      assert.throws(
        () => secretFromEnvironment(NAME),
        (error: unknown) => error instanceof RunbookError && error.code === "SecretMissing",
      );
    });
  }
});
