import assert from "node:assert/strict";

import fc from "fast-check";

import { escapeHtml, tableView } from "../../lib/presentation/view";

describe("Text in HTML", () => {
  for (const [text, escaped] of [
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["a & b", "a &amp; b"],
    ['" onmouseover="alert(1)', "&quot; onmouseover=&quot;alert(1)"],
    ["&lt;", "&amp;lt;"],
    ["vm-web-01", "vm-web-01"],
  ] as const) {
    it(`${text} is shown as it is, and does nothing`, () => {
      assert.equal(escapeHtml(text), escaped);
    });
  }

  it("holds no mark of HTML, whatever the text", () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"]|&(?!(?:amp|lt|gt|quot);)/.test(escapeHtml(text))));
  });
});

describe("A table", () => {
  const { html, text } = tableView(
    "2 <requirements>",
    ["requirement", "outcome", "evidence"],
    [
      ["vm-size", { text: "✔ pass", tone: "good" }, "Fine."],
      ["vault-disk-encryption", { text: "✘ fail", tone: "bad" }, "<b>Off</b> & out."],
    ],
  );

  it("in text has its columns one below the other", () => {
    assert.deepEqual(text.split("\n"), [
      "2 <requirements>",
      "  requirement            outcome  evidence",
      "  vm-size                ✔ pass   Fine.",
      "  vault-disk-encryption  ✘ fail   <b>Off</b> & out.",
    ]);
  });

  it("in text does not let a long cell push the others off the screen", () => {
    const [, header = ""] = tableView("", ["a", "b"], [["x".repeat(200), "y"]]).text.split("\n");
    assert.equal(header.length, "  ".length + 40 + "  ".length + 1);
  });

  it("in HTML has caption, header and cells escaped", () => {
    assert.match(html, /2 &lt;requirements&gt;/);
    assert.match(html, /&lt;b&gt;Off&lt;\/b&gt; &amp; out\./);
    assert.doesNotMatch(html, /<b>/);
  });

  it("in HTML has a colour only beside the same word as in text", () => {
    const coloured = [...html.matchAll(/<td style="[^"]*;color:#[^"]*">([^<]*)<\/td>/g)].map(
      ([, words]) => words,
    );
    assert.deepEqual(coloured, ["✔ pass", "✘ fail"]);
  });

  it("in HTML has a row for each row, and a header cell for each column", () => {
    assert.equal(html.match(/<tr>/g)?.length, 3);
    assert.equal(html.match(/<th /g)?.length, 3);
  });
});
