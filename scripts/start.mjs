/** npm start: opens JupyterLab on the notebooks. Everything it needs it sets up itself, inside the clone. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { announce, Obstacle, projectFolder, runMain } from "./steps/announce.mjs";
import { choosePort, configureLab, registerKernel, startLab, stopLab } from "./steps/jupyter.mjs";
import { setUpPython } from "./steps/python.mjs";
import { setUp } from "./set-up.mjs";

const usage = `npm start [-- OPTIONS]
Opens JupyterLab on the notebooks.

  --port N       listen on this port (the first free one from 8888 on)
  --no-browser   only print the address
  --check        set everything up and stop there
  --help         show this`;

const FIRST_NOTEBOOK = "00-start-here.ipynb";

await runMain(async () => {
  const options = readOptions();
  if (options.help) {
    console.log(usage);
    return;
  }
  await setUp();
  const python = await setUpPython();
  registerKernel();
  configureLab();
  if (options.check) {
    announce("Everything is set up: npm start opens the notebooks");
    return;
  }
  await serve(python, options);
});

async function serve(python, options) {
  const port = await choosePort(options.port);
  const folder = join(projectFolder, "notebooks");
  const startPage = existsSync(join(folder, FIRST_NOTEBOOK)) ? `/lab/tree/${FIRST_NOTEBOOK}` : "/lab";
  const openBrowser = options.browser && hasDisplay();
  announce("Starting JupyterLab");
  const { server, address } = await startLab({ python, folder, port, startPage, openBrowser });
  console.log(`\n  Open ${address}\n\n  Ctrl-C here stops it. Save your notebooks first.`);
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => void stopLab(server));
  }
  await new Promise((resolve) => server.once("exit", resolve));
  announce("JupyterLab has stopped");
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string" },
        "no-browser": { type: "boolean", default: false },
        check: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
      throw new Error(`"${values.port}" is no port`);
    }
    return { port, browser: !values["no-browser"], check: values.check, help: values.help };
  } catch (error) {
    throw new Obstacle(`${error.message.split(". ")[0]}.`, "See npm start -- --help for the options.");
  }
}

function hasDisplay() {
  if (process.platform === "win32" || process.platform === "darwin") return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
