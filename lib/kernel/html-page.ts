import { highlight } from "./highlight";
import type { Cell, CodeCell, JsonObject, JsonValue, Notebook, Output } from "./notebook";
import { escapeHtml } from "./escape-html";
import { pageStyle } from "./page-style";
import { plotlyScript } from "./plotly-script";

/**
 * An executed notebook as one HTML page that needs nothing else: no server, no network. Where a cell displayed a chart, the page brings plotly.js
 * along; otherwise it has no script.
 *
 * HTML that a cell displayed is taken over as it is; everything else is escaped.
 */
export async function htmlPage(notebook: Notebook, name: string): Promise<string> {
  // marked is an ES module: from here it can only be imported in this way.
  const { marked } = await import("marked");
  const cells = notebook.cells.map((cell) => {
    switch (cell.cell_type) {
      case "markdown":
        return `<section class="prose">\n${marked.parse(cell.source, { async: false })}</section>`;
      case "code":
        return codeCell(cell);
      case "raw":
        return `<pre>${escapeHtml(cell.source)}</pre>`;
    }
  });
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title(notebook) ?? name)}</title>`,
    `<style>${pageStyle}</style>`,
    "</head>",
    "<body>",
    "<main>",
    ...cells,
    "</main>",
    ...(notebook.cells.some(hasChart) ? [plotlyScript()] : []),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

const hasChart = (cell: Cell): boolean =>
  cell.cell_type === "code" &&
  cell.outputs.some(
    (output) => output.output_type === "display_data" && "application/vnd.plotly.v1+json" in output.data,
  );

function title(notebook: Notebook): string | undefined {
  for (const { cell_type, source } of notebook.cells) {
    const heading = cell_type === "markdown" ? /^# (.+)$/m.exec(source)?.[1] : undefined;
    if (heading !== undefined) return heading;
  }
  return undefined;
}

function codeCell({ execution_count, source, outputs }: CodeCell): string {
  return [
    '<section class="cell">',
    `<div class="prompt">In [${execution_count ?? " "}]</div>`,
    `<pre class="code"><code>${highlight(source)}</code></pre>`,
    ...outputs.map((output) => `<div class="output">${outputHtml(output)}</div>`),
    "</section>",
  ].join("\n");
}

function outputHtml(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return `<pre class="${output.name}">${escapeHtml(withoutColours(output.text))}</pre>`;
    case "error":
      return `<pre class="error">${escapeHtml(withoutColours(output.traceback.join("\n")))}</pre>`;
    case "display_data":
    case "execute_result":
      return richest(output.data);
  }
}

function richest(data: JsonObject): string {
  for (const [mimeType, show] of forms) {
    const value = data[mimeType];
    if (value !== undefined) return show(typeof value === "string" ? value : JSON.stringify(value), data);
  }
  return `<p class="note">An output of type ${escapeHtml(Object.keys(data).join(", "))} isn't shown here.</p>`;
}

type Show = (value: string, data: JsonObject) => string;
const picture =
  (mimeType: string): Show =>
  (base64, data) =>
    `<img alt="${escapeHtml(alternative(data["text/plain"]))}" src="data:${mimeType};base64,${escapeHtml(base64)}">`;

// From the richest form to the plainest.
const forms: readonly (readonly [string, Show])[] = [
  ["text/html", (html) => html],
  // As an image: what an SVG might carry besides its picture doesn't run.
  ["image/svg+xml", (svg, data) => picture("image/svg+xml")(Buffer.from(svg).toString("base64"), data)],
  ["image/png", picture("image/png")],
  ["image/jpeg", picture("image/jpeg")],
  ["image/gif", picture("image/gif")],
  ["text/plain", (text) => `<pre>${escapeHtml(withoutColours(text))}</pre>`],
  ["application/json", (json) => `<pre>${escapeHtml(json)}</pre>`],
];

function alternative(text: JsonValue | undefined): string {
  return typeof text === "string" ? text : "Picture displayed by the cell above";
}

function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex -- the escape character is what colours begin with
  return text.replace(/\u001b\[[\d;]*m/g, "");
}
