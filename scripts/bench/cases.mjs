/** One measurement in a process of its own, so that its memory is its own: prints what it measured as JSON. */
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

import { ComputeManagementClient } from "@azure/arm-compute";

import { compareWithTruth } from "./correct-cells.mjs";
import { exportKinds, writeExport } from "./exports.mjs";

const require = createRequire(import.meta.url);
const { connect } = require("@runbooks/disk-encryption");
const { clientsOf } = require("@runbooks/disk-encryption/clients");
const library = require("@runbooks/fleet");
const { coverageOf, openFleet, rollUp, saveSnapshot } = library;

const all = { powerStates: true, reports: true, extensions: true, absence: true };
/** How a fleet is read, and what is told then. */
const sources = {
  arm: { knows: all, read: (azure) => library.readFleet(azure, { withPowerStates: true }) },
  "arm, no power states": {
    knows: { ...all, powerStates: false },
    read: (azure) => library.readFleet(azure),
  },
  graph: { knows: { ...all, reports: false }, read: (azure) => library.readFleetFromGraph(azure) },
  "graph with instance views": {
    knows: all,
    read: (azure) => library.readFleetFromGraph(azure, { withInstanceViews: true }),
  },
};
const cases = { read, files, floors, throttled, sql, clientLoop };

/** What is held after everything else is thrown away. */
function heldBytes() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const peakInBytes = () => process.resourceUsage().maxRSS * 1024;

async function timed(work) {
  const start = performance.now();
  const value = await work();
  return { value, inMs: performance.now() - start };
}

/**
 * A fleet read once: requests, time, memory, and how many cells of its coverage are as they should be.
 *
 * @param way - over HTTPS to a server of the same fleet, so that the sandbox is not in this process.
 */
async function read({ source, generate, latencyInMs = 0, way, compare = true }) {
  const azure = await connected({ generate, latencyInMs, way });
  const counted = countRequests(azure);
  const { knows, read: readSource } = sources[source];
  const heldBefore = heldBytes();
  const peakBefore = peakInBytes();
  const { value: inventory, inMs: readInMs } = await timed(() => readSource(azure));
  const peakAfterReading = peakInBytes();
  const heldInBytes = heldBytes() - heldBefore;
  const { value: coverage, inMs: coverageInMs } = await timed(() => coverageOf(inventory));
  return {
    requests: counted.requests,
    instanceViews: counted.instanceViews,
    refused: counted.refused,
    readInMs,
    coverageInMs,
    disks: inventory.disks.length,
    heldInBytes,
    peakBefore,
    peakAfterReading,
    peakInBytes: peakInBytes(),
    gaps: inventory.gaps.map(({ code, reason }) => `${code}: ${reason}`),
    ...(compare ? { cells: await comparedWithTruth(coverage, generate, knows) } : {}),
  };
}

async function connected({ generate, latencyInMs, way, ...target }) {
  const azure = await connect({ generate, latencyInMs, ...target });
  // The fleet is made as it is asked for: here nothing is asked of it.
  if (way !== undefined) azure.sandbox.fetch = throughHttps(way);
  return azure;
}

const AZURE = "https://management.azure.com";

function throughHttps({ origin, token }) {
  return async (request) => {
    const body = request.body === null ? {} : { body: await request.text() };
    const headers = { ...Object.fromEntries(request.headers), authorization: `Bearer ${token}` };
    const url = request.url.replace(AZURE, origin);
    const answer = await globalThis.fetch(url, { method: request.method, headers, ...body });
    const text = (await answer.text()).replaceAll(origin, AZURE);
    const plain = [...answer.headers].filter(([name]) => !/^content-(?:length|encoding)$/.test(name));
    return new globalThis.Response(text, { status: answer.status, headers: plain });
  };
}

// Loaded once all is measured.
async function comparedWithTruth(coverage, generate, knows) {
  const { truthOf } = await import("./truth.mjs");
  return compareWithTruth(coverage, truthOf(generate), knows);
}

function countRequests(azure) {
  const counted = { requests: 0, instanceViews: 0, refused: 0 };
  const { fetch } = azure.sandbox;
  azure.sandbox.fetch = async (request) => {
    const answer = await fetch(request);
    counted.requests += 1;
    if (request.url.includes("expand=instanceView")) counted.instanceViews += 1;
    if (answer.status === 429) counted.refused += 1;
    return answer;
  };
  return counted;
}

/**
 * A fleet that somebody exported, read from the files.
 *
 * @param folder - where the files of this fleet are; without it they are written here.
 */
async function files({ files: kind, generate, folder }) {
  const azure = await connect({ generate });
  const own = folder === undefined ? mkdtempSync(join(tmpdir(), "bench-")) : undefined;
  try {
    if (own !== undefined) await writeExport(azure, kind, own);
    const { value: inventory, inMs: readInMs } = await timed(() => library.readFleetFromFiles(folder ?? own));
    const { value: coverage, inMs: coverageInMs } = await timed(() => coverageOf(inventory));
    const cells = await comparedWithTruth(coverage, generate, exportKinds[kind]);
    return {
      readInMs,
      coverageInMs,
      disks: inventory.disks.length,
      gaps: inventory.gaps.map(({ code, reason }) => `${code}: ${reason}`),
      peakInBytes: peakInBytes(),
      cells,
    };
  } finally {
    if (own !== undefined) rmSync(own, { recursive: true });
  }
}

