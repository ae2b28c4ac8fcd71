import assert from "node:assert/strict";

import { connect, type SandboxConnection } from "../../../lib/disk-encryption/connection/connect";
import { observe } from "../../../lib/disk-encryption/observe/observe";
import { observeAll, probeAll } from "../../../lib/disk-encryption/observe/observe-all";
import { RunbookError } from "../../../lib/azure/errors";

describe("Several VMs observed at once", () => {
  let azure: SandboxConnection;
  before(async () => {
    azure = await connect();
  });

  it("are observed as each by itself, in the order they were asked for", async () => {
    const { facts, notObserved } = await observeAll(azure, ["vm-web-01", "vm-data-01"]);
    assert.deepEqual(facts, [await observe(azure, "vm-web-01"), await observe(azure, "vm-data-01")]);
    assert.deepEqual(notObserved, []);
  });

  it("are all observed but those that can't be, each of which says why", async () => {
    const { facts, notObserved } = await observeAll(azure, ["vm-nowhere", "vm-web-01", "vm-app-01"]);
    assert.deepEqual(
      facts.map(({ virtualMachine }) => virtualMachine.name),
      ["vm-web-01"],
    );
    assert.deepEqual(
      notObserved.map(({ reference, error }) => [reference, error.code]),
      [
        ["vm-nowhere", "VirtualMachineNotFound"],
        ["vm-app-01", "VirtualMachineAmbiguous"],
      ],
    );
  });

  it("share what is asked for", async () => {
    const { facts } = await observeAll(azure, ["vm-web-01"], {
      keyEncryptionKeyUrl: "none",
      volumeType: "OS",
    });
    assert.deepEqual([facts[0]?.keyEncryptionKey, facts[0]?.volumeType], ["none", "OS"]);
  });
});

describe("The probe of several VMs", () => {
  let azure: SandboxConnection;
  before(async () => {
    azure = await connect();
  });

  it("adds to each VM's facts what its guest says; one that does not answer says why, and keeps none from it", async () => {
    const { facts } = await observeAll(azure, ["vm-print-01", "vm-web-01", "vm-data-01"]);
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
    const { facts } = await observeAll(azure, ["vm-web-01"]);
    await assert.rejects(
      probeAll(azure, facts, AbortSignal.abort(new Error("stop"))),
      (error) => error instanceof RunbookError && error.code === "Interrupted",
    );
  });
});
