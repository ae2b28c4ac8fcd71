import { createRequire } from "node:module";
import { benchTables } from "./tables.mjs";

/** The results as one page: what was measured as tables, and wall time and requests as charts. */
export function benchPage(results) {
  const require = createRequire(import.meta.url);
  const { chartView } = require("../../lib/fleet/dist/presentation/chart-view.js");
  const { plotlyScript } = require("@runbooks/kernel");
  const charts = [waysChart, timeChart, requestChart]
    .map((make) => make(results))
    .map((chart) => chartView(chart).html);
  const tables = benchTables(results).map(({ title, rows }) => `<h2>${escape(title)}</h2>${table(rows)}`);
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8"><title>Bench</title>',
    "<style>body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}td,th{padding:.2rem .7rem;border:1px solid #ccc;text-align:right}table{border-collapse:collapse;margin:1rem 0}pre{background:#f6f8fa;padding:1rem;overflow:auto}</style></head><body>",
    `<h1>Reading a fleet, measured</h1><p>${escape(results.machine)}, ${escape(results.measuredAt)}</p>`,
    tables[0],
    ...charts,
    ...tables.slice(1),
    `<h2>All of it</h2><pre>${escape(JSON.stringify(results, undefined, 2))}</pre>`,
    "</body>",
    plotlyScript(),
    "</html>",
    "",
  ].join("\n");
}

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function table(rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = (tag, values) =>
    values.map((value) => `<${tag}>${escape(String(value ?? ""))}</${tag}>`).join("");
  return `<table><tr>${cells("th", columns)}</tr>${rows
    .map(
      (row) =>
        `<tr>${cells(
          "td",
          columns.map((column) => row[column]),
        )}</tr>`,
    )
    .join("")}</table>`;
}

/** Fleets of one kind, of growing size. */
const growing = ({ read }) =>
  read.filter(({ latencyInMs, generate }) => latencyInMs === 0 && generate.diskEncryption === "rare");

/** On the same footing: the responses are cached, so that none of them counts the sandbox. */
function timeChart({ floors }) {
  const bars = [
    ["this library", floors, ({ libraryInMs }) => libraryInMs],
    ["Azure's client, listing only", floors, ({ clientInMs }) => clientInMs],
    ["parsing only", floors, ({ parseInMs }) => parseInMs],
  ];
  return chart(
    "Seconds to list a fleet, cached responses, no latency",
    bars,
    (inMs) => inMs / 1000,
    "seconds",
  );
}

function requestChart(results) {
  const bars = ["arm", "graph"].map((source) => [
    source === "arm" ? "Resource Manager" : "Resource Graph",
    growing(results).filter((one) => one.source === source),
    ({ requests }) => requests,
  ]);
  return chart("Requests to read a fleet", bars, (count) => count, "requests");
}

function waysChart({ overHttps }) {
  const ways = [
    ["this library, Resource Manager", overHttps.arm?.readInMs],
    ["this library, Resource Graph", overHttps.graph?.readInMs],
    ["Azure's client, one by one", overHttps.clientLoop?.readInMs],
    ["az vm encryption show --ids", overHttps.azureCli?.inMs],
  ].filter(([, inMs]) => inMs !== undefined);
  const fleet = { generate: { virtualMachines: overHttps.virtualMachines } };
  const bars = ways.map(([name, inMs]) => [name, [{ ...fleet, inMs }], (one) => one.inMs]);
  return chart(
    `Seconds over HTTPS, ${overHttps.latencyInMs} ms latency`,
    bars,
    (inMs) => inMs / 1000,
    "seconds",
  );
}

const colours = ["#0072B2", "#009E73", "#E69F00", "#999999"];

function chart(title, bars, scale, unit) {
  const data = bars.map(([name, rows, of], index) => ({
    type: "bar",
    name,
    x: rows.map(({ generate }) => `${generate.virtualMachines.toLocaleString("en-US")} VMs`),
    y: rows.map((row) => scale(of(row))),
    marker: { color: colours[index] },
  }));
  return {
    title,
    finding: title,
    subtitle: [],
    alternative: `${title}: ${data.map(({ name, x, y }) => `${name}: ${x.map((label, at) => `${label} ${y[at].toFixed(2)}`).join(", ")}`).join("; ")}.`,
    figure: {
      data,
      layout: {
        title: { text: title },
        height: 400,
        margin: { t: 60, r: 16, b: 48, l: 64 },
        barmode: "group",
        xaxis: { type: "category" },
        yaxis: { type: "log", title: { text: unit } },
        paper_bgcolor: "#fff",
        plot_bgcolor: "#fff",
      },
    },
    table: { columns: [], rows: [] },
  };
}
