import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { announce, Obstacle, projectFolder } from "./announce.mjs";
import { run } from "./run.mjs";

const libraryFolder = join(projectFolder, "lib");
const stampFile = join(libraryFolder, "azure", "dist", ".built-from");

/** Compiles the library, unless its sources are what it was last compiled from. */
export async function buildLibrary() {
  const sources = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === sources) return;
  announce("Building the library");
  // By its path: tslab brings a TypeScript too, and either may provide the command tsc.
  const tsc = join(projectFolder, "node_modules", "typescript", "bin", "tsc");
  const { code, output } = await run(process.execPath, [tsc, "-b", libraryFolder, "--pretty", "false"]);
  if (code !== 0) {
    const errors = output.trim().split("\n");
    throw new Obstacle(
      `The library doesn't compile: ${errors[0]}`,
      errors.length > 1 ? `Mend this and what npm run build says besides.` : "Mend this line.",
    );
  }
  writeFileSync(stampFile, sources);
}

// The content, not the time: a checkout of another state may well be older.
function fingerprint() {
  const hash = createHash("sha256");
  for (const file of sourceFiles(libraryFolder)) hash.update(file).update(readFileSync(file));
  for (const file of ["tsconfig.json", "package-lock.json"])
    hash.update(readFileSync(join(projectFolder, file)));
  return hash.digest("hex");
}

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "dist" && name !== "node_modules")
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sourceFiles(path);
      return /\.(ts|json)$/.test(entry.name) ? [path] : [];
    })
    .sort();
}
