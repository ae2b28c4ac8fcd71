import assert from "node:assert/strict";

import {
  inPieces,
  isCovered,
  outside,
  splitAt,
  type PageRange,
} from "../../../../lib/disk-encryption/change/page-blobs/page-ranges";

const range = (offsetInBytes: number, lengthInBytes: number): PageRange => ({ offsetInBytes, lengthInBytes });

describe("Pages that are there already", () => {
  for (const [what, there, covered] of [
    ["the very range", [range(512, 1024)], true],
    ["a larger one", [range(0, 4096)], true],
    ["two that meet", [range(0, 1024), range(1024, 1024)], true],
    ["two with a gap", [range(0, 1024), range(1536, 1024)], false],
    ["a part at its start", [range(512, 512)], false],
    ["a part at its end", [range(1024, 512)], false],
    ["others", [range(0, 512), range(1536, 512)], false],
    ["none", [], false],
  ] as const) {
    it(`${covered ? "cover" : "don't cover"} a range where there is ${what}`, () => {
      assert.equal(isCovered(range(512, 1024), there), covered);
    });
  }
});

describe("Pages that are there and should not be", () => {
  for (const [what, wanted, strays] of [
    ["all of it, where none are wanted", [], [range(512, 2048)]],
    ["none, where all are wanted", [range(512, 1024), range(1536, 1024)], []],
    ["none, where more is wanted", [range(0, 4096)], []],
    [
      "what lies before, between and after",
      [range(1024, 512), range(2048, 128)],
      [range(512, 512), range(1536, 512), range(2176, 384)],
    ],
    ["all of it, where others are wanted", [range(0, 512), range(2560, 512)], [range(512, 2048)]],
    ["its end, where its start is wanted", [range(0, 1024)], [range(1024, 1536)]],
  ] as const) {
    it(`are ${what}`, () => {
      assert.deepEqual(outside(range(512, 2048), wanted), strays);
    });
  }
});

describe("A range of pages", () => {
  it("is cut into pieces that one request carries", () => {
    assert.deepEqual(inPieces(range(512, 2560), 1024), [
      range(512, 1024),
      range(1536, 1024),
      range(2560, 512),
    ]);
  });

  it("is split where the footer begins", () => {
    assert.deepEqual(splitAt(range(512, 1024), 1024), { before: range(512, 512), after: range(1024, 512) });
    assert.deepEqual(splitAt(range(512, 512), 1024), { before: range(512, 512) });
    assert.deepEqual(splitAt(range(1024, 512), 1024), { after: range(1024, 512) });
  });
});
