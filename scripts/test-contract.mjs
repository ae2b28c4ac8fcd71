/**
 * npm run test:contract: what the library sends for Azure Disk Encryption and the sandbox answers, against Microsoft's specs and
 * against recorded traffic; and what inspect-vhd says of encrypted disks that others made. All of that lies beside the clone, in
 * ../shared, or where RUNBOOKS_SHARED says. Arguments go to mocha.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { announce, Obstacle, projectFolder, runMain } from "./steps/announce.mjs";
import { checkTypesOfTests, runMocha } from "./steps/mocha.mjs";
import { setUp } from "./set-up.mjs";

await runMain(async () => {
  checkShared();
  await setUp();
  await checkTypesOfTests();
  announce("Running the contract tests");
  await runMocha(["test/contract/*.contract.ts", ...process.argv.slice(2)]);
});

function checkShared() {
  const shared = resolve(process.env.RUNBOOKS_SHARED ?? join(projectFolder, "..", "shared"));
  const missing = [join("azure", "specs"), join("azure", "recorded"), "disks"]
    .map((name) => join(shared, name))
    .find((folder) => !existsSync(folder));
  if (missing === undefined) return;
  throw new Obstacle(
    `What others made isn't there: no folder ${missing}.`,
    "Put the folder shared beside the clone, or name it with the variable RUNBOOKS_SHARED.",
  );
}
