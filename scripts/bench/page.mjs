import { createRequire } from "node:module";

/** The results as one page: what was measured as tables, and wall time and requests as charts. */
export function benchPage(results) {
  const require = createRequire(import.meta.url);
  const { chartView } = require("../../lib/dist/index.js");
  const { plotlyScript } = require("../../lib/dist/kernel/index.js");
  const charts = [timeChart(results), requestChart(results)].map((chart) => chartView(chart).html);
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8"><title>Bench</title>',
    "<style>body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}td,th{padding:.2rem .7rem;border:1px solid #ccc;text-align:right}table{border-collapse:collapse;margin:1rem 0}pre{background:#f6f8fa;padding:1rem;overflow:auto}</style></head><body>",
    `<h1>Reading a fleet, measured</h1><p>${escape(results.machine)}, ${escape(results.measuredAt)}</p>`,
    ...charts,
    table(
      [
        "source",
        "VMs",
        "latency ms",
        "requests",
        "instance views",
        "read s",
        "coverage s",
        "bytes a disk",
        "peak MB",
        "cells right",
      ],
      results.read.map((one) => [
        one.source,
        one.virtualMachines,
        one.latencyInMs,
        one.requests,
        one.instanceViews,
        seconds(one.readInMs),
        seconds(one.coverageInMs),
        Math.round(one.bytesADisk),
        Math.round(one.peakInMB),
        `${one.cells.right} of ${one.cells.cells}`,
      ]),
    ),
    table(
      ["VMs", "pages", "library s", "Azure's client s", "parsing s", "library / client"],
      results.floors.map((one) => [
        one.virtualMachines,
        one.pages,
        seconds(one.libraryInMs),
        seconds(one.clientInMs),
        seconds(one.parseInMs),
        (one.libraryInMs / one.clientInMs).toFixed(2),
      ]),
    ),
    `<p>${escape(results.azureCli.text)}</p>`,
    `<h2>All of it</h2><pre>${escape(JSON.stringify(results, undefined, 2))}</pre>`,
    "</body>",
    plotlyScript(),
    "</html>",
    "",
  ].join("\n");
}

const seconds = (inMs) => (inMs / 1000).toFixed(2);

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const table = (header, rows) =>
  `<table><tr>${header.map((name) => `<th>${name}</th>`).join("")}</tr>${rows.map((row) => `<tr>${row.map((cell) => `<td>${escape(String(cell))}</td>`).join("")}</tr>`).join("")}</table>`;

function timeChart({ read, floors }) {
  const without = read.filter(({ latencyInMs }) => latencyInMs === 0);
  const bars = [
    ["Resource Manager", without.filter(({ source }) => source === "arm"), ({ readInMs }) => readInMs],
    ["Resource Graph", without.filter(({ source }) => source === "graph"), ({ readInMs }) => readInMs],
    ["Azure's client, listing only", floors, ({ clientInMs }) => clientInMs],
    ["parsing only", floors, ({ parseInMs }) => parseInMs],
  ];
  return chart("Seconds to read a fleet, no latency", bars, (inMs) => inMs / 1000, "seconds");
}

function requestChart({ read }) {
  const measured = read.filter(({ latencyInMs }) => latencyInMs === 0);
  const bars = ["arm", "graph"].map((source) => [
    source === "arm" ? "Resource Manager" : "Resource Graph",
    measured.filter((one) => one.source === source),
    ({ requests }) => requests,
  ]);
  return chart("Requests to read a fleet", bars, (count) => count, "requests");
}

const colours = ["#0072B2", "#009E73", "#E69F00", "#999999"];

function chart(title, bars, scale, unit) {
  const data = bars.map(([name, rows, of], index) => ({
    type: "bar",
    name,
    x: rows.map(({ virtualMachines }) => `${virtualMachines.toLocaleString("en-US")} VMs`),
    y: rows.map((row) => scale(of(row))),
    marker: { color: colours[index] },
  }));
  return {
    title,
    finding: title,
    alternative: `${title}: ${data.map(({ name, x, y }) => `${name}: ${x.map((label, at) => `${label} ${y[at].toFixed(2)}`).join(", ")}`).join("; ")}.`,
    figure: {
      data,
      layout: {
        title: { text: title },
        height: 380,
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
