/** One measurement in a process of its own, so that its memory is its own: prints what it measured as JSON. */
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

import { compareWithTruth } from "./correct-cells.mjs";

const { connect, coverageOf, openFleet, readFleet, readFleetFromGraph, rollUp, saveSnapshot } = createRequire(
  import.meta.url,
)("../../lib/dist/index.js");

const readers = { arm: readFleet, graph: readFleetFromGraph };
const cases = { read, floors, throttled, sql };

/** What is held after everything else is thrown away. */
function heldBytes() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function peakInMB() {
  return process.resourceUsage().maxRSS / 1024;
}

async function timed(work) {
  const start = performance.now();
  const value = await work();
  return { value, inMs: performance.now() - start };
}

/** A fleet read once: requests, time, memory, and how many cells of its coverage are as they should be. */
async function read({ source, virtualMachines, latencyInMs, compare = true }) {
  const generate = { virtualMachines, diskEncryption: "rare" };
  const azure = await connect({ generate, latencyInMs });
  const requestsBefore = azure.sandbox.requests.total;
  const heldBefore = heldBytes();
  const { value: inventory, inMs: readInMs } = await timed(() => readers[source](azure));
  const inventoryInBytes = heldBytes() - heldBefore;
  const { value: coverage, inMs: coverageInMs } = await timed(() => coverageOf(inventory));
  const peak = peakInMB();
  const isCandidate = ({ hasAdeExtension, extensions }) =>
    hasAdeExtension === true || extensions !== undefined;
  return {
    requests: azure.sandbox.requests.total - requestsBefore,
    instanceViews: source === "arm" ? inventory.virtualMachines.filter(isCandidate).length : 0,
    refused: azure.sandbox.requests.refused,
    readInMs,
    coverageInMs,
    disks: inventory.disks.length,
    bytesADisk: inventoryInBytes / inventory.disks.length,
    peakInMB: peak,
    gaps: inventory.gaps.length,
    ...(compare ? { cells: compareWithTruth(coverage, azure.sandbox.generated.truth(), source) } : {}),
  };
}

/**
 * The library's reading beside two floors, over the same answers: Azure's own client that lists the pages and does nothing with them, and the parsing
 * of their JSON alone. The answers are kept from a first reading, so that the sandbox's own work is in none of them.
 */
async function floors({ virtualMachines, rounds }) {
  const azure = await connect({ generate: { virtualMachines, diskEncryption: "rare" } });
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
  await readFleet(azure, { withInstanceViews: false });
  await listWithClient(azure);
  const pages = [...kept].filter(([url]) => /\/providers\/Microsoft\.Compute\/\w+\?/.test(url));
  const texts = pages.map(([, { text }]) => text);
  const measured = { library: [], client: [], parse: [] };
  for (let round = 0; round < rounds; round += 1) {
    measured.library.push((await timed(() => readFleet(azure, { withInstanceViews: false }))).inMs);
    measured.client.push((await timed(() => listWithClient(azure))).inMs);
    measured.parse.push((await timed(() => texts.forEach((text) => JSON.parse(text)))).inMs);
  }
  return {
    pages: texts.length,
    ...Object.fromEntries(Object.entries(measured).map(([one, times]) => [`${one}InMs`, median(times)])),
  };
}

async function listWithClient(azure) {
  for (const { subscriptionId } of azure.subscriptions) {
    const { virtualMachines, disks, snapshots, images, diskEncryptionSets } = azure.compute(subscriptionId);
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

/** With Azure's throttling on, in the sandbox's own time: how much of the quota was used, and how often Azure said no. */
async function throttled({ source, virtualMachines, subscriptions }) {
  const generate = { virtualMachines, subscriptions, diskEncryption: "common" };
  const azure = await connect({ generate, throttling: true, pageSize: 50 });
  const start = azure.sandbox.clock.now().getTime();
  const { buckets: before } = azure.sandbox.requests;
  const inventory = await readers[source](azure);
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
async function sql({ virtualMachines, rounds }) {
  const azure = await connect({ generate: { virtualMachines, diskEncryption: "rare" } });
  const coverage = coverageOf(await readFleetFromGraph(azure));
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
    return { disks: coverage.disks.length, saveInMs, openInMs, rollUpInMs, asked, peakInMB: peakInMB() };
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
