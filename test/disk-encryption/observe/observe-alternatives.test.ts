import assert from "node:assert/strict";

import { missing } from "../../../lib/azure/fact";
import { connect, type SandboxConnection } from "../../../lib/disk-encryption/connection/connect";
import { observe } from "../../../lib/disk-encryption/observe/observe";
import { observeAlternatives } from "../../../lib/disk-encryption/observe/observe-alternatives";

describe("What the other mechanisms depend on", () => {
  let azure: SandboxConnection;
  before(async () => {
    azure = await connect();
  });

  it("is the subscription's feature and the incremental snapshots of each disk", async () => {
    const facts = await observe(azure, "vm-web-01");
    const { encryptionAtHostFeature, incrementalSnapshots } = await observeAlternatives(azure, facts);
    assert.ok(encryptionAtHostFeature.kind === "known");
    assert.deepEqual(encryptionAtHostFeature.value, {
      subscriptionId: facts.virtualMachine.subscriptionId,
      name: "Microsoft.Compute/EncryptionAtHost",
      state: "NotRegistered",
    });
    assert.deepEqual(
      incrementalSnapshots.map((snapshots) => snapshots.kind === "known" && snapshots.value),
      [[], []],
    );
  });

  it("has no snapshots of a disk that could not be read", async () => {
    const facts = await observe(azure, "vm-web-01");
    const blind = { ...facts, disks: facts.disks.map(() => missing<never>("no rights")) };
    const { incrementalSnapshots } = await observeAlternatives(azure, blind);
    assert.deepEqual(incrementalSnapshots, blind.disks);
  });

  it("is missing, with the reason, where one has no right to read it", async () => {
    const facts = await observe(azure, "vm-web-01");
    const elsewhere = {
      ...facts,
      virtualMachine: { ...facts.virtualMachine, subscriptionId: "c0015003-50b5-4000-8000-c0ffee000003" },
    };
    const { encryptionAtHostFeature, incrementalSnapshots } = await observeAlternatives(azure, elsewhere);
    for (const fact of [encryptionAtHostFeature, ...incrementalSnapshots])
      assert.ok(fact.kind === "missing" && /authorization|403/.test(fact.reason), JSON.stringify(fact));
  });

  it("is read without a change", () => {
    assert.deepEqual(azure.changes, []);
  });
});
