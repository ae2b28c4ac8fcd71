/** Installs the npm packages and builds the library, where that isn't done yet. All other commands begin with it. */
import { announce, isMain, runMain } from "./steps/announce.mjs";
import { buildLibrary } from "./steps/library.mjs";
import { checkNode, installNodePackages } from "./steps/node-packages.mjs";

export async function setUp() {
  checkNode();
  await installNodePackages();
  await buildLibrary();
}

if (isMain(import.meta)) {
  await runMain(async () => {
    await setUp();
    announce("The library is ready");
  });
}
