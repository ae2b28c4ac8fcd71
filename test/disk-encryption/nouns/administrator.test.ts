import assert from "node:assert/strict";
import { inspect } from "node:util";

import {
  newPassword,
  passwordRefusal,
  userNameRefusal,
} from "../../../lib/disk-encryption/nouns/administrator";

describe("An administrator's password", () => {
  for (const osType of ["Windows", "Linux"] as const) {
    it(`of three kinds of characters is taken on ${osType}`, () => {
      assert.equal(passwordRefusal("Correct-horse", osType), undefined);
      assert.equal(passwordRefusal("correct-horse-1", osType), undefined);
    });

    it(`of two kinds of characters is refused on ${osType}`, () => {
      assert.match(passwordRefusal("correct-horse", osType) ?? "", /3 of/);
    });

    it(`that everybody tries is refused on ${osType}`, () => {
      assert.match(passwordRefusal("P@ssword123", osType) ?? "", /everybody/);
    });
  }

  for (const [osType, shortest, longest] of [
    ["Windows", 8, 123],
    ["Linux", 6, 72],
  ] as const) {
    it(`has ${shortest} to ${longest} characters on ${osType}`, () => {
      const ofLength = (length: number): string => "aA1".padEnd(length, "x");
      assert.equal(passwordRefusal(ofLength(shortest), osType), undefined);
      assert.equal(passwordRefusal(ofLength(longest), osType), undefined);
      assert.match(passwordRefusal(ofLength(shortest - 1), osType) ?? "", /characters/);
      assert.match(passwordRefusal(ofLength(longest + 1), osType) ?? "", /characters/);
    });
  }

  it("is never repeated by its refusal", () => {
    const password = "hunter2hunter2";
    assert.doesNotMatch(passwordRefusal(password, "Windows") ?? "", /hunter/);
  });

  it("that is made new is taken by both systems, is another each time, and is shown nowhere", () => {
    const passwords = Array.from({ length: 50 }, newPassword);
    const values = passwords.map((password) => password.use((value) => value));
    assert.equal(new Set(values).size, 50);
    for (const value of values) {
      assert.equal(passwordRefusal(value, "Windows"), undefined);
      assert.equal(passwordRefusal(value, "Linux"), undefined);
    }
    const [first] = passwords;
    assert.ok(first);
    assert.equal(
      `${String(first)} ${JSON.stringify(first)} ${inspect(first)}`.includes(values[0] ?? ""),
      false,
    );
  });
});

describe("An administrator's name", () => {
  it("may not be one of those that Azure does not allow, in any case", () => {
    assert.match(userNameRefusal("Admin", "Linux") ?? "", /not allow/);
    assert.equal(userNameRefusal("dana", "Linux"), undefined);
  });
});
