import assert from "node:assert/strict";

import {
  keyMaterialFromBek,
  keyMaterialFromPassphrase,
} from "../../../lib/disk-encryption/nouns/key-material";
import { RunbookError } from "../../../lib/azure/errors";
import { aBek } from "./a-bek";

const GUID = "7A4E21B6-1F0C-4E0B-9C5D-0D1E2F3A4B5C";

function changed(change: (bytes: Buffer) => Buffer | undefined): Buffer {
  const bytes = aBek(GUID);
  return change(bytes) ?? bytes;
}

const messageOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    assert.equal(error.code, "KeyMaterialUnusable");
    return error.message;
  }
  return "it was taken";
};

describe("A BitLocker external key file", () => {
  it("tells which protector it opens, and when it was written", () => {
    const key = keyMaterialFromBek(aBek(GUID), "x.BEK");
    assert.deepEqual(key.externalKey, { identifier: GUID, createdOn: new Date("2025-01-01T00:00:00Z") });
    assert.equal(key.kind, "bek");
    assert.equal(key.lengthInBytes, 156);
  });

  it("keeps its bytes to be stored as they are", () => {
    assert.deepEqual(
      keyMaterialFromBek(aBek(GUID), "x.BEK").use((bytes) => Buffer.from(bytes)),
      aBek(GUID),
    );
  });

  for (const [what, bytes, message] of [
    ["is empty", Buffer.alloc(0), /0 bytes, too few/],
    [
      "is a passphrase",
      Buffer.from("a long enough passphrase, which is no key file at all, is it? no, it is not."),
      /too few|header/,
    ],
    ["is another kind of file", Buffer.alloc(200, 1), /does not begin with its header/],
    ["is far too large", Buffer.alloc(5000), /too many/],
    ["is cut off", changed((all) => all.subarray(0, 150)), /states 156 bytes, the file has 150/],
    ["has something after its end", changed((all) => Buffer.concat([all, Buffer.alloc(4)])), /has 160/],
    ["states two sizes", changed((all) => void all.writeUInt32LE(155, 12)), /two sizes/],
    ["holds another entry", changed((all) => void all.writeUInt16LE(7, 50)), /no startup key/],
    ["has a startup key that is cut off", changed((all) => void all.writeUInt16LE(300, 48)), /cut off/],
  ] as const) {
    it(`is refused where it ${what}`, () => {
      assert.match(
        messageOf(() => keyMaterialFromBek(Buffer.from(bytes), "x.BEK")),
        message,
      );
    });
  }

  it("is overwritten in memory where it is refused", () => {
    const bytes = changed((all) => all.subarray(0, 150));
    messageOf(() => keyMaterialFromBek(bytes, "x.BEK"));
    assert.ok(bytes.every((byte) => byte === 0));
  });
});

describe("The passphrase of a LUKS volume", () => {
  it("is its bytes in UTF-8", () => {
    const key = keyMaterialFromPassphrase("pässphrase");
    assert.equal(key.lengthInBytes, 11);
    assert.equal(key.externalKey, undefined);
  });

  for (const [what, text, message] of [
    ["is empty", "", /is empty/],
    ["ends in a line break", "passphrase\n", /line break/],
    ["has a zero byte", "pass\0phrase", /zero byte/],
    ["is longer than a keyboard's", "x".repeat(513), /513 bytes/],
  ] as const) {
    it(`is refused where it ${what}, and is not quoted`, () => {
      const message_ = messageOf(() => keyMaterialFromPassphrase(text));
      assert.match(message_, message);
      assert.doesNotMatch(message_, /phrase\n|xxx/);
    });
  }
});
