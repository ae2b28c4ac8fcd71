/**
 * npm test: sets up, type-checks and runs all tests that need Node alone. `npm run test:all` (`--all`) runs the slow ones after them, `test/**`
 * in files `*.slow.ts`, two at a time. Other arguments go to mocha.
 */
import { announce, runMain } from "./steps/announce.mjs";
import { checkTypesOfTests, runMocha } from "./steps/mocha.mjs";
import { setUp } from "./set-up.mjs";

// They have commands of their own: the one needs Microsoft's specs, the other Python and a browser.
const elsewhere = ["--ignore", "test/contract/**", "--ignore", "test/lab/**"];
// Not .mocharc.json: that names the other files.
const slow = [
  ...[
    "--no-config",
    "--node-option",
    "conditions=source",
    "--require",
    "tsx",
    "--forbid-only",
    "--forbid-pending",
  ],
  ...["--parallel", "--jobs", "2", "test/**/*.slow.ts"],
];
const ALL = "--all";

await runMain(async () => {
  const given = process.argv.slice(2);
  const isAll = given.includes(ALL);
  await setUp();
  await checkTypesOfTests();
  const forMocha = given.filter((argument) => argument !== ALL);
  announce("Running the tests");
  await runMocha([...elsewhere, ...forMocha]);
  if (!isAll) return;
  announce("Running the slow tests");
  await runMocha([...slow, ...forMocha]);
});
