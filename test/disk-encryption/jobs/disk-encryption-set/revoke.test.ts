import assert from "node:assert/strict";

import { RunbookError } from "../../../../lib/azure/errors";
import { planKeyEnabled } from "../../../../lib/disk-encryption/jobs/disk-encryption-set/revoke";
import { aKey, notRead } from "../../../builders";
import { customerKeyFacts } from "../../../customer-key-builders";

describe("The revocation of a set's key", () => {
  it("disables the version that the set names, and warns that VMs stop", () => {
    const plan = planKeyEnabled(customerKeyFacts(), false);
    const [step] = plan.steps;
    assert.ok(step?.action.kind === "set-key-enabled");
    assert.deepEqual([step.action.version, step.action.enabled], [aKey().version, false]);
    assert.equal(step.impact, "unavailable");
    assert.match(plan.warnings.join(), /THIS STOPS VMs/);
  });

  it("is taken back by enabling the version", () => {
    const plan = planKeyEnabled(customerKeyFacts({ key: aKey({ enabled: false }) }), true);
    assert.deepEqual(
      plan.steps.map(({ action }) => action.kind === "set-key-enabled" && action.enabled),
      [true],
    );
    assert.deepEqual(plan.warnings, []);
  });

  for (const enabled of [true, false]) {
    it(`has nothing to do where the version is ${enabled ? "enabled" : "disabled"} already`, () => {
      const plan = planKeyEnabled(customerKeyFacts({ key: aKey({ enabled }) }), enabled);
      assert.deepEqual([plan.steps, plan.warnings], [[], []]);
    });
  }

  for (const [what, values] of [
    ["set", { diskEncryptionSet: notRead("no rights") }],
    ["vault", { keyVault: notRead("no rights") }],
    ["key", { key: notRead("no rights") }],
    ["newest version", { newestKey: notRead("no rights") }],
  ] as const) {
    it(`is refused where the ${what} could not be read`, () => {
      assert.throws(
        () => planKeyEnabled(customerKeyFacts(values), false),
        (error) => error instanceof RunbookError && error.code === "PlanBlocked",
      );
    });
  }
});
