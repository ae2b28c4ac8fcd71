import assert from "node:assert/strict";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import { RunbookError } from "@runbooks/azure";
import {
  apply,
  approve,
  connect,
  evaluate,
  observe,
  planEncryption,
  probeScriptFor,
  readGuest,
  readiness,
  verify,
  watch,
} from "@runbooks/disk-encryption";
import { evaluateEncryptionAtHost } from "../../lib/disk-encryption/checks/host-encryption/evaluate";
import { observeEncryptionAtHost } from "../../lib/disk-encryption/jobs/encrypt-at-host/observe";
import {
  planEncryptionAtHost,
  planEncryptionAtHostOff,
} from "../../lib/disk-encryption/jobs/encrypt-at-host/plan";

const VM = "vm-web-01";

async function carryOut(azure: SandboxConnection, plan: Plan): Promise<void> {
  await apply(azure, plan, approve(azure, plan, plan.target));
}

const kindsOf = (plan: Plan): readonly string[] => plan.steps.map(({ action }) => action.kind);
const outcomeOf = async (azure: SandboxConnection, requirement: string): Promise<string | undefined> =>
  evaluateEncryptionAtHost(await observeEncryptionAtHost(azure, VM)).find(
    (finding) => finding.requirement === requirement,
  )?.current.outcome;

/** A sandbox in which the VM has encryption at host. */
async function encrypted(): Promise<SandboxConnection> {
  const azure = await connect();
  await carryOut(azure, planEncryptionAtHost(await observeEncryptionAtHost(azure, VM)));
  return azure;
}

/** A sandbox in which the VM has Azure Disk Encryption. */
async function withAzureDiskEncryption(): Promise<SandboxConnection> {
  const azure = await connect();
  const facts = await observe(azure, VM);
  const script = probeScriptFor(facts);
  const guest = await readGuest(azure, facts.virtualMachine, script);
  await carryOut(azure, planEncryption(await observe(azure, VM, { guest })));
  await watch(azure, VM, { script });
  return azure;
}

describe("Encryption at host in the sandbox, through Azure's own clients", () => {
  it("registers the feature, waits for it, and brings the VM back", async () => {
    const azure = await connect();
    assert.equal(await outcomeOf(azure, "feature-registered"), "fail");
    const plan = planEncryptionAtHost(await observeEncryptionAtHost(azure, VM));
    assert.deepEqual(kindsOf(plan), [
      "register-feature",
      "register-provider",
      "deallocate",
      "set-encryption-at-host",
      "start",
    ]);
    assert.deepEqual(plan.blockers, []);
    await carryOut(azure, plan);
    const after = await observeEncryptionAtHost(azure, VM);
    assert.equal(after.virtualMachine.encryptionAtHost, true);
    assert.equal(after.virtualMachine.powerState, "running");
    assert.equal(await outcomeOf(azure, "feature-registered"), "pass");
    assert.deepEqual(planEncryptionAtHost(after).steps, []);
  });

  it("is shown by verify for every disk, with the platform's key", async () => {
    const azure = await encrypted();
    const { disks } = await verify(azure, VM);
    assert.deepEqual([...new Set(disks.map(({ hostKey }) => hostKey))], ["platform-key"]);
  });

  it("rules Azure Disk Encryption out", async () => {
    const azure = await encrypted();
    const findings = evaluate(await observe(azure, VM));
    const finding = findings.find(({ requirement }) => requirement === "encryption-at-host");
    assert.equal(finding?.current.outcome, "fail");
  });

  it("is switched off again", async () => {
    const azure = await encrypted();
    await carryOut(azure, planEncryptionAtHostOff(await observeEncryptionAtHost(azure, VM)));
    const { virtualMachine } = await observeEncryptionAtHost(azure, VM);
    assert.deepEqual([virtualMachine.encryptionAtHost, virtualMachine.powerState], [false, "running"]);
  });

  it("is blocked for a VM that has Azure Disk Encryption, and refused by Azure where that was overridden", async () => {
    const azure = await withAzureDiskEncryption();
    const facts = await observeEncryptionAtHost(azure, VM);
    assert.deepEqual(
      planEncryptionAtHost(facts).blockers.map(({ requirement }) => requirement),
      ["azure-disk-encryption"],
    );
    const overrides = [{ requirement: "azure-disk-encryption", reason: "to see what Azure says" }] as const;
    await assert.rejects(carryOut(azure, planEncryptionAtHost(facts, { overrides })), RunbookError);
    assert.equal((await observeEncryptionAtHost(azure, VM)).virtualMachine.encryptionAtHost, false);
  });

  it("can be stopped while the feature is registered; nothing of the VM was touched", async () => {
    const azure = await connect();
    const plan = planEncryptionAtHost(await observeEncryptionAtHost(azure, VM));
    const stop = new AbortController();
    await assert.rejects(
      apply(azure, plan, approve(azure, plan, VM), {
        signal: stop.signal,
        onStepDone: () => {
          stop.abort();
        },
      }),
      (error) => error instanceof RunbookError && error.code === "Interrupted",
    );
    const after = await observeEncryptionAtHost(azure, VM);
    assert.equal(after.virtualMachine.powerState, "running");
    assert.equal(readiness(evaluateEncryptionAtHost(after)).outcome, "not-ready");
    assert.deepEqual(kindsOf(planEncryptionAtHost(after)).slice(0, 1), ["register-provider"]);
  });
});
