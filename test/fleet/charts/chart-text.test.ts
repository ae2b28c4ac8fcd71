import assert from "node:assert/strict";

import fc from "fast-check";

import { linesOf, plotlyText, shareText, shortened } from "../../../lib/fleet/charts/chart-text";

describe("Parts of a whole on a chart", () => {
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
