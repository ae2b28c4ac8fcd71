/** What was measured as tables: each a title and its rows, the same on the screen and on the page. */
import { quotaUsed } from "./quota-used.mjs";
import { targets } from "./targets.mjs";

/** @returns tables, that of the targets first. */
export function benchTables(results) {
  const { read, largest, files, floors, memory, throttled, sql, overHttps } = results;
  return [
    { title: "What is to be reached", rows: targets(results) },
    {
      title: "Reading a fleet of three disks a VM, the sandbox in the same process",
      rows: [...read, ...(largest === undefined ? [] : [largest])].map(readRow),
    },
    { title: "Reading what somebody exported", rows: files.map(fileRow) },
    {
      title: "Over HTTPS to one server of the same fleet, which serves cached responses, one after the other",
      rows: httpsRows(overHttps),
    },
    {
      title: "Beside the floors: the same pages, no latency, answers kept beforehand",
      rows: floors.map(({ generate, pages, libraryInMs, clientInMs, parseInMs }) => ({
        VMs: generate.virtualMachines,
        pages,
        "library s": seconds(libraryInMs),
        "Azure's client, listing only, s": seconds(clientInMs),
        "parsing only s": seconds(parseInMs),
        "library / client": ratio(libraryInMs, clientInMs),
      })),
    },
    { title: "Memory of reading and judging, over HTTPS in a process of its own", rows: memoryRows(memory) },
    { title: "With Azure's throttling on, in the sandbox's time", rows: throttled.map(throttledRow) },
    {
      title: `SQL over ${sql.disks} disks of a snapshot`,
      rows: [
        ...Object.entries(sql.asked).map(([question, inMs]) => ({ question, ms: Math.round(inMs) })),
        { question: "(open the snapshot)", ms: Math.round(sql.openInMs) },
        { question: "(save the snapshot)", ms: Math.round(sql.saveInMs) },
      ],
    },
  ];
}

const seconds = (inMs) => (inMs / 1000).toFixed(2);
const ratio = (a, b) => (a / b).toFixed(2);
const megabytes = (bytes) => Math.round(bytes / 1024 ** 2);

/** Of the VMs, as many have Azure Disk Encryption. */
const shareOf = ({ diskEncryption }) => (diskEncryption === "rare" ? "1 %" : "20 %");

function readRow({ source, generate, latencyInMs, requests, instanceViews, refused, gaps, ...one }) {
  return {
    source,
    VMs: generate.virtualMachines,
    "with ADE": shareOf(generate),
    "latency ms": latencyInMs,
    requests,
    "instance views": instanceViews,
    "429s": refused,
    "read s": seconds(one.readInMs),
    "coverage s": seconds(one.coverageInMs),
    "peak MB": megabytes(one.peakInBytes),
    gaps: gaps.length,
    ...cellColumns(one.cells),
  };
}

const fileRow = ({ files, generate, gaps, readInMs, coverageInMs, cells }) => ({
  files,
  VMs: generate.virtualMachines,
  "with ADE": shareOf(generate),
  "read s": seconds(readInMs),
  "coverage s": seconds(coverageInMs),
  gaps: gaps.length,
  ...cellColumns(cells),
});

const cellColumns = ({ cells, right, unknownAsItMust, missingRows, extraRows }) => ({
  cells,
  wrong: cells - right,
  "unknown as it must": unknownAsItMust,
  "rows too few": missingRows,
  "rows too many": extraRows,
});

function httpsRows({ notMeasured, arm, graph, clientLoop, azureCli }) {
  const rows = [
    ["this library, Resource Manager", arm],
    ["this library, Resource Graph", graph],
    ["Azure's client, one instance view after the other", clientLoop],
    ["az vm encryption show --ids", azureCli && { ...azureCli, readInMs: azureCli.inMs }],
  ].flatMap(([way, one]) =>
    one === undefined
      ? []
      : [
          {
            way,
            s: seconds(one.readInMs),
            requests: one.requests,
            "times as long": arm === undefined ? "" : ratio(one.readInMs, arm.readInMs),
          },
        ],
  );
  return notMeasured === undefined
    ? rows
    : [...rows, { way: `(not measured: ${notMeasured})`, s: "", requests: "" }];
}

function memoryRows(memory) {
  if (memory === undefined) return [{ source: "(not measured: openssl is not installed)" }];
  return memory.flatMap(({ source, small, large, bytesADisk, bytesADiskWithoutLimit }) => [
    ...[small, large].map(({ disks, heapInMB, inLimit, free }) => ({
      source,
      disks,
      "smallest heap MB": heapInMB,
      "peak MB with it": megabytes(inLimit.peakInBytes),
      "read s with it": seconds(inLimit.readInMs),
      "peak MB without limit": megabytes(free.peakInBytes),
    })),
    {
      source: `${source}, growth a disk`,
      disks: large.disks - small.disks,
      "smallest heap MB": "",
      "peak MB with it": `${Math.round(bytesADisk)} bytes`,
      "read s with it": "",
      "peak MB without limit": `${Math.round(bytesADiskWithoutLimit)} bytes`,
    },
  ]);
}

const throttledRow = (one) => {
  const { taken, allowed } = quotaUsed(one);
  return {
    source: one.source,
    VMs: one.virtualMachines,
    "sandbox s": one.elapsedInSeconds.toFixed(1),
    "of the fullest quota": `${taken} of ${Math.round(allowed)}`,
    share: `${Math.round((100 * taken) / allowed)} %`,
    "most 429s of a bucket": Math.max(0, ...one.buckets.map(({ refused }) => refused)),
    gaps: one.gaps,
  };
};
