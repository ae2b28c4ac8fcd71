/** npm run bench: measures the fleet's reading, coverage and SQL on generated fleets; results as tables and charts in out/. Nothing here is a test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { announce, projectFolder, runMain } from "./steps/announce.mjs";
import { setUp } from "./set-up.mjs";
import { exportWithAzureCli } from "./bench/azure-cli.mjs";
import { exportKinds } from "./bench/exports.mjs";
import { startHttpsAzure } from "./bench/https-azure.mjs";
import { measured } from "./bench/measured.mjs";
import { measureMemory } from "./bench/memory.mjs";
import { measureOverHttps } from "./bench/over-https.mjs";
import { benchPage } from "./bench/page.mjs";
import { benchTables } from "./bench/tables.mjs";

const usage = `npm run bench [-- OPTIONS]
Measures reading a generated fleet, judging it and asking it in SQL, beside Azure's own client and, where they are installed, the Azure CLI.
Results: out/bench.json and out/bench.html.

  --quick      200 and 2,000 VMs only
  --help       show this`;

const LATENCY_IN_MS = 20;
const LARGEST = 200_000;
/** What the largest fleet has to do with, in MB of heap: V8 collects late, and without a limit its peak says little of what is needed. */
const HEAP_LIMIT_IN_MB = 1500;

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
    machine: `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}, ${Math.round(totalmem() / 1024 ** 3)} GB`,
    measuredAt: new Date().toISOString(),
    isQuick: quick === true,
    overHttps: await measureOverHttps({ virtualMachines: quick ? 200 : 2000, latencyInMs: LATENCY_IN_MS }),
    read: await measureReading(sizes),
    largest: quick ? undefined : await measureLargest(),
    files: await measureFiles(2000),
    floors: [],
    memory: await measureMemory(quick ? [200, 2000] : [2000, 20_000]),
    throttled: [],
  };
  for (const virtualMachines of sizes) {
    const generate = { virtualMachines, diskEncryption: "rare" };
    results.floors.push(await measured("floors", { generate, rounds: 5 }));
  }
  for (const source of ["arm", "graph"]) {
    const generate = { virtualMachines: 4000, subscriptions: 2, diskEncryption: "common" };
    results.throttled.push(await measured("throttled", { source, generate }));
  }
  const generate = { virtualMachines: quick ? 20_000 : LARGEST, diskEncryption: "rare" };
  results.sql = await measured("sql", { generate, rounds: 9 });
  const out = join(projectFolder, "out");
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "bench.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(out, "bench.html"), benchPage(results));
  for (const { title, rows } of benchTables(results)) {
    console.log(`\n${title}`);
    console.table(rows);
  }
  announce("Written to out/bench.json and out/bench.html");
});

/** A fleet in which 1 % of the VMs have Azure Disk Encryption; and of the middle size one in which a fifth have, so that all that can become of it occurs. */
async function measureReading(sizes) {
  const found = [];
  for (const virtualMachines of sizes)
    for (const latencyInMs of [0, LATENCY_IN_MS])
      for (const source of ["arm", "graph"]) {
        const generate = { virtualMachines, diskEncryption: "rare" };
        found.push(await measured("read", { source, generate, latencyInMs }));
      }
  for (const source of ["arm", "graph", "graph with instance views"]) {
    const generate = { virtualMachines: 2000, diskEncryption: "common" };
    found.push(await measured("read", { source, generate, latencyInMs: 0 }));
  }
  return found;
}

function measureLargest() {
  const generate = { virtualMachines: LARGEST, diskEncryption: "rare" };
  const nodeOptions = [`--max-old-space-size=${HEAP_LIMIT_IN_MB}`];
  return measured("read", { source: "graph", generate, latencyInMs: 0 }, { nodeOptions });
}

async function measureFiles(virtualMachines) {
  const found = [];
  for (const diskEncryption of ["rare", "common"])
    for (const files of Object.keys(exportKinds))
      found.push(await measured("files", { files, generate: { virtualMachines, diskEncryption } }));
  const printed = await measurePrintedFiles({ virtualMachines: 200, subscriptions: 1 });
  return printed === undefined ? found : [...found, printed];
}

/** Files that the Azure CLI itself has written; undefined where it is not installed. */
async function measurePrintedFiles(generate) {
  const server = await startHttpsAzure({ generate, latencyInMs: 0 });
  if (server === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    announce(`Exporting ${generate.virtualMachines} VMs with the Azure CLI`);
    const version = await exportWithAzureCli(server, folder);
    if (version === undefined) return undefined;
    const found = await measured("files", { files: "az list", generate, folder });
    return { ...found, files: `az list, by Azure CLI ${version}` };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}
