import assert from "node:assert/strict";

import { connect, type SandboxConnection } from "../../../lib/disk-encryption/connection/connect";
import { observe } from "../../../lib/disk-encryption/observe/observe";
import { proposeAll } from "../../../lib/disk-encryption/propose/propose-all";
import { proposeEncryption } from "../../../lib/disk-encryption/propose/propose";

describe("Several VMs with a proposal each", () => {
  let azure: SandboxConnection;
  before(async () => {
    azure = await connect();
  });

  it("are observed with what is proposed for each by itself, in the order they were asked for", async () => {
    const names = ["vm-web-01", "vm-data-01"];
    const { facts, proposals, notObserved } = await proposeAll(azure, names);
    const alone = await Promise.all(names.map((name) => proposeEncryption(azure, name)));
    assert.deepEqual(proposals, alone);
    assert.deepEqual(
      facts.map(({ virtualMachine }) => virtualMachine.name),
      names,
    );
    assert.deepEqual(facts[1], await observe(azure, "vm-data-01", alone[1]?.wishes));
    assert.deepEqual(notObserved, []);
  });

  it("are all observed but those that can't be, each of which says why", async () => {
    const { facts, notObserved } = await proposeAll(azure, ["vm-nowhere", "vm-web-01", "vm-app-01"]);
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
    const { facts } = await proposeAll(azure, ["vm-web-01"], {
      keyEncryptionKeyUrl: "none",
      volumeType: "OS",
    });
    assert.deepEqual([facts[0]?.keyEncryptionKey, facts[0]?.volumeType], ["none", "OS"]);
  });
});
