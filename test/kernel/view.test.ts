import assert from "node:assert/strict";

import fc from "fast-check";

import { escapeHtml } from "../../lib/kernel/escape-html";
import { htmlTable, tableView, type TableCell, type TableOptions } from "../../lib/kernel/view";

describe("Text in HTML", () => {
  for (const [text, escaped] of [
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["a & b", "a &amp; b"],
    ['" onmouseover="alert(1)', "&quot; onmouseover=&quot;alert(1)"],
    ["&lt;", "&amp;lt;"],
    ["' onmouseover='alert(1)", "&#39; onmouseover=&#39;alert(1)"],
    ["vm-web-01", "vm-web-01"],
  ] as const) {
    it(`${text} is shown as it is, and does nothing`, () => {
      assert.equal(escapeHtml(text), escaped);
    });
  }

  it("holds no mark of HTML, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => !/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/.test(escapeHtml(text))),
    );
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

  it("in HTML scrolls in a box of its own where it is wider than its viewer", () => {
    assert.match(html, /^<div style="overflow-x:auto;max-width:100%"><table [^]*<\/table><\/div>$/);
  });

  it("in HTML has a row for each row, and a header cell for each column", () => {
    assert.equal(html.match(/<tr>/g)?.length, 3);
    assert.equal(html.match(/<th /g)?.length, 3);
  });
});

describe("A cell of a table", () => {
  const cellOf = (cell: TableCell, options: TableOptions = {}): string =>
    /<td.*<\/td>/.exec(htmlTable("", ["a"], [[cell]], options))?.[0] ?? "";

  it("with a sign has the colour on the sign alone", () => {
    const { html, text } = tableView("", ["a"], [[{ sign: "✔", tone: "good", text: "Yes & no" }]]);
    assert.match(html, /<span style="color:#1a7f37;font-weight:600">✔<\/span> Yes &amp; no<\/td>/);
    assert.match(text, / {2}✔ Yes & no$/);
  });

  it("has its small print below, which may break though the text above does not", () => {
    const html = cellOf({ text: "✔ on", tone: "good", smallPrint: ["<Source>"] });
    assert.match(
      html,
      /white-space:nowrap.*✔ on<div style="[^"]*white-space:normal[^"]*">&lt;Source&gt;<\/div>/,
    );
  });

  it("of a dense table may break where it has a few words, and not where it has one", () => {
    assert.match(cellOf("Yes, on the VM's host", { dense: true }), /white-space:normal/);
    assert.match(cellOf("✔ open", { dense: true }), /white-space:nowrap/);
    assert.match(cellOf("Yes, on the VM's host"), /white-space:nowrap/);
  });

  it("may be several, one below the other, each with its own sign", () => {
    const html = htmlTable(
      "",
      ["a"],
      [
        [
          [
            { sign: "✔", tone: "good", text: "OS" },
            { text: "✘ <data>", tone: "bad" },
          ],
        ],
      ],
    );
    assert.match(
      html,
      /<td [^>]*><div style=""><span style="color:#1a7f37;[^"]*">✔<\/span> OS<\/div><div style="color:#cf222e;[^"]*">✘ &lt;data&gt;<\/div><\/td>/,
    );
  });
});
