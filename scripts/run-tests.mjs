/** npm test: sets up, type-checks and runs all tests that need Node alone. Arguments go to mocha. */
import { announce, runMain } from "./steps/announce.mjs";
import { checkTypesOfTests, runMocha } from "./steps/mocha.mjs";
import { setUp } from "./set-up.mjs";

// They have commands of their own: the one needs Microsoft's specs, the other Python and a browser.
const elsewhere = ["--ignore", "test/contract/**", "--ignore", "test/lab/**"];

await runMain(async () => {
  await setUp();
  await checkTypesOfTests();
  announce("Running the tests");
  await runMocha([...elsewhere, ...process.argv.slice(2)]);
});
