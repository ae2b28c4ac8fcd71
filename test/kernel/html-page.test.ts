import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { htmlPage, type Notebook, type Output } from "../../lib/kernel/dist/headless";
import { aNotebook } from "./a-notebook";

describe("the page of a notebook", () => {
  const withOutputs = (...outputs: Output[]): Notebook => {
    const notebook = aNotebook("if (a < b) show();");
    const [cell] = notebook.cells;
    if (cell?.cell_type === "code") cell.outputs = outputs;
    return notebook;
  };
  const display = (data: Record<string, string>): Output => ({
    output_type: "display_data",
    data,
    metadata: {},
  });

  it("escapes code, printed text and errors", async () => {
    const page = await htmlPage(
      withOutputs(
        { output_type: "stream", name: "stdout", text: "<script>1</script>" },
        { output_type: "error", ename: "E", evalue: "<b>", traceback: ["E: <b>"] },
      ),
      "a <b> name",
    );
    assert.match(page, /a &lt; b/);
    assert.match(page, /&lt;script&gt;1/);
    assert.match(page, /<pre class="error">E: &lt;b&gt;/);
    assert.match(page, /<title>a &lt;b&gt; name<\/title>/);
  });

  it("shows the richest form of an output, and only that", async () => {
    const page = await htmlPage(
      withOutputs(display({ "text/plain": "plain", "text/html": "<i>rich</i>" })),
      "x",
    );
    assert.match(page, /<i>rich<\/i>/);
    assert.doesNotMatch(page, /plain/);
  });

  it("shows an SVG as a picture with a text alternative", async () => {
    const page = await htmlPage(
      withOutputs(display({ "text/plain": 'a "chart"', "image/svg+xml": "<svg/>" })),
      "x",
    );
    assert.match(page, /<img alt="a &quot;chart&quot;" src="data:image\/svg\+xml;base64,PHN2Zy8\+">/);
  });

  describe("with charts", () => {
    const chart = display({
      "text/html": '<div class="runbook-chart"></div>',
      "application/vnd.plotly.v1+json": "{}",
    });

    it("brings plotly.js along, once, and asks no network for it", async () => {
      const page = await htmlPage(withOutputs(chart, chart), "x");
      assert.equal(page.match(/id="packed-plotly"/g)?.length, 1);
      assert.doesNotMatch(page, /<script[^>]* src=|<link|@import/);
      const [, packed = ""] = /id="packed-plotly">([^<]*)</.exec(page) ?? [];
      assert.match(gunzipSync(Buffer.from(packed, "base64")).toString(), /^\/\*\*\n\* plotly\.js v\d/);
    });

    it("stays below 3 MB", async () => {
      const page = await htmlPage(withOutputs(chart), "x");
      assert.ok(page.length < 3_000_000, `${page.length} characters`);
    });

    it("shows the HTML, not the figure", async () => {
      assert.match(
        await htmlPage(withOutputs(chart), "x"),
        /<div class="output"><div class="runbook-chart">/,
      );
    });
  });

  it("has no script where there is no chart, and asks for nothing from a network", async () => {
    const page = await htmlPage(withOutputs(), "x");
    assert.doesNotMatch(page, /https?:|<link|<script|@import|url\(/);
  });
});
