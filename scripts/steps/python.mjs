import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { announce, Obstacle, projectFolder } from "./announce.mjs";
import { lastLine, run } from "./run.mjs";

export const environmentFolder = join(projectFolder, ".venv");

const isWindows = process.platform === "win32";
const environmentPython = isWindows
  ? join(environmentFolder, "Scripts", "python.exe")
  : join(environmentFolder, "bin", "python");
const requirementsFile = join(projectFolder, "requirements.txt");
const stampFile = join(environmentFolder, ".installed-from");
const OLDEST_PYTHON = [3, 10];

/** A Python environment inside the clone with the packages of requirements.txt. The result is the path of its Python. */
export async function setUpPython() {
  if (await isReady()) return environmentPython;
  await createEnvironment(await findPython());
  await installPackages();
  return environmentPython;
}

// An environment stops working when the Python that it was made from is replaced.
async function isReady() {
  if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== fingerprint()) return false;
  return (await run(environmentPython, ["-c", ""])).code === 0;
}

function fingerprint() {
  return createHash("sha256").update(readFileSync(requirementsFile)).digest("hex");
}

/** Looks for a Python that is new enough, under the names it has on the various systems. */
export async function findPython() {
  const named = process.env.PYTHON ? [[process.env.PYTHON]] : [];
  const candidates = [...named, ["python3"], ["python"], ...(isWindows ? [["py", "-3"]] : [])];
  const tooOld = [];
  for (const [program, ...first] of candidates) {
    const question = "import sys; print(*sys.version_info[:2])";
    const { code, output } = await run(program, [...first, "-c", question]);
    const [, major, minor] = /^(\d+) (\d+)\s*$/.exec(output) ?? [];
    if (code !== 0 || major === undefined) continue;
    if (Number(major) === OLDEST_PYTHON[0] && Number(minor) >= OLDEST_PYTHON[1]) return [program, ...first];
    tooOld.push(`${program} is ${major}.${minor}`);
  }
  if (tooOld.length > 0) {
    throw new Obstacle(
      `JupyterLab needs Python ${OLDEST_PYTHON.join(".")} or newer; ${tooOld.join(", ")}.`,
      "Install a newer Python, and name it with the variable PYTHON if it isn't the first one found.",
    );
  }
  throw new Obstacle(
    "JupyterLab needs Python, and none was found.",
    `${howToInstallPython()}. Without Python, npm run walkthrough runs the same notebooks.`,
  );
}

function howToInstallPython() {
  switch (process.platform) {
    case "win32":
      return "Install Python from the Microsoft Store or with: winget install Python.Python.3.13";
    case "darwin":
      return "Install it with: brew install python";
    default:
      return "Install it with your system's package manager, for example: sudo apt install python3 python3-venv";
  }
}

async function createEnvironment([program, ...first]) {
  announce("Creating a Python environment in .venv");
  rmSync(environmentFolder, { recursive: true, force: true });
  if ((await run(program, [...first, "-c", "import venv, ensurepip"])).code !== 0) {
    throw new Obstacle(
      `${program} has no module for environments (venv).`,
      "Install it: on Debian and Ubuntu it is a package of its own, sudo apt install python3-venv",
    );
  }
  const { code, output } = await run(program, [...first, "-m", "venv", environmentFolder]);
  if (code === 0) return;
  throw new Obstacle(
    `The Python environment can't be created: ${lastLine(output)}`,
    "Check that this folder is yours and the disk isn't full, then run the command again.",
  );
}

async function installPackages() {
  announce("Installing JupyterLab into .venv (about a minute the first time)");
  const flags = ["--quiet", "--no-input", "--disable-pip-version-check", "--retries", "2", "--timeout", "15"];
  const command = ["-m", "pip", "install", ...flags, "-r", requirementsFile];
  const { code, output } = await run(environmentPython, command);
  if (code === 0) {
    writeFileSync(stampFile, fingerprint());
    return;
  }
  if (
    /NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|name resolution|Connection refused/i.test(
      output,
    )
  ) {
    throw new Obstacle(
      "JupyterLab can't be fetched: the Python package index isn't reached.",
      "Check the network or set your proxy or mirror (HTTPS_PROXY, PIP_INDEX_URL). npm run walkthrough needs neither.",
    );
  }
  throw new Obstacle(
    `pip failed: ${/ERROR: (.*)/.exec(output)?.[1] ?? lastLine(output)}`,
    "Delete the folder .venv and run the command again; if it stays, run pip yourself to see all it says.",
  );
}
