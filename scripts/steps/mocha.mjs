import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { announce, Obstacle, projectFolder } from "./announce.mjs";
import { run } from "./run.mjs";

const statsFile = join(projectFolder, "out", "test-stats.json");

/** Type-checks the tests that have changed, or whose library has; tsx, which runs them, does not look at types. */
export async function checkTypesOfTests() {
  announce("Checking the types of the tests");
  const tsc = join(projectFolder, "node_modules", "typescript", "bin", "tsc");
  const { code } = await run(process.execPath, [tsc, "-b", join(projectFolder, "test")], { show: true });
  if (code !== 0) throw new Obstacle("The tests don't compile.", "Mend the lines above.");
}

/** Runs mocha over these files, says `N passed, N failed` in the end, and sets the exit code. */
export async function runMocha(mochaArguments) {
  mkdirSync(join(projectFolder, "out"), { recursive: true });
  rmSync(statsFile, { force: true });
  const reporter = join(projectFolder, "scripts", "steps", "counting-reporter.cjs");
  const mocha = join(projectFolder, "node_modules", "mocha", "bin", "mocha.js");
  const complete = ["--forbid-only", "--forbid-pending"];
  const command = [mocha, "--reporter", reporter, ...complete, ...mochaArguments];
  const { code } = await run(process.execPath, command, { show: true, env: { TEST_STATS_FILE: statsFile } });
  const {
    passes = 0,
    failures = 0,
    pending = 0,
  } = existsSync(statsFile) ? JSON.parse(readFileSync(statsFile, "utf8")) : {};
  // A test that is left out hasn't passed; a run that broke off has failed even if no test did.
  const failed = failures + pending || (code !== 0 || passes === 0 ? 1 : 0);
  console.log(`${passes} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
