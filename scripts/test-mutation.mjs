/**
 * npm run test:mutation: changes the checks, and what changes Azure, in one place at a time, and says which changes no test noticed. Arguments
 * go to Stryker: `-- --mutate lib/disk-encryption/change/state.ts` tries one file. The report is out/mutation/mutation.html.
 */
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { announce, Obstacle, projectFolder, runMain } from "./steps/announce.mjs";
import { installNodePackages } from "./steps/node-packages.mjs";
import { run } from "./steps/run.mjs";
import { setUp } from "./set-up.mjs";

const own = join(projectFolder, "scripts", "mutation");
const copy = join(projectFolder, "out", "mutation");
const COPIED = ["lib", "test", "scripts", "data", "notebooks", "docs", "package.json", "tsconfig.json"];
const OURS = "@runbooks";

await runMain(async () => {
  await setUp();
  await installNodePackages(own);
  announce("Copying the library and its tests");
  copyProject();
  announce("Trying mutants");
  const stryker = join(own, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const configuration = join("scripts", "mutation", "stryker.config.json");
  const command = [stryker, "run", configuration, ...process.argv.slice(2)];
  const { code } = await run(process.execPath, command, { show: true, cwd: copy });
  if (code !== 0) throw new Obstacle("The mutation run broke off.", "Mend what is said above.");
});

/** Mutants are written into a copy. The links to our packages have to lead into it too, so node_modules is no link itself. */
function copyProject() {
  rmSync(copy, { recursive: true, force: true });
  const filter = (path) => basename(path) !== "node_modules";
  for (const name of COPIED) cpSync(join(projectFolder, name), join(copy, name), { recursive: true, filter });
  const packages = join(projectFolder, "node_modules");
  mkdirSync(join(copy, "node_modules", OURS), { recursive: true });
  const link = (target, name) => symlinkSync(target, join(copy, "node_modules", name), "junction");
  for (const name of readdirSync(packages))
    if (name !== OURS && !name.startsWith(".")) link(join(packages, name), name);
  for (const name of readdirSync(join(packages, OURS))) link(join(copy, "lib", name), join(OURS, name));
}
