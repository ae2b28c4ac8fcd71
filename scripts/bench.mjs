/** npm run bench: measures the fleet's reading, coverage and SQL on generated fleets; results as a table and a chart in out/. Nothing here is a test. */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { announce, Obstacle, projectFolder, runMain } from "./steps/announce.mjs";
import { run } from "./steps/run.mjs";
import { setUp } from "./set-up.mjs";
import { measureAzureCli } from "./bench/azure-cli.mjs";
import { benchPage } from "./bench/page.mjs";

const usage = `npm run bench [-- OPTIONS]
Measures reading a generated fleet, judging it and asking it in SQL. Results: out/bench.json and out/bench.html.

  --quick      200 and 2,000 VMs only
  --help       show this`;

const LATENCY_IN_MS = 20;
// V8 collects late: without a limit it takes what the machine has, and its peak says nothing of what is needed.
const HEAP_LIMIT = "--max-old-space-size=1500";

await runMain(async () => {
  const { quick, help } = parseArgs({
    options: { quick: { type: "boolean" }, help: { type: "boolean" } },
  }).values;
  if (help) {
    console.log(usage);
    return;
  }
  await setUp();
  const sizes = quick ? [200, 2000] : [200, 2000, 20_000];
  const results = {
    machine: machine(),
    measuredAt: new Date().toISOString(),
    read: [],
    floors: [],
    throttled: [],
  };
  for (const virtualMachines of sizes) {
    for (const latencyInMs of [0, LATENCY_IN_MS]) {
      for (const source of ["arm", "graph"])
        results.read.push(await measured("read", { source, virtualMachines, latencyInMs }));
    }
  }
  if (!quick)
    results.read.push(
      await measured("read", { source: "graph", virtualMachines: 200_000, latencyInMs: 0 }, [HEAP_LIMIT]),
    );
  for (const virtualMachines of sizes)
    results.floors.push(await measured("floors", { virtualMachines, rounds: 5 }));
  for (const source of ["arm", "graph"])
    results.throttled.push(await measured("throttled", { source, virtualMachines: 4000, subscriptions: 2 }));
  results.sql = await measured("sql", { virtualMachines: quick ? 20_000 : 200_000, rounds: 9 });
  results.azureCli = await measureAzureCli({
    virtualMachines: quick ? 200 : 2000,
    latencyInMs: LATENCY_IN_MS,
  });
  const out = join(projectFolder, "out");
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "bench.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(out, "bench.html"), benchPage(results));
  show(results);
  announce("Written to out/bench.json and out/bench.html");
});

function machine() {
  return `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}, ${Math.round(totalmem() / 1024 ** 3)} GB`;
}

async function measured(name, options, nodeOptions = []) {
  announce(
    `Measuring ${name}: ${Object.entries(options)
      .map(([key, value]) => `${key} ${value}`)
      .join(", ")}`,
  );
  const script = join(projectFolder, "scripts", "bench", "cases.mjs");
  const { code, output } = await run(process.execPath, [
    "--expose-gc",
    ...nodeOptions,
    script,
    name,
    JSON.stringify(options),
  ]);
  if (code !== 0)
    throw new Obstacle(
      `Measuring ${name} failed: ${output.trim().slice(-500)}`,
      "Run it again with nothing else running.",
    );
  return { ...options, ...JSON.parse(output) };
}

function show({ read, floors, throttled, sql, azureCli }) {
  console.log("\nReading a fleet");
  console.table(
    read.map((one) => ({
      source: one.source,
      VMs: one.virtualMachines,
      "latency ms": one.latencyInMs,
      requests: one.requests,
      "of them instance views": one.instanceViews,
      "read s": seconds(one.readInMs),
      "coverage s": seconds(one.coverageInMs),
      "bytes a disk": Math.round(one.bytesADisk),
      "peak MB": Math.round(one.peakInMB),
      "cells right": `${one.cells.right} of ${one.cells.cells}`,
    })),
  );
  console.log("Beside the floors, no latency, the same answers");
  console.table(
    floors.map(({ virtualMachines, pages, libraryInMs, clientInMs, parseInMs }) => ({
      VMs: virtualMachines,
      pages,
      "library s": seconds(libraryInMs),
      "Azure's client, listing only, s": seconds(clientInMs),
      "parsing only s": seconds(parseInMs),
      "library / client": (libraryInMs / clientInMs).toFixed(2),
    })),
  );
  console.log("With throttling on, in the sandbox's time");
  console.table(throttled.map(({ source, ...one }) => ({ source, ...quotaUsed(one) })));
  console.log(`SQL over ${sql.disks} disks of a snapshot`);
  console.table(Object.entries(sql.asked).map(([question, inMs]) => ({ question, ms: Math.round(inMs) })));
  console.log(azureCli.text);
}

function seconds(inMs) {
  return (inMs / 1000).toFixed(2);
}

/** The fullest bucket: of what it gave away from the start to the end, how much was taken. */
function quotaUsed({ buckets, elapsedInSeconds }) {
  const READS = { capacity: 250, perSecond: 25 };
  const reads = buckets.filter(({ bucket }) => bucket === "reads");
  const most = Math.max(0, ...reads.map(({ requests }) => requests));
  const allowed = READS.capacity + READS.perSecond * elapsedInSeconds;
  const queries = buckets.find(({ bucket }) => bucket === "ResourceGraphQueries");
  const QUERIES = { each: 15, inSeconds: 5 };
  return {
    "sandbox s": elapsedInSeconds.toFixed(1),
    ...(queries === undefined
      ? { "reads a subscription": most, "of the quota": percent(most / allowed) }
      : {
          queries: queries.requests,
          "of the quota": percent(
            queries.requests / (QUERIES.each * Math.ceil((elapsedInSeconds + 0.001) / QUERIES.inSeconds)),
          ),
        }),
    "429s": buckets.reduce((sum, { refused }) => sum + refused, 0),
  };
}

function percent(share) {
  return `${Math.round(100 * share)} %`;
}
