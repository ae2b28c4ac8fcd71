import assert from "node:assert/strict";
import { inspect } from "node:util";

import { Redacted } from "../../lib/azure/redacted";
import { RunbookError } from "../../lib/azure/errors";

const secret = "correct horse battery staple";

describe("A value that is not to be seen", () => {
  for (const [how, show] of [
    ["a text", (value: Redacted<string>) => String(value)],
    ["a longer text", (value: Redacted<string>) => `is ${value.toString()} here`],
    ["JSON", (value: Redacted<string>) => JSON.stringify({ value })],
    ["an inspection", (value: Redacted<string>) => inspect(value, { showHidden: true, depth: null })],
    ["an inspection inside something else", (value: Redacted<string>) => inspect({ a: [value] })],
  ] as const) {
    it(`shows "(not shown)" in ${how}`, () => {
      const shown = show(new Redacted(secret));
      assert.match(shown, /\(not shown\)/);
      assert.doesNotMatch(shown, /horse/);
    });
  }

  it("is an empty object in a structured clone", () => {
    assert.deepEqual(structuredClone(new Redacted(secret)), {});
    assert.deepEqual(Object.keys(new Redacted(secret)), []);
  });

  it("is opened by use alone", () => {
    assert.equal(
      new Redacted(secret).use((value) => value.length),
      secret.length,
    );
  });

  it("overwrites its bytes when it is let go of, and is not opened again", () => {
    const bytes = Buffer.from(secret);
    const value = new Redacted(bytes);
    value.dispose();
    assert.ok(bytes.every((byte) => byte === 0));
    assert.equal(value.isDisposed, true);
    assert.throws(
      () => value.use((bytes) => bytes.length),
      (error: unknown) => error instanceof RunbookError && error.code === "SecretDisposed",
    );
  });
});
