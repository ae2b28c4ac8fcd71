import assert from "node:assert/strict";

import { drivenClock } from "../../../lib/disk-encryption/connection/clock";
import type { Connection } from "../../../lib/disk-encryption/connection/connection";
import { approve, assertApproved } from "../../../lib/disk-encryption/change/approve";
import { planHash, sealPlan, type Plan, type PlanContent } from "../../../lib/disk-encryption/change/plan";
import { RunbookError } from "../../../lib/azure/errors";
import { OBSERVED_AT, VM_ID } from "../../builders";

let now = OBSERVED_AT;

/** Adele, at nine o'clock unless a test says otherwise. */
const azure: Pick<Connection, "clock" | "principal"> = {
  clock: drivenClock({ now: () => now, advance: () => undefined }),
  principal: { name: "adele@contoso.com", objectId: "33333333-3333-3333-3333-333333333333" },
};
const after = (minutes: number): Date => new Date(OBSERVED_AT.getTime() + minutes * 60_000);

const aPlan = (changes: Partial<PlanContent> = {}): Plan =>
  sealPlan({
    job: "encrypt-running-vm",
    target: "vm-web-01",
    targetId: VM_ID,
    edition: "both",
    steps: [],
    touches: [],
    blockers: [],
    overrides: [],
    warnings: [],
    ...changes,
  });
const blocked = aPlan({
  blockers: [
    { requirement: "memory", outcome: "fail", evidence: "1 GB.", fix: "Resize the VM." },
    { requirement: "networking", outcome: "unknown", evidence: "not known", fix: "Run the probe." },
  ],
});

function refusal(action: () => unknown): RunbookError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return error;
  }
  assert.fail("nothing was refused");
}

