import assert from "node:assert/strict";

import { connect, type SandboxConnection } from "../../../lib/disk-encryption/connection/connect";
import { observe } from "../../../lib/disk-encryption/observe/observe";
import { probeAll } from "../../../lib/disk-encryption/observe/probe-all";
import { RunbookError } from "../../../lib/azure/errors";

describe("The probe of several VMs", () => {
  let azure: SandboxConnection;
  before(async () => {
    azure = await connect();
  });

  it("adds to each VM's facts what its guest says; one that does not answer says why, and keeps none from it", async () => {
    const facts = [];
    for (const name of ["vm-print-01", "vm-web-01", "vm-data-01"]) facts.push(await observe(azure, name));
    const [off, windows, linux] = await probeAll(azure, facts);
    assert.ok(
      off?.guest.kind === "missing" && off.guest.reason.includes("vm-print-01"),
      JSON.stringify(off?.guest),
    );
    assert.ok(windows?.guest.kind === "known" && windows.guest.value.osType === "Windows");
    assert.ok(linux?.guest.kind === "known" && linux.guest.value.osType === "Linux");
  });

  it("changes nothing in Azure", () => {
    assert.deepEqual(azure.changes, []);
  });

  it("stops at an interrupt", async () => {
    const facts = [await observe(azure, "vm-web-01")];
    await assert.rejects(
      probeAll(azure, facts, AbortSignal.abort(new Error("stop"))),
      (error) => error instanceof RunbookError && error.code === "Interrupted",
    );
  });
});
