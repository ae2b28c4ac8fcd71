import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import { RunbookError } from "../../../lib/azure/errors";
import { unpacked } from "../../../lib/disk-encryption/probe/packed";

const packed = gzipSync("== kernel ==\n6.8.0\n== end 1 ==\n").toString("base64");
const refused = (output: string, words: RegExp): void => {
  assert.throws(
    () => unpacked(output, "vm-1"),
    (error) =>
      error instanceof RunbookError && error.code === "GuestOutputUnreadable" && words.test(error.message),
  );
};

describe("What a guest packed", () => {
  it("comes back as it was", () => {
    assert.equal(unpacked(`${packed}\n`, "vm-1"), "== kernel ==\n6.8.0\n== end 1 ==\n");
  });

  it("is refused with one character changed, wherever that is", () => {
    for (let index = 0; index < packed.length - 2; index++) {
      const other = packed[index] === "A" ? "B" : "A";
      const damaged = packed.slice(0, index) + other + packed.slice(index + 1);
      try {
        assert.equal(unpacked(damaged, "vm-1"), "== kernel ==\n6.8.0\n== end 1 ==\n");
      } catch (error) {
        assert.ok(error instanceof RunbookError && error.code === "GuestOutputUnreadable");
      }
    }
  });

  for (const [what, output, words] of [
    ["nothing", " \n", /printed nothing/],
    ["an error", "sh: gzip: not found", /damaged/],
    ["cut at its end", packed.slice(0, -8), /damaged/],
    ["cut at its beginning", packed.slice(8), /damaged/],
    ["what Run Command cut", "A".repeat(4096), /cut the probe's output at 4,096 bytes/],
  ] as const) {
    it(`is refused where it is ${what}`, () => {
      refused(output, words);
    });
  }
});
