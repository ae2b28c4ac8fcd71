#!/usr/bin/env node
// The command line `runbook`: sets the clone up where that is needed, then hands over to the library.
import { createRequire } from "node:module";
import { setUp } from "./set-up.mjs";
import { runMain } from "./steps/announce.mjs";

// 2, as for all that keeps a check from being made: 1 says that a VM is not ready.
const FAILED = 2;

await runMain(async () => {
  await setUp();
  const { runbook } = createRequire(import.meta.url)("../lib/cli/dist/runbook.js");
  await runbook(process.argv.slice(2));
}, FAILED);