describe("An approval", () => {
  const plan = aPlan();

  it("is refused for a plan of a guest that was read more than an hour ago", () => {
    now = after(61);
    try {
      assert.equal(approve(azure, aPlan({ guestReadAt: after(1) }), plan.target).target, plan.target);
      const { code, message, hint } = refusal(() =>
        approve(azure, aPlan({ guestReadAt: OBSERVED_AT }), plan.target),
      );
      assert.equal(code, "PlanBlocked");
      assert.match(
        message,
        /guest of vm-web-01 was read at 2026-11-24T09:00:00\.000Z, more than an hour ago/,
      );
      assert.match(hint, /readGuest\(azure/);
    } finally {
      now = OBSERVED_AT;
    }
  });

  for (const [what, text] of [
    ["the target's name", plan.target],
    ["the plan's hash", plan.hash],
  ] as const) {
    it(`is given by typing ${what}`, () => {
      assert.equal(approve(azure, plan, text).planHash, plan.hash);
    });
  }

  for (const [what, text] of [
    ["nothing", ""],
    ["yes", "yes"],
    ["another VM's name", "vm-web-02"],
    ["the target's name in another case", "VM-WEB-01"],
    ["the target's name with a blank", "vm-web-01 "],
    ["a part of the hash", plan.hash.slice(0, 6)],
    ["the hash of another plan", aPlan({ edition: "module" }).hash],
    ["the target's id", plan.targetId],
  ] as const) {
    it(`is refused to who types ${what}`, () => {
      assert.equal(refusal(() => approve(azure, plan, text)).code, "ApprovalRefused");
    });
  }

  it("says who approved what, and when", () => {
    assert.deepEqual(approve(azure, plan, "vm-web-01"), {
      planHash: plan.hash,
      target: "vm-web-01",
      approvedBy: "adele@contoso.com",
      approvedAt: OBSERVED_AT,
      expiresAt: after(60),
    });
  });

  it("of a blocked plan is refused, with every requirement that is in the way", () => {
    const { code, message } = refusal(() => approve(azure, blocked, "vm-web-01"));
    assert.equal(code, "PlanBlocked");
    assert.match(message, /memory, networking/);
  });

  it("of a plan that a failed requirement blocks is refused with the fix as the hint, and no override: Azure would refuse it", () => {
    assert.equal(refusal(() => approve(azure, blocked, "vm-web-01")).hint, "Resize the VM.");
  });

  it("of a plan that only something unknown blocks is refused with the override as the other way", () => {
    const open = aPlan({
      blockers: [{ requirement: "networking", outcome: "unknown", evidence: "x", fix: "Run the probe" }],
    });
    assert.match(
      refusal(() => approve(azure, open, "vm-web-01")).hint,
      /^Run the probe\. Or, .*override networking by name/,
    );
  });

  it("of a plan that one edition alone blocks is refused with the edition to set", () => {
    const permitted = aPlan({
      blockers: [
        {
          requirement: "vm-generation",
          outcome: "fail",
          evidence: "x",
          fix: "Take another",
          permittedBy: "current",
        },
      ],
    });
    assert.match(
      refusal(() => approve(azure, permitted, "vm-web-01")).hint,
      /^Take another\. Or .*set edition to "current" \(command line: --edition current\)/,
    );
  });

  it("of a plan that more than the module blocks is refused first for what no edition takes away", () => {
    const both = aPlan({
      blockers: [
        {
          requirement: "vm-generation",
          outcome: "fail",
          evidence: "Generation 2.",
          fix: "x",
          permittedBy: "current",
        },
        { requirement: "memory", outcome: "fail", evidence: "1 GB.", fix: "Resize the VM." },
      ],
    });
    const { message, hint } = refusal(() => approve(azure, both, "vm-web-01"));
    assert.match(message, /does not meet memory, vm-generation: 1 GB\.$/);
    assert.equal(hint, "Resize the VM.");
  });

  it("with nothing typed is refused without showing an empty name", () => {
    assert.equal(
      refusal(() => approve(azure, aPlan(), "")).message,
      "The plan for vm-web-01 is not approved: nothing was typed.",
    );
  });
});

describe("A plan is carried out on an approval", () => {
  const plan = aPlan();
  const approval = approve(azure, plan, "vm-web-01");
  const evaluatedAfter = (minutes: number, evaluate: () => void): void => {
    now = after(minutes);
    try {
      evaluate();
    } finally {
      now = OBSERVED_AT;
    }
  };
  const refusalAfter = (minutes: number, ...[on, of, yes]: Parameters<typeof assertApproved>): string => {
    let code = "";
    evaluatedAfter(minutes, () => {
      code = refusal(() => {
        assertApproved(on, of, yes);
      }).code;
    });
    return code;
  };

  for (const minutes of [0, 59]) {
    it(`of ${minutes} minutes ago`, () => {
      evaluatedAfter(minutes, () => {
        assertApproved(azure, plan, approval);
      });
    });
  }

  for (const minutes of [60, 61]) {
    it(`not of ${minutes} minutes ago`, () => {
      assert.equal(refusalAfter(minutes, azure, plan, approval), "ApprovalExpired");
    });
  }

  it("not of 61 minutes ago, even where its date was moved by hand", () => {
    const moved = approve(azure, plan, "vm-web-01");
    moved.expiresAt.setFullYear(2099);
    assert.equal(refusalAfter(61, azure, plan, moved), "ApprovalExpired");
  });

  it("not of another plan for the same VM", () => {
    const other = aPlan({ overrides: [{ requirement: "memory", reason: "tested" }] });
    assert.equal(refusalAfter(0, azure, other, approval), "ApprovalRefused");
  });

  it("not where the approval was put together by hand", () => {
    assert.equal(refusalAfter(0, azure, plan, { ...approval }), "ApprovalRefused");
  });

  it("not where it was given on another connection, with a clock and a name of its own", () => {
    const forged = approve({ ...azure, principal: { name: "the CEO", objectId: "x" } }, plan, "vm-web-01");
    assert.equal(refusalAfter(0, azure, plan, forged), "ApprovalRefused");
  });
});

describe("A plan that was changed by hand", () => {
  it("is not approved, even where its blockers were taken out and its hash computed anew", () => {
    const unblocked = { ...blocked, blockers: [] };
    const forged = { ...unblocked, hash: planHash(unblocked) };
    assert.equal(refusal(() => approve(azure, forged, "vm-web-01")).code, "ApprovalRefused");
  });

  it("can't come to be: a plan is frozen, steps and requests included", () => {
    const plan = aPlan({ warnings: ["Azure Disk Encryption retires."] });
    assert.ok(Object.isFrozen(plan) && Object.isFrozen(plan.warnings) && Object.isFrozen(plan.steps));
  });
});
