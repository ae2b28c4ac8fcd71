import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Obstacle, projectFolder } from "./announce.mjs";
import { environmentFolder } from "./python.mjs";

const START_LIMIT_IN_MS = 60_000;
const POLL_IN_MS = 100;

/** Registers the TypeScript kernel in the Python environment of the clone, and nowhere else. */
export function registerKernel() {
  const starter = join(projectFolder, "lib", "kernel", "dist", "starter.js");
  writeJson(join(environmentFolder, "share", "jupyter", "kernels", "tslab", "kernel.json"), {
    argv: [process.execPath, "--enable-source-maps", starter, "{connection_file}"],
    display_name: "TypeScript",
    // tslab's own name: the notebooks open in a stock tslab too.
    language: "typescript",
    metadata: { debugger: false },
  });
}

/** Quiets JupyterLab: no news, no look for updates, no question about them. */
export function configureLab() {
  writeJson(join(environmentFolder, "share", "jupyter", "lab", "settings", "overrides.json"), {
    "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
  });
  writeJson(join(environmentFolder, "etc", "jupyter", "labconfig", "page_config.json"), {
    disabledExtensions: { "@jupyterlab/apputils-extension:announcements": true },
  });
}

/**
 * Starts JupyterLab on a folder and waits until it answers.
 *
 * The result has its address, token included, and its process. What it logs goes to `log`, line by line.
 */
export async function startLab({
  python,
  folder,
  port,
  openBrowser = false,
  startPage = "/lab",
  log = () => {},
}) {
  const token = randomBytes(24).toString("hex");
  const flags = [
    `--ServerApp.root_dir=${folder}`,
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.open_browser=${openBrowser ? "True" : "False"}`,
    `--LabApp.default_url=${startPage}`,
    // Its limits are made for servers shared by many: a chart or a long listing would be cut.
    "--ServerApp.iopub_data_rate_limit=1e9",
    "--ServerApp.iopub_msg_rate_limit=1e5",
    "--LabApp.expose_app_in_browser=True",
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ];
  const server = spawn(python, ["-m", "jupyterlab", ...flags], {
    cwd: projectFolder,
    env: { ...process.env, ...ownFolders(), JUPYTER_TOKEN: token, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let lastLines = [];
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      lastLines = [...lastLines, ...text.trim().split("\n")].slice(-20);
      log(text);
    });
  }
  const origin = `http://127.0.0.1:${port}`;
  await untilItAnswers(`${origin}/api/status?token=${token}`, server, () => lastLines);
  return { server, origin, token, address: `${origin}${startPage}?token=${token}` };
}

/** The port asked for, or the first free one from the usual one on. */
export async function choosePort(asked) {
  if (asked !== undefined) {
    if (await isFree(asked)) return asked;
    throw new Obstacle(
      `Port ${asked} is taken by another program.`,
      "Name another one, or leave --port away and the next free one is taken.",
    );
  }
  for (let port = 8888; port < 8988; port++) if (await isFree(port)) return port;
  throw new Obstacle("All ports from 8888 to 8987 are taken.", "Name a free one: npm start -- --port 9999");
}

/** Ends the server and with it its kernels. */
export async function stopLab(server) {
  if (server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await Promise.race([gone, wait(5_000, undefined, { ref: false }).then(() => server.kill("SIGKILL"))]);
}

async function untilItAnswers(url, server, lastLines) {
  const endInMs = performance.now() + START_LIMIT_IN_MS;
  while (performance.now() < endInMs) {
    if (server.exitCode !== null) {
      const problem = lastLines().find((line) => /error/i.test(line)) ?? lastLines().at(-1);
      throw new Obstacle(
        `JupyterLab ended at once: ${problem ?? "it said nothing"}`,
        "Delete the folder .venv and run npm start again.",
      );
    }
    const answers = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return;
    await wait(POLL_IN_MS);
  }
  server.kill("SIGKILL");
  throw new Obstacle(
    "JupyterLab didn't answer within a minute.",
    "Run npm start again; is the machine very busy?",
  );
}

// A person's own Jupyter settings, extensions and kernels neither disturb the runbooks nor are touched by them.
function ownFolders() {
  const own = join(environmentFolder, "jupyter");
  return {
    JUPYTER_CONFIG_DIR: join(own, "config"),
    JUPYTER_DATA_DIR: join(own, "data"),
    JUPYTER_RUNTIME_DIR: join(own, "runtime"),
    IPYTHONDIR: join(own, "ipython"),
  };
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function writeJson(path, content) {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, JSON.stringify(content, null, 2) + "\n");
}
