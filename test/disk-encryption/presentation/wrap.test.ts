import assert from "node:assert/strict";

import { hanging, wrapped } from "../../../lib/disk-encryption/presentation/wrap";

describe("A text for the terminal", () => {
  it("breaks between words, at the width given", () => {
    assert.deepEqual(wrapped("one two three four", 9), ["one two", "three", "four"]);
  });

  it("stays on one line where it fits", () => {
    assert.deepEqual(wrapped("one two", 7), ["one two"]);
  });

  it("keeps a longer word whole, on a line of its own", () => {
    assert.deepEqual(wrapped("see /a/very/long/path now", 8), ["see", "/a/very/long/path", "now"]);
  });

  it("goes on under its own start, behind a heading", () => {
    const lines = hanging("  about  ", "word ".repeat(40).trim()).split("\n");
    assert.ok(lines.length > 1);
    for (const line of lines) assert.ok(line.length <= 100);
    assert.match(lines[1] ?? "", /^ {9}word/);
  });
});
