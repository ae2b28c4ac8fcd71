/**
 * npm test: sets up, type-checks and runs all tests that need Node alone. `npm run test:all` (`--all`) adds the slow ones, `test/**` in
 * files `*.slow.ts`. Other arguments go to mocha.
 */
import { announce, runMain } from "./steps/announce.mjs";
import { checkTypesOfTests, runMocha } from "./steps/mocha.mjs";
import { setUp } from "./set-up.mjs";

// They have commands of their own: the one needs Microsoft's specs, the other Python and a browser.
const elsewhere = ["--ignore", "test/contract/**", "--ignore", "test/lab/**"];
const ALL = "--all";

await runMain(async () => {
  const given = process.argv.slice(2);
  const isAll = given.includes(ALL);
  await setUp();
  await checkTypesOfTests();
  announce(isAll ? "Running the tests, the slow ones too" : "Running the tests");
  await runMocha([
    ...elsewhere,
    // Beside the files that .mocharc.json names.
    ...(isAll ? ["test/**/*.slow.ts"] : []),
    ...given.filter((argument) => argument !== ALL),
  ]);
});
