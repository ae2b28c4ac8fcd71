import assert from "node:assert/strict";

import { RunbookError } from "@runbooks/azure";
import { connect, readEncryptionAtRest } from "@runbooks/disk-encryption";

const PRODUCTION = "c0015001-50b5-4000-8000-c0ffee000001";

describe("What a resource group stores in the sandbox", () => {
  it("is encrypted with the platform's key without anyone doing anything: disks, snapshots and images", async () => {
    const azure = await connect();
    const stored = await readEncryptionAtRest(azure, {
      subscriptionId: PRODUCTION,
      resourceGroupName: "rg-data-weu",
    });
    assert.deepEqual(new Set(stored.map(({ kind }) => kind)), new Set(["disk", "snapshot", "image"]));
    assert.ok(
      stored.every(({ serverSideEncryption: { kind } }) => kind === "platform-key"),
      JSON.stringify(stored),
    );
  });

  it("is told with its set where a customer's key encrypts it", async () => {
    const azure = await connect();
    const stored = await readEncryptionAtRest(azure, {
      subscriptionId: "c0015002-50b5-4000-8000-c0ffee000002",
      resourceGroupName: "rg-finance-weu",
    });
    const ledger = stored.find(({ name }) => name === "vm-ledger-01-osdisk");
    assert.ok(ledger?.serverSideEncryption.kind === "customer-key");
    assert.match(ledger.serverSideEncryption.diskEncryptionSetId, /des-contoso-fin$/);
  });

  it("can't be told of a group that is not there", async () => {
    const azure = await connect();
    await assert.rejects(
      readEncryptionAtRest(azure, { subscriptionId: PRODUCTION, resourceGroupName: "rg-nowhere" }),
      (error) => error instanceof RunbookError && error.code === "ResourceGroupNotFound",
    );
  });
});
