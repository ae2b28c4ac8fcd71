import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

const library = join(__dirname, "..", "lib");

/** Who may import whom, folder by folder. `*`: everything. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  data: ["errors"],
  azure: ["errors", "data"],
  checks: ["azure", "errors", "data"],
  protection: ["azure", "errors"],
  recommendation: ["azure", "checks", "protection", "errors", "data"],
  coverage: ["azure", "checks", "protection", "recommendation", "errors", "data"],
  vhd: ["azure", "errors", "data"],
  client: ["azure", "errors", "data"],
  operations: ["client", "checks", "protection", "vhd", "azure", "errors"],
  fleet: ["client", "operations", "coverage", "checks", "protection", "azure", "errors", "data"],
  charts: ["coverage", "azure", "errors"],
  kernel: ["errors"],
  presentation: [
    "charts",
    "coverage",
    "fleet",
    "kernel",
    "client",
    "checks",
    "operations",
    "protection",
    "recommendation",
    "vhd",
    "azure",
    "errors",
  ],
  sandbox: ["azure", "errors", "data"],
  cli: [
    "kernel",
    "presentation",
    "fleet",
    "coverage",
    "operations",
    "client",
    "checks",
    "vhd",
    "azure",
    "errors",
  ],
  index: ["*"],
};
// connect alone starts the sandbox, and only when it is asked for.
const exceptions: readonly string[] = ["client/connect.ts -> sandbox"];

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === "dist" || entry.name === "node_modules" ? [] : sources(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

const folderOf = (path: string): string => (relative(library, path).split(sep)[0] ?? "").replace(/\.ts$/, "");

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from|import\(|require\()\s*"(\.[^"]*)"/g)].map(([, path]) =>
    folderOf(join(dirname(file), path ?? "")),
  );
}

describe("The library's folders", () => {
  for (const file of sources(library)) {
    const name = relative(library, file).split(sep).join("/");
    it(`${name} imports only what its folder may import`, () => {
      const folder = folderOf(file);
      const permitted = allowed[folder];
      assert.ok(permitted, `folder ${folder} is not in the table`);
      const wrong = importsOf(file).filter(
        (imported) =>
          imported !== folder &&
          !permitted.includes("*") &&
          !permitted.includes(imported) &&
          !exceptions.includes(`${name} -> ${imported}`),
      );
      assert.deepEqual(wrong, []);
    });
  }
});
