import assert from "node:assert/strict";

import fc from "fast-check";

import {
  counted,
  firstNames,
  linesOf,
  numberText,
  plotlyText,
  shareText,
  shortened,
} from "../../lib/charts/chart-text";

describe("Numbers on a chart", () => {
  it("have their thousands apart", () => {
    assert.equal(numberText(8_412), "8,412");
    assert.equal(numberText(1_234_567), "1,234,567");
    assert.equal(numberText(16.64), "16.6");
  });

  it("have their noun", () => {
    assert.equal(counted(1, "disk"), "1 disk");
    assert.equal(counted(0, "disk"), "0 disks");
    assert.equal(counted(8_412, "disk"), "8,412 disks");
  });

  for (const [part, whole, text] of [
    [1, 3, "33 %"],
    [0, 3, "0 %"],
    [3, 3, "100 %"],
    [1, 1_000, "< 1 %"],
    [999, 1_000, "> 99 %"],
    [0, 0, "–"],
  ] as const) {
    it(`tell ${part} of ${whole} as ${text}`, () => {
      assert.equal(shareText(part, whole), text);
    });
  }
});

describe("Names on a chart", () => {
  it("are the first five, and how many more", () => {
    assert.equal(firstNames(["a", "b"]), "a, b");
    assert.equal(firstNames(["a", "b", "c", "d", "e"]), "a, b, c, d, e");
    assert.equal(firstNames(["a", "b", "c", "d", "e", "f", "g"]), "a, b, c, d, e and 2 more");
  });

  it("are cut where they are too long", () => {
    assert.equal(shortened("rg-web-weu", 10), "rg-web-weu");
    assert.equal(shortened("rg-web-westeurope", 10), "rg-web-we…");
  });

  it("are no HTML, whatever they hold", () => {
    assert.equal(plotlyText("R&D <b>"), "R&amp;D &lt;b&gt;");
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        (text) => !/[<>]|&(?!(?:amp|lt|gt);)/.test(plotlyText(text)),
      ),
    );
  });

  it("hold no character that an SVG can't", () => {
    assert.equal(plotlyText("a\u0000b\nc\uD800d\u{1F600}"), "a�b c�d\u{1F600}");
  });

  it("lose no word where they break into lines", () => {
    assert.deepEqual(linesOf("one two three", 7), ["one two", "three"]);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (words) => {
        assert.equal(linesOf(words.join(" "), 10).join(" "), words.join(" "));
      }),
    );
  });
});
