import assert from "node:assert/strict";

import {
  performChange,
  createChangeGate,
  createChangeLog,
} from "../../../lib/disk-encryption/connection/changes";
import { drivenClock } from "../../../lib/disk-encryption/connection/clock";
import type { Connection } from "../../../lib/disk-encryption/connection/connection";
import type { Action } from "../../../lib/disk-encryption/change/actions";
import {
  approveDestruction,
  assertDestructionApproved,
} from "../../../lib/disk-encryption/change/approve-destruction";
import { planSteps, planText, sealPlan, type Plan } from "../../../lib/disk-encryption/change/plan";
import { planView } from "../../../lib/disk-encryption/presentation/plan-view";
import { RunbookError } from "../../../lib/azure/errors";
import { OBSERVED_AT, VM_ID } from "../../builders";

let now = OBSERVED_AT;
const azure: Pick<Connection, "clock" | "principal"> = {
  clock: drivenClock({ now: () => now, advance: () => undefined }),
  principal: { name: "adele@contoso.com", objectId: "33333333-3333-3333-3333-333333333333" },
};

const wiping = (wipes: readonly string[] | undefined): Action => ({
  kind: "put-extension",
  vmId: VM_ID,
  location: "westeurope",
  extensionType: "AzureDiskEncryptionForLinux",
  typeHandlerVersion: "1.1",
  settings: { EncryptionOperation: "EnableEncryptionFormatAll", VolumeType: "Data" },
  ...(wipes === undefined ? {} : { wipes }),
});
const stepsOf = (wipes: readonly string[] | undefined): Plan["steps"] =>
  planSteps([
    {
      title: "Wipe",
      action: wiping(wipes),
      impact: "may-restart",
      undo: { kind: "impossible", because: "gone" },
    },
  ]);
const aPlan = (wipes: readonly string[] = ["/data3", "/mnt"], target = "vm-web-01"): Plan =>
  sealPlan({
    job: "format-and-encrypt",
    target,
    targetId: VM_ID,
    edition: "both",
    steps: stepsOf(wipes),
    touches: [],
    blockers: [],
    overrides: [],
    warnings: [],
  });
const STEP = "1-put-extension";
const WORDS = "vm-web-01 /data3 /mnt";

function refusal(action: () => unknown): RunbookError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return error;
  }
  assert.fail("nothing was refused");
}

describe("The approval of what a step destroys", () => {
  const plan = aPlan();

  beforeEach(() => {
    now = OBSERVED_AT;
  });

  it("is given by typing the VM and everything that is wiped", () => {
    const approval = approveDestruction(azure, plan, STEP, WORDS);
    assert.deepEqual([approval.planHash, approval.destroys], [plan.hash, ["/data3", "/mnt"]]);
    assert.doesNotThrow(() => {
      assertDestructionApproved(azure, plan, plan.steps, [approval]);
    });
  });

  for (const words of [
    "vm-web-01",
    plan.hash,
    "vm-web-01 /data3",
    "vm-web-01 /mnt /data3",
    "/data3 /mnt",
    "",
  ]) {
    it(`is refused for '${words}', and the hint says what to type`, () => {
      const { code, hint } = refusal(() => approveDestruction(azure, plan, STEP, words));
      assert.equal(code, "ApprovalRefused");
      assert.ok(hint.endsWith(WORDS));
    });
  }

  it("is refused for a step that destroys nothing", () => {
    assert.equal(refusal(() => approveDestruction(azure, plan, "9-restart", WORDS)).code, "ApprovalRefused");
  });

  for (const [what, approvals] of [
    ["none", []],
    [
      "one of another plan",
      [approveDestruction(azure, aPlan(["/data3", "/mnt"], "vm-web-01b"), STEP, "vm-web-01b /data3 /mnt")],
    ],
    ["one that was put together by hand", [{ ...approveDestruction(azure, plan, STEP, WORDS) }]],
    ["one that was given on another connection", [approveDestruction({ ...azure }, plan, STEP, WORDS)]],
  ] as const) {
    it(`is missing where there is ${what}`, () => {
      const refused = refusal(() => {
        assertDestructionApproved(azure, plan, plan.steps, approvals);
      });
      assert.equal(refused.code, "ApprovalRefused");
    });
  }

  it("expires after an hour", () => {
    const approval = approveDestruction(azure, plan, STEP, WORDS);
    now = new Date(OBSERVED_AT.getTime() + 60 * 60_000);
    const refused = refusal(() => {
      assertDestructionApproved(azure, plan, plan.steps, [approval]);
    });
    assert.equal(refused.code, "ApprovalExpired");
  });
});

describe("A plan with a destructive step", () => {
  it("is another plan where other volumes are wiped", () => {
    assert.notEqual(aPlan(["/data3"]).hash, aPlan(["/data4"]).hash);
  });

  it("shows what is destroyed, as text and as a table", () => {
    const plan = aPlan();
    assert.match(planText(plan), /DESTROYS \/data3, \/mnt/);
    assert.match(planView(plan).html, /DESTROYS \/data3, \/mnt/);
  });

  it("can't be made without naming what is wiped", () => {
    for (const wipes of [undefined, []]) assert.equal(refusal(() => stepsOf(wipes)).code, "PlanBlocked");
  });
});

describe("The gate of a connection", () => {
  it("lets no request through that formats volumes, unless they were approved by name", async () => {
    const [step] = stepsOf(["/data3"]);
    assert.ok(step);
    const gate = createChangeGate(createChangeLog(() => now));
    const intent = { planHash: "0", stepId: step.id, title: step.title, request: step.request };
    let sent = 0;
    const send = (): Promise<void> => {
      sent += 1;
      return Promise.resolve();
    };
    await assert.rejects(performChange(gate, intent, send), { code: "ChangeOutsidePlan" });
    assert.equal(sent, 0);
    await performChange(gate, { ...intent, destroys: ["/data3"] }, send);
    assert.equal(sent, 1);
  });
});
