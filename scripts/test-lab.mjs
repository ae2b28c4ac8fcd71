/**
 * npm run test:lab: opens each notebook in JupyterLab in a headless browser, runs all cells, saves, and compares the
 * outputs with the committed ones. Pictures of the pages land in out/lab/. Needs Python and Chromium.
 */
/* global window -- what is handed to page.evaluate runs in the browser */
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { announce, Obstacle, projectFolder, runMain } from "./steps/announce.mjs";
import { choosePort, configureLab, registerKernel, startLab, stopLab } from "./steps/jupyter.mjs";
import { firstDifference } from "./steps/outputs.mjs";
import { setUpPython } from "./steps/python.mjs";
import { setUp } from "./set-up.mjs";

const RUN_LIMIT_IN_MS = 180_000;
const labFolder = join(projectFolder, "out", "lab");
// Below the project's folder: there the cells find the library.
const copies = join(labFolder, "notebooks");
const committed = join(projectFolder, "notebooks");

await runMain(async () => {
  await setUp();
  const { chooseNotebooks, readNotebook } = createRequire(import.meta.url)("../lib/kernel/dist/headless.js");
  const names = chooseNotebooks(committed, process.argv.slice(2));
  const browserPath = findBrowser();
  const python = await setUpPython();
  registerKernel();
  configureLab();
  rmSync(labFolder, { recursive: true, force: true });
  mkdirSync(labFolder, { recursive: true });
  cpSync(committed, copies, { recursive: true });

  announce("Starting JupyterLab and a browser");
  const lab = await startLab({ python, folder: copies, port: await choosePort() });
  const browser = await launch(browserPath);
  let failed = 0;
  try {
    for (const name of names) {
      const problem = await tryNotebook(browser, lab, name, readNotebook).catch((error) => firstLine(error));
      if (problem !== undefined) failed++;
      console.log(problem === undefined ? `✔ ${name}` : `✘ ${name}  ${problem}`);
    }
  } finally {
    await browser.close();
    await stopLab(lab.server);
  }
  console.log(`${names.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});

async function tryNotebook(browser, { origin, token }, name, readNotebook) {
  const file = `${name}.ipynb`;
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
  try {
    await page.goto(`${origin}/lab/tree/${encodeURIComponent(file)}?reset&token=${token}`);
    await page.waitForSelector(".jp-Notebook .jp-CodeCell", { timeout: 60_000 });
    await untilKernelIsIdle(page);
    if (await page.locator(".jp-Dialog, .jp-toast-message").count()) {
      await page.screenshot({ path: join(labFolder, `${name}.png`) });
      return `JupyterLab asks something (see out/lab/${name}.png)`;
    }
    await clickRunAll(page);
    await untilAllCellsRan(page);
    await page.evaluate(() => window.jupyterapp.commands.execute("docmanager:save"));
    await page.screenshot({ path: join(labFolder, `${name}.png`) });
    const difference = firstDifference(readNotebook(join(committed, file)), readNotebook(join(copies, file)));
    if (difference === undefined) return undefined;
    const { number, expected, actual } = difference;
    return `cell ${number} differs from the committed output\n    committed ${expected}\n    now       ${actual}`;
  } finally {
    await page.close();
  }
}

// With the mouse, as a person does.
async function clickRunAll(page) {
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
}

function untilKernelIsIdle(page) {
  return page.waitForFunction(
    () => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle",
    undefined,
    { timeout: 60_000 },
  );
}

// A running or waiting cell shows a star; one that was skipped after a failure shows no number.
function untilAllCellsRan(page) {
  return page.waitForFunction(
    () => {
      const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
      const codeCells = content.widgets.filter(({ model }) => model.type === "code");
      const isRunning = codeCells.some(
        ({ model }) => model.executionState !== "idle" && model.sharedModel.getSource().trim() !== "",
      );
      const ran = codeCells.some(({ model }) => model.executionCount !== null);
      return ran && !isRunning && sessionContext.session.kernel.status === "idle";
    },
    undefined,
    { timeout: RUN_LIMIT_IN_MS, polling: 250 },
  );
}

async function launch(executablePath) {
  const { chromium } = await import("playwright-core");
  return chromium.launch({
    executablePath,
    args: [
      ...[
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-sync",
      ],
      ...["--disable-background-networking", "--disable-component-update"],
    ],
  });
}

function findBrowser() {
  const candidates = [
    process.env.CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (found) return found;
  throw new Obstacle(
    "There is no Chromium at /usr/bin/chromium.",
    "Install it (Debian: sudo apt install chromium) or name one with the variable CHROMIUM.",
  );
}

function firstLine(error) {
  return String(error.message ?? error).split("\n")[0];
}
