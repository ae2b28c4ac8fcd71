import assert from "node:assert/strict";

import { connect, type SandboxConnection } from "../../../../lib/disk-encryption/connection/connect";
import { RunbookError } from "../../../../lib/azure/errors";
import { untilAgentReady } from "../../../../lib/disk-encryption/change/waits/until-agent-ready";
import { guestOf } from "../../../../lib/sandbox/guest/guest";
import { boot, shutDown } from "../../../../lib/sandbox/guest/boot-state";
import { updateProperties } from "../../../../lib/sandbox/state";

const VM_ID =
  "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-web-weu/providers/Microsoft.Compute/virtualMachines/vm-web-01";

/** A sandbox whose vm-web-01 does not run, so that its agent does not report. */
async function withoutAgent(): Promise<SandboxConnection> {
  const azure = await connect();
  const guest = guestOf(azure.sandbox.world, VM_ID);
  assert.ok(guest);
  shutDown(guest, "stopped", azure.clock.now());
  return azure;
}

describe("The wait for the agent of a new VM", () => {
  it("is over at once where the agent is Ready", async () => {
    const azure = await connect();
    const before = azure.clock.now();
    await untilAgentReady(azure, VM_ID, {});
    assert.deepEqual(azure.clock.now(), before);
  });

  it("goes on until the agent reports, and tells that it waits for it", async () => {
    const azure = await withoutAgent();
    const { world } = azure.sandbox;
    world.clock.after(3 * 60_000, () => {
      const guest = guestOf(world, VM_ID);
      assert.ok(guest);
      boot(guest, world.clock.now());
    });
    const details: (string | undefined)[] = [];
    await untilAgentReady(azure, VM_ID, { onProgress: ({ detail }) => details.push(detail) });
    assert.ok(details.length > 1);
    assert.match(details[0] ?? "", /waiting for the agent/);
  });

  it("ends after 25 minutes, with what to look at and how to go on", async () => {
    const azure = await withoutAgent();
    const startedAtInMs = azure.clock.now().getTime();
    await assert.rejects(
      untilAgentReady(azure, VM_ID, {}),
      (error: unknown) =>
        error instanceof RunbookError &&
        error.code === "AzureOperationFailed" &&
        error.hint.includes("boot diagnostics") &&
        error.hint.includes("planEncryption"),
    );
    assert.equal((azure.clock.now().getTime() - startedAtInMs) / 60_000, 25);
  });

  it("ends where the VM could not be created", async () => {
    const azure = await connect();
    updateProperties(azure.sandbox.world.resources, VM_ID, (properties) => ({
      ...properties,
      provisioningState: "Failed",
    }));
    await assert.rejects(untilAgentReady(azure, VM_ID, {}), /could not be created/);
  });

  it("can be stopped", async () => {
    const azure = await withoutAgent();
    const stop = new AbortController();
    await assert.rejects(
      untilAgentReady(azure, VM_ID, {
        signal: stop.signal,
        onProgress: () => {
          stop.abort(new Error("stopped by a test"));
        },
      }),
      /stopped by a test/,
    );
  });
});
