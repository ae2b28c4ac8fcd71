import assert from "node:assert/strict";

import { connect, type SandboxConnection } from "../../../../lib/disk-encryption/connection/connect";
import { planEncryption } from "../../../../lib/disk-encryption/jobs/encrypt-running-vm/plan";
import { watch } from "../../../../lib/disk-encryption/jobs/encrypt-running-vm/watch";
import { observe } from "../../../../lib/disk-encryption/observe/observe";
import { apply, type ApplyResult } from "../../../../lib/disk-encryption/change/apply";
import { approve } from "../../../../lib/disk-encryption/change/approve";
import { readGuest } from "../../../../lib/disk-encryption/probe/read-guest";
import { probeScript } from "../../../../lib/disk-encryption/probe/scripts";
import { RunbookError } from "../../../../lib/azure/errors";
import { guestOf } from "../../../../lib/sandbox/guest/guest";
import { shutDown } from "../../../../lib/sandbox/guest/boot-state";

const LINUX = "vm-data-01";
const script = probeScript("Linux");

async function encryptOsVolume(azure: SandboxConnection, signal?: AbortSignal): Promise<ApplyResult> {
  const { virtualMachine } = await observe(azure, LINUX);
  const guest = await readGuest(azure, virtualMachine, script);
  const plan = planEncryption(await observe(azure, LINUX, { guest, volumeType: "OS" }), {
    withoutSnapshots: true,
  });
  return await apply(azure, plan, approve(azure, plan, LINUX), signal === undefined ? {} : { signal });
}

describe("The restart that ends the encryption of a Linux OS volume", () => {
  it("comes once the extension asks for it, and the volume is encrypted after it", async () => {
    const azure = await connect();
    const { steps } = await encryptOsVolume(azure);
    const [extension, restart] = steps;
    assert.ok(extension && restart);
    const inMinutes = (restart.endedAt.getTime() - extension.endedAt.getTime()) / 60_000;
    assert.ok(
      inMinutes > 30,
      `it came ${inMinutes} minutes after the extension's operation was over, in the midst of the encryption`,
    );
    assert.equal((await watch(azure, LINUX, { script })).state, "encrypted");
  });

  it("is not waited for any more where the VM is deallocated meanwhile", async () => {
    const azure = await connect();
    const { virtualMachine } = await observe(azure, LINUX);
    const { world } = azure.sandbox;
    const guest = guestOf(world, virtualMachine.id);
    assert.ok(guest);
    world.clock.after(30 * 60_000, () => {
      shutDown(guest, "deallocated", world.clock.now());
    });
    // Else the wait would have no end.
    const end = new AbortController();
    world.clock.after(48 * 3_600_000, () => {
      end.abort(new Error("Still waiting after two days."));
    });
    await assert.rejects(
      encryptOsVolume(azure, end.signal),
      (error: unknown) =>
        error instanceof RunbookError &&
        error.code === "AzureOperationFailed" &&
        error.message.includes("is deallocated; its encryption does not go on"),
    );
  });

  it("is not sent where the wait for it was interrupted, and says so", async () => {
    const azure = await connect();
    const interrupt = new AbortController();
    azure.sandbox.world.clock.after(10 * 60_000, () => {
      interrupt.abort(new Error("Stopped by an interrupt."));
    });
    await assert.rejects(
      encryptOsVolume(azure, interrupt.signal),
      (error: unknown) => error instanceof RunbookError && error.code === "Interrupted",
    );
    assert.equal((await watch(azure, LINUX, { script })).state, "restart-pending");
  });
});

describe("Watching a Windows VM without its guest", () => {
  it("is refused, since the extension never says that BitLocker is through", async () => {
    await assert.rejects(
      watch(await connect(), "vm-web-01"),
      (error: unknown) => error instanceof RunbookError && error.code === "ArgumentInvalid",
    );
  });
});