/**
 * The library's reading beside two floors, over the same answers: Azure's own client that lists the pages and does nothing with them, and the parsing
 * of their JSON alone. The answers are kept from a first reading, so that the sandbox's own work is in none of them.
 */
async function floors({ generate, rounds }) {
  const azure = await connect({ generate });
  const kept = new Map();
  const { sandbox } = azure;
  const answer = sandbox.fetch;
  sandbox.fetch = async (request) => {
    const found = kept.get(request.url);
    if (found !== undefined) return new globalThis.Response(found.text, found);
    const response = await answer(request);
    const text = await response.text();
    kept.set(request.url, { text, status: response.status, headers: [...response.headers] });
    return new globalThis.Response(text, { status: response.status, headers: response.headers });
  };
  const listWithLibrary = () => library.readFleet(azure, { withInstanceViews: false });
  await listWithLibrary();
  await listWithClient(azure);
  const pages = [...kept].filter(([url]) => /\/providers\/Microsoft\.Compute\/\w+\?/.test(url));
  const texts = pages.map(([, { text }]) => text);
  const found = { library: [], client: [], parse: [] };
  for (let round = 0; round < rounds; round += 1) {
    found.library.push((await timed(listWithLibrary)).inMs);
    found.client.push((await timed(() => listWithClient(azure))).inMs);
    found.parse.push((await timed(() => texts.forEach((text) => JSON.parse(text)))).inMs);
  }
  return {
    pages: texts.length,
    ...Object.fromEntries(Object.entries(found).map(([one, times]) => [`${one}InMs`, median(times)])),
  };
}

async function listWithClient(azure) {
  for (const { subscriptionId } of azure.subscriptions) {
    const { virtualMachines, disks, snapshots, images, diskEncryptionSets } =
      clientsOf(azure).compute(subscriptionId);
    const lists = [
      virtualMachines.listAll(),
      disks.list(),
      snapshots.list(),
      images.list(),
      diskEncryptionSets.list(),
    ];
    await Promise.all(
      lists.map(async (list) => {
        for await (const page of list.byPage()) if (page.length < 0) throw new Error("unreachable");
      }),
    );
  }
}

/** What a first script does: Azure's client, and one instance view for each VM of the list, one after the other. */
async function clientLoop({ generate, way }) {
  const azure = await connect({ generate });
  const credential = {
    getToken: () => Promise.resolve({ token: way.token, expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  let requests = 0;
  const count = {
    name: "count",
    sendRequest: (request, next) => {
      requests += 1;
      return next(request);
    },
  };
  const { inMs: readInMs } = await timed(async () => {
    for (const { subscriptionId } of azure.subscriptions) {
      const { virtualMachines } = new ComputeManagementClient(credential, subscriptionId, {
        endpoint: way.origin,
        additionalPolicies: [{ policy: count, position: "perRetry" }],
      });
      for await (const { id } of virtualMachines.listAll()) {
        const [, group, name] = /\/resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(id);
        await virtualMachines.get(group, name, { expand: "instanceView" });
      }
    }
  });
  return { readInMs, requests };
}

/** With Azure's throttling on, in the sandbox's own time: how much of the quota was used, and how often Azure said no. */
async function throttled({ source, generate }) {
  const azure = await connect({ generate, throttling: true, pageSize: 50 });
  const start = azure.sandbox.clock.now().getTime();
  const { buckets: before } = azure.sandbox.requests;
  const inventory = await sources[source].read(azure);
  const elapsedInSeconds = (azure.sandbox.clock.now().getTime() - start) / 1000;
  const { buckets } = azure.sandbox.requests;
  const drawn = buckets.map(({ bucket, key, requests, refused }) => {
    const earlier = before.find((one) => one.bucket === bucket && one.key === key);
    return { bucket, key, requests: requests - (earlier?.requests ?? 0), refused };
  });
  return {
    elapsedInSeconds,
    gaps: inventory.gaps.length,
    virtualMachines: inventory.virtualMachines.length,
    buckets: drawn.filter(({ requests }) => requests > 0),
  };
}

/** SQL over a snapshot of half a million disks and more. */
async function sql({ generate, rounds }) {
  const azure = await connect({ generate });
  const coverage = coverageOf(await library.readFleetFromGraph(azure));
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const { inMs: saveInMs } = await timed(() => saveSnapshot(coverage, join(folder, "snapshot")));
    const { inMs: rollUpInMs } = await timed(() => rollUp(coverage, "size-family"));
    const { value: fleet, inMs: openInMs } = await timed(() => openFleet(join(folder, "snapshot")));
    const questions = {
      "group by mechanism": "select mechanism, count(*) as disks from disks group by all order by disks desc",
      "group by two columns":
        "select subscription_name, mechanism, count(*) as disks, sum(disk_size_gb) as gb from disks group by all",
      "filter, order, limit":
        "select disk_name, vm_name from disks where exposed_2028 = 'yes' and vm_name like '%7%' order by disk_name limit 20",
    };
    const asked = {};
    for (const [question, text] of Object.entries(questions)) {
      const times = [];
      for (let round = 0; round < rounds; round += 1) times.push((await timed(() => fleet.sql(text))).inMs);
      asked[question] = median(times);
    }
    await fleet.close();
    return { disks: coverage.disks.length, saveInMs, openInMs, rollUpInMs, asked };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const [name, options] = process.argv.slice(2);
console.log(JSON.stringify(await cases[name](JSON.parse(options))));
