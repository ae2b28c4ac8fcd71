/** npm test: sets up, type-checks and runs all tests that need Node alone. Arguments go to mocha. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { announce, Obstacle, projectFolder, runMain } from "./steps/announce.mjs";
import { run } from "./steps/run.mjs";
import { setUp } from "./set-up.mjs";

const statsFile = join(projectFolder, "out", "test-stats.json");

await runMain(async () => {
  await setUp();
  await typeCheck();
  announce("Running the tests");
  await runMocha();
});

async function typeCheck() {
  announce("Checking the types of the tests");
  const tsc = join(projectFolder, "node_modules", "typescript", "bin", "tsc");
  const { code } = await run(process.execPath, [tsc, "--noEmit", "-p", join(projectFolder, "test")], {
    show: true,
  });
  if (code !== 0) throw new Obstacle("The tests don't compile.", "Mend the lines above.");
}

async function runMocha() {
  mkdirSync(join(projectFolder, "out"), { recursive: true });
  rmSync(statsFile, { force: true });
  const reporter = join(projectFolder, "scripts", "steps", "counting-reporter.cjs");
  // They have commands of their own: the one needs Microsoft's specs, the other Python and a browser.
  const elsewhere = ["--ignore", "test/contract/**", "--ignore", "test/lab/**"];
  const mocha = join(projectFolder, "node_modules", "mocha", "bin", "mocha.js");
  const command = [mocha, "--reporter", reporter, ...elsewhere, ...process.argv.slice(2)];
  const { code } = await run(process.execPath, command, { show: true, env: { TEST_STATS_FILE: statsFile } });
  const {
    passes = 0,
    failures = 0,
    pending = 0,
  } = existsSync(statsFile) ? JSON.parse(readFileSync(statsFile, "utf8")) : {};
  // A test that is left out hasn't passed; a run that broke off has failed even if no test did.
  const failed = failures + pending || (code !== 0 || passes === 0 ? 1 : 0);
  console.log(`${passes} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
