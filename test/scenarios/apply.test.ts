import assert from "node:assert/strict";
import { inspect } from "node:util";

import type { ApplyProgress } from "../../lib/disk-encryption/change/apply";
import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { DiskEncryptionSetRequest } from "../../lib/disk-encryption/jobs/disk-encryption-set/request";
import { Redacted, RunbookError } from "@runbooks/azure";
import { apply, approve, connect } from "@runbooks/disk-encryption";
import { observeCustomerKey } from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/observe";
import { observeDiskEncryptionSet } from "../../lib/disk-encryption/jobs/disk-encryption-set/observe";
import { observeNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/observe";
import { planCustomerKey } from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/plan";
import { planDiskEncryptionSet } from "../../lib/disk-encryption/jobs/disk-encryption-set/plan";
import { planNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import { holdsText } from "../holds-text";

const PRODUCTION = "c0015001-50b5-4000-8000-c0ffee000001";
const GROUP = `/subscriptions/${PRODUCTION}/resourceGroups/rg-security-weu/providers`;
const NETWORK_ID = `/subscriptions/${PRODUCTION}/resourceGroups/rg-web-weu/providers/Microsoft.Network/virtualNetworks/vnet-web-weu`;
const SET_ID = `${GROUP}/Microsoft.Compute/diskEncryptionSets/des-test-weu`;
const VM = "vm-web-01";

/** A plan for a VM's disks under a set whose grant was made a moment ago: Azure refuses the disks for some minutes yet. */
async function planUnderAYoungGrant(azure: SandboxConnection): Promise<Plan> {
  const request: DiskEncryptionSetRequest = {
    diskEncryptionSetId: SET_ID,
    location: "westeurope",
    tenantId: azure.tenantId,
    keyVaultId: `${GROUP}/Microsoft.KeyVault/vaults/kv-test-des-weu`,
    key: { name: "key-des" },
  };
  for (;;) {
    const plan = planDiskEncryptionSet(await observeDiskEncryptionSet(azure, request), request);
    if (plan.steps.length === 0) break;
    await apply(azure, plan, approve(azure, plan, plan.target));
  }
  return planCustomerKey(
    await observeCustomerKey(azure, { virtualMachine: VM, diskEncryptionSetId: SET_ID }),
  );
}

async function failureOf(doing: Promise<unknown>): Promise<RunbookError> {
  const error: unknown = await doing.then(
    () => assert.fail("it was done"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RunbookError, inspect(error));
  return error;
}

describe("A plan that is stopped", () => {
  it("sends no further step after the one that it was at", async () => {
    const azure = await connect();
    const plan = await planUnderAYoungGrant(azure);
    const before = azure.changes.length;
    const stop = new AbortController();
    const { code, message } = await failureOf(
      apply(azure, plan, approve(azure, plan, VM), {
        signal: stop.signal,
        onStepDone: () => {
          stop.abort();
        },
      }),
    );
    assert.equal(code, "Interrupted");
    assert.match(message, /step 2-[a-z-]+ of vm-web-01; nothing of it was sent/);
    assert.equal(azure.changes.length, before + 1);
  });

  it("sends nothing where it was stopped before", async () => {
    const azure = await connect();
    const plan = await planUnderAYoungGrant(azure);
    const before = azure.changes.length;
    const { code } = await failureOf(
      apply(azure, plan, approve(azure, plan, VM), { signal: AbortSignal.abort() }),
    );
    assert.equal(code, "Interrupted");
    assert.equal(azure.changes.length, before);
  });

  it("while Azure refuses a step for the moment, says that nothing of it is under way, and that the VM is down", async () => {
    const azure = await connect();
    const plan = await planUnderAYoungGrant(azure);
    const stop = new AbortController();
    const { code, message, hint } = await failureOf(
      apply(azure, plan, approve(azure, plan, VM), {
        signal: stop.signal,
        onProgress: ({ detail }) => {
          if (detail?.includes("refused") === true) stop.abort();
        },
      }),
    );
    assert.equal(code, "Interrupted");
    assert.match(
      message,
      /Azure had refused it, and nothing of it is under way\. Done before it: 1-deallocate\.$/,
    );
    assert.match(hint, /^vm-web-01 is down now\. Observe again/);
  });
});

describe("A step that Azure refuses for the moment", () => {
  it("is on record once for each time that it was sent, with how it ended", async () => {
    const azure = await connect();
    const plan = await planUnderAYoungGrant(azure);
    const before = azure.changes.length;
    const details: string[] = [];
    await apply(azure, plan, approve(azure, plan, VM), {
      onProgress: ({ detail }: ApplyProgress) => {
        if (detail !== undefined) details.push(detail);
      },
    });
    const outcomes = azure.changes.slice(before).map(({ intent, outcome }) => ({
      step: intent.stepId,
      outcome: outcome?.kind === "failed" ? outcome.code : outcome?.kind,
    }));
    const refused = outcomes.filter(({ outcome }) => outcome === "KeyVaultAccessForbidden");
    assert.ok(refused.length > 0, inspect(outcomes));
    assert.deepEqual(
      outcomes.filter(({ outcome }) => outcome !== "KeyVaultAccessForbidden"),
      plan.steps.map(({ id }) => ({ step: id, outcome: "done" })),
    );
    assert.equal(details[0], "refused once (KeyVaultAccessForbidden), sent again until it is in effect");
  });
});

describe("The error of a refused step", () => {
  it("holds no password, however deep one looks", async () => {
    const azure = await connect();
    const facts = await observeNewVirtualMachine(azure, {
      subscriptionId: PRODUCTION,
      resourceGroupName: "rg-web-weu",
      name: "vm-new-01",
      location: "westeurope",
      vmSize: "Standard_D2s_v5",
      image: {
        publisher: "MicrosoftWindowsServer",
        offer: "WindowsServer",
        sku: "2022-datacenter",
        version: "latest",
      },
      subnetId: `${NETWORK_ID}/subnets/default`,
      administrator: { userName: "dana", signInWith: { kind: "password" } },
      encryption: { kind: "server-side" },
    });
    const plan = planNewVirtualMachine(facts);
    // Refused by Azure at the last moment: the subnet goes after the state was looked at.
    azure.sandbox.world.resources.delete(NETWORK_ID);
    const password = "Correct-horse-42-battery";
    const error = await failureOf(
      apply(azure, plan, approve(azure, plan, plan.target), {
        secrets: { adminPassword: new Redacted(password) },
      }),
    );
    assert.ok(error.cause instanceof Error);
    assert.ok(!holdsText(error, new RegExp(password)));
  });
});
