import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

let script: string | undefined;

/**
 * The piece of a page that brings plotly.js with it, so that its charts come alive without a network: once a page, at its end.
 *
 * Compressed it is a quarter of plotly.js (2.6 instead of 10 MB). A browser that can't unpack it keeps the still pictures.
 */
export function plotlyScript(): string {
  script ??= [
    `<script type="application/octet-stream" id="packed-plotly">${packedPlotly()}</script>`,
    `<script>${unpackPlotly}</script>`,
  ].join("\n");
  return script;
}

function packedPlotly(): string {
  const path = createRequire(__filename).resolve("plotly.js-dist");
  return gzipSync(readFileSync(path), { level: 9 }).toString("base64");
}

// It is given to eval by another name: then it runs as a script of the page, not of this function.
const unpackPlotly = `
(async () => {
  const packed = document.getElementById("packed-plotly");
  const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
  packed.remove();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const run = eval;
  run(await new Response(stream).text());
})();
`;
