import { join } from "node:path";
import { announce, Obstacle, projectFolder } from "../steps/announce.mjs";
import { lastLine, run } from "../steps/run.mjs";

/** Runs one measurement of `cases.mjs` in a process of its own, so that its time and its memory are its own. */
export async function measured(name, options, { nodeOptions = [] } = {}) {
  announce(`Measuring ${[name, ...wordsOf(options)].join(", ")}`);
  const script = join(projectFolder, "scripts", "bench", "cases.mjs");
  const { code, output } = await run(
    process.execPath,
    ["--expose-gc", ...nodeOptions, script, name, JSON.stringify(options)],
    { env: options.way === undefined ? {} : { NODE_EXTRA_CA_CERTS: options.way.certificateFile } },
  );
  // The way has a token.
  const asked = Object.fromEntries(Object.entries(options).filter(([option]) => option !== "way"));
  if (code === 0) return { ...asked, ...JSON.parse(lastLine(output)) };
  const said = /FATAL ERROR: .*/.exec(output)?.[0] ?? output.trim().slice(-500);
  throw new Obstacle(`Measuring ${name} failed: ${said}`, "Run it again with nothing else running.");
}

function wordsOf({ source, generate, latencyInMs, way, files }) {
  return [
    source,
    files,
    `${generate.virtualMachines} VMs`,
    ...(generate.diskEncryption === undefined ? [] : [`Azure Disk Encryption ${generate.diskEncryption}`]),
    ...(latencyInMs > 0 ? [`latency ${latencyInMs} ms`] : []),
    ...(way === undefined ? [] : ["over HTTPS"]),
  ].filter((word) => word !== undefined);
}
