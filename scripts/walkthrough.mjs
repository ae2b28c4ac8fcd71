/** npm run walkthrough: runs the notebooks in order, without Jupyter; executed copies and pages land in out/. */
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Obstacle, projectFolder, runMain } from "./steps/announce.mjs";
import { setUp } from "./set-up.mjs";

const usage = `npm run walkthrough [-- NAME... OPTIONS]
Runs the notebooks in order, as many at a time as the machine has processors (at most 4); NAME is a notebook's name or the beginning of it.

  -p, --parameter NAME=VALUE   set a parameter (JSON, or else a string)
  --timeout-per-cell SECONDS   how long one cell may take (300)
  --notebooks FOLDER           run the notebooks of another folder
  --out FOLDER                 write to another folder than out
  --help                       show this`;

await runMain(async () => {
  const options = readOptions();
  if (options.help) {
    console.log(usage);
    return;
  }
  await setUp();
  const { parseParameters, walkthrough } = createRequire(import.meta.url)("../lib/kernel/dist/headless.js");
  const stopping = new AbortController();
  process.on("SIGINT", () => stopping.abort());
  const results = await walkthrough({
    notebooksFolder: options.notebooks,
    outFolder: options.out,
    names: options.names,
    parameters: parseParameters(options.parameters),
    cellTimeLimitInSeconds: options.cellTimeLimitInSeconds,
    signal: stopping.signal,
    // More need more memory than a small machine has: about 0.5 GB each.
    atATime: Math.min(availableParallelism(), 4),
    onCell: (name, { number, count }) => showProgress(`… ${name}  cell ${number} of ${count}`),
    onNotebook: showResult,
  });
  const failed = results.filter((result) => result.failed).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  if (stopping.signal.aborted) process.exitCode = 130;
  else if (failed > 0 || results.length === 0) process.exitCode = 1;
});

function showResult({ name, cellCount, elapsedInMs, failed, pagePath }) {
  showProgress("");
  const seconds = (elapsedInMs / 1_000).toFixed(1);
  const page = relative(process.cwd(), pagePath);
  if (failed === undefined) {
    console.log(`✔ ${name}  ${cellCount} cells  ${seconds} s  ${page}`);
  } else {
    const why = failed.traceback.join("\n    ");
    const section = failed.section === undefined ? "" : ` of section "${failed.section}"`;
    console.log(`✘ ${name}  cell ${failed.number}${section} failed  ${seconds} s  ${page}\n    ${why}`);
  }
}

// A line that is written over, where there is a terminal to do so.
function showProgress(text) {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}`);
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        parameter: { type: "string", short: "p", multiple: true, default: [] },
        "timeout-per-cell": { type: "string", default: "300" },
        notebooks: { type: "string", default: join(projectFolder, "notebooks") },
        out: { type: "string", default: join(projectFolder, "out") },
        help: { type: "boolean", default: false },
      },
    });
    const cellTimeLimitInSeconds = Number(values["timeout-per-cell"]);
    if (!(cellTimeLimitInSeconds > 0))
      throw new Error(`"${values["timeout-per-cell"]}" is no number of seconds`);
    const { parameter: parameters, notebooks, out, help } = values;
    return { names: positionals, parameters, notebooks, out, help, cellTimeLimitInSeconds };
  } catch (error) {
    const problem = `${error.message.split(". ")[0]}.`;
    throw new Obstacle(problem, "See npm run walkthrough -- --help for the options.");
  }
}
