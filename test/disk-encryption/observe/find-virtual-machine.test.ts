import assert from "node:assert/strict";

import { connect } from "../../../lib/disk-encryption/connection/connect";
import type { Connection } from "../../../lib/disk-encryption/connection/connection";
import { findVirtualMachine } from "../../../lib/disk-encryption/observe/find-virtual-machine";
import { RunbookError } from "../../../lib/azure/errors";

/** Sees a subscription, first of all, that it may not read. */
async function withUnreadable(): Promise<Connection> {
  const azure = await connect();
  const unreadable = {
    subscriptionId: "c0015003-50b5-4000-8000-c0ffee000003",
    displayName: "Contoso Research",
  };
  return { ...azure, subscriptions: [unreadable, ...azure.subscriptions] };
}

describe("Looking for a VM by its name where a subscription can't be read", () => {
  it("finds it in another", async () => {
    assert.equal((await findVirtualMachine(await withUnreadable(), "vm-web-01")).name, "vm-web-01");
  });

  it("says why it could not look where it is in no other: it may be there", async () => {
    await assert.rejects(
      findVirtualMachine(await withUnreadable(), "vm-nowhere"),
      (error) => error instanceof RunbookError && error.code === "AuthorizationFailed",
    );
  });
});
