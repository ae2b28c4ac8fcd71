/**
 * npm test: sets up, type-checks and runs the quick tests, `test/**` in files `*.test.ts`. `npm run test:all` (`--all`) runs those in
 * `*.slow.ts` too. Other arguments go to mocha.
 */
import { announce, runMain } from "./steps/announce.mjs";
import { checkTypesOfTests, runMocha } from "./steps/mocha.mjs";
import { setUp } from "./set-up.mjs";

// Mocha hands out the files in this order: the long ones first, so that none is left to run alone in the end.
const slow = "test/**/*.slow.ts";
const quick = "test/**/*.test.ts";
const ALL = "--all";

await runMain(async () => {
  const given = process.argv.slice(2);
  await setUp();
  await checkTypesOfTests();
  announce("Running the tests");
  const files = given.includes(ALL) ? [slow, quick] : [quick];
  const others = given.filter((argument) => argument !== ALL);
  await runMocha(["--parallel", "--jobs", "2", ...files, ...others]);
});
