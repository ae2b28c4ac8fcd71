import assert from "node:assert/strict";
import { inspect } from "node:util";

import {
  planHash,
  planSteps,
  planText,
  sealPlan,
  type PlanContent,
  type StepContent,
} from "../../../lib/disk-encryption/change/plan";
import { VAULT_ID, VM_ID } from "../../builders";

const restart: StepContent = {
  title: "Restart vm-web-01",
  action: { kind: "restart", vmId: VM_ID },
  impact: "restart",
  undo: { kind: "impossible", because: "a restart can't be taken back" },
};
const enable: StepContent = {
  title: "Enable the vault",
  action: { kind: "update-key-vault", vaultId: VAULT_ID, properties: { enabledForDiskEncryption: true } },
  impact: "none",
  undo: { kind: "possible", how: "switch it off again" },
  expectedDuration: "a second",
};

const content = (changes: Partial<PlanContent> = {}): PlanContent => ({
  job: "encrypt-running-vm",
  target: "vm-web-01",
  targetId: VM_ID,
  edition: "both",
  steps: planSteps([enable, restart]),
  touches: [{ id: VM_ID.toLowerCase(), state: "0" }],
  blockers: [],
  overrides: [],
  warnings: [],
  ...changes,
});

describe("The steps of a plan", () => {
  it("are numbered in their order, with their kind", () => {
    assert.deepEqual(
      content().steps.map(({ id }) => id),
      ["1-update-key-vault", "2-restart"],
    );
  });

  it("each have the request that will be sent", () => {
    assert.deepEqual(content().steps[1]?.request, { method: "POST", path: `${VM_ID}/restart` });
  });
});

describe("The hash of a plan", () => {
  const hash = planHash(content());

  it("is twelve hexadecimal digits", () => {
    assert.match(hash, /^[0-9a-f]{12}$/);
  });

  it("is the same for the same plan", () => {
    assert.equal(planHash(content()), hash);
  });

  it("is part of the sealed plan", () => {
    assert.equal(sealPlan(content()).hash, hash);
  });

  for (const [what, changes] of [
    ["the job", { job: "disable-encryption" }],
    ["the target", { targetId: `${VM_ID}2` }],
    ["the edition", { edition: "current" }],
    ["a step less", { steps: planSteps([enable]) }],
    ["the order of the steps", { steps: planSteps([restart, enable]) }],
    [
      "one property of one request",
      {
        steps: planSteps([
          { ...enable, action: { ...enable.action, vaultId: `${VAULT_ID}2` } as StepContent["action"] },
          restart,
        ]),
      },
    ],
    ["the state of what it touches", { touches: [{ id: VM_ID.toLowerCase(), state: "1" }] }],
    ["one more thing that it touches", { touches: [...content().touches, { id: VAULT_ID, state: "0" }] }],
    ["a blocker", { blockers: [{ requirement: "memory", outcome: "fail", evidence: "e", fix: "f" }] }],
    ["an override", { overrides: [{ requirement: "memory", reason: "tested" }] }],
  ] as const satisfies readonly (readonly [string, Partial<PlanContent>])[]) {
    it(`changes with ${what}`, () => {
      assert.notEqual(planHash(content(changes)), hash);
    });
  }

  it("changes with the reason of an override", () => {
    const because = (reason: string): string =>
      planHash(content({ overrides: [{ requirement: "memory", reason }] }));
    assert.notEqual(because("tested"), because("in a hurry"));
  });

  it("does not change with the case in which Azure answers the target's id", () => {
    assert.equal(planHash(content({ targetId: VM_ID.toUpperCase() })), hash);
  });
});

describe("A plan in plain text", () => {
  const text = planText(
    sealPlan(
      content({
        warnings: ["Take care."],
        blockers: [{ requirement: "memory", outcome: "fail", evidence: "1 GB.", fix: "Resize." }],
        overrides: [{ requirement: "vm-agent", reason: "restarted by hand" }],
      }),
    ),
  );

  for (const [what, expected] of [
    ["its hash, its job and its target", /^Plan [0-9a-f]{12}: encrypt-running-vm for vm-web-01$/m],
    ["its warnings", /^ {2}! Take care\.$/m],
    ["what blocks it, with the fix", /BLOCKED by memory \(fail\): 1 GB\.\n {4}Try: Resize\./],
    ["what was overridden, with the reason", /OVERRIDDEN vm-agent, because: restarted by hand/],
    ["each request", new RegExp(`PATCH ${VAULT_ID}`)],
    ["what a step does to the VM, and how long it takes", /no downtime; a second/],
    ["how a step is undone", /undo: switch it off again/],
    ["why a step can't be undone", /undo: not possible, a restart can't be taken back/],
  ] as const) {
    it(`tells ${what}`, () => {
      assert.match(text, expected);
    });
  }

  it("says so where there is nothing to do", () => {
    assert.match(planText(sealPlan(content({ steps: [] }))), /Nothing to do\./);
  });

  it("is how a plan prints itself", () => {
    const plan = sealPlan(content());
    assert.equal(inspect(plan), planText(plan));
  });
});
