import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { announce, Obstacle, projectFolder } from "./announce.mjs";
import { lastLine, run } from "./run.mjs";

const OLDEST_NODE = [20, 19];

/** Refuses a Node.js that is too old for the packages. */
export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Obstacle(
    `Node.js ${process.versions.node} is too old: ${OLDEST_NODE.join(".")} or newer is needed.`,
    "Install a current long-term version of Node.js (22 or 24) and run the command again.",
  );
}

/** Installs the npm packages as a folder's lock file has them, unless they are there already. */
export async function installNodePackages(folder = projectFolder) {
  if (packagesAreThere(folder)) return;
  announce("Installing the npm packages (about half a minute the first time)");
  const { program, first } = npm();
  const flags = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];
  const patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];
  const { code, output } = await run(program, [...first, ...flags, ...patience], { cwd: folder });
  if (code === 0) return;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/i.test(output)) {
    throw new Obstacle(
      "The npm packages can't be fetched: the package registry isn't reached.",
      "Check the network, or set your proxy or mirror (npm config set proxy ... / registry ...), and run it again.",
    );
  }
  if (/EACCES|EPERM/.test(output)) {
    throw new Obstacle(
      "The npm packages can't be written: this folder, or one in it, belongs to another user.",
      "Run the command as the owner of the folder, or clone the repository anew as yourself.",
    );
  }
  throw new Obstacle(`npm ci failed: ${firstError(output)}`, "Run npm ci yourself to see all it says.");
}

/**
 * Whether each package of the lock file is installed in its version.
 *
 * npm notes what it has installed in node_modules/.package-lock.json, at the end: a broken installation has none.
 */
function packagesAreThere(folder) {
  const noted = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(noted)) return false;
  const wanted = readPackages(join(folder, "package-lock.json"));
  const installed = readPackages(noted);
  return (
    Object.entries(wanted)
      .filter(([path, { optional }]) => path.startsWith("node_modules/") && !optional)
      // A package of ours is a link to its folder, without a version.
      .every(([path, { version, link, resolved }]) =>
        link ? installed[path]?.resolved === resolved : installed[path]?.version === version,
      )
  );
}

function readPackages(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

// npm as a script: its own executable is a .cmd file on Windows, which needs a shell.
function npm() {
  const bin = dirname(process.execPath);
  const script = [
    process.env.npm_execpath,
    join(bin, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    join(bin, "node_modules", "npm", "bin", "npm-cli.js"),
  ].find((path) => path?.endsWith("npm-cli.js") && existsSync(path));
  return script ? { program: process.execPath, first: [script] } : { program: "npm", first: [] };
}

function firstError(output) {
  return (
    output
      .split("\n")
      .find((line) => /npm (error|ERR!)/.test(line))
      ?.replace(/^npm (error|ERR!)\s*/, "") ?? lastLine(output)
  );
}
