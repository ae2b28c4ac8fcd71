import assert from "node:assert/strict";

import { leftOutText } from "./tools";

describe("Tests that need tools", () => {
  it("are counted where they are left out, with each tool that is missing", () => {
    assert.equal(
      leftOutText([["qemu-img"], ["qemu-img", "sgdisk"], ["bdeinfo"]]),
      "3 tests with real tools were left out: no qemu-img, sgdisk, bdeinfo; CI=true demands them.",
    );
  });

  it("are one test where one is left out", () => {
    assert.equal(
      leftOutText([["bdeinfo"]]),
      "1 test with real tools was left out: no bdeinfo; CI=true demands it.",
    );
  });

  it("leave no word where none is left out", () => {
    assert.equal(leftOutText([]), undefined);
  });
});
