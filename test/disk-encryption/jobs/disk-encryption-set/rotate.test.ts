import assert from "node:assert/strict";

import { RunbookError } from "../../../../lib/azure/errors";
import {
  planKeyRotation,
  type KeyRotationRequest,
} from "../../../../lib/disk-encryption/jobs/disk-encryption-set/rotate";
import type { Plan } from "../../../../lib/disk-encryption/change/plan";
import { aKey, KEY_URL, notRead } from "../../../builders";
import { aGrant, aSet, customerKeyFacts, type CustomerKeyValues } from "../../../customer-key-builders";

const NEW_URL = KEY_URL.replace(/.$/, "e");
const newVersion = aKey({ url: NEW_URL, version: NEW_URL.split("/").pop() });
const byHandSet = aSet({ rotationToLatestKeyVersionEnabled: false });
const byHand: KeyRotationRequest = { kind: "by-hand", replaces: KEY_URL };

const planOf = (values: CustomerKeyValues, request: KeyRotationRequest = byHand): Plan =>
  planKeyRotation(customerKeyFacts({ diskEncryptionSet: byHandSet, ...values }), request);
const kindsOf = (plan: Plan): readonly string[] => plan.steps.map(({ action }) => action.kind);

describe("The rotation of a set's key by hand", () => {
  it("makes a new version first, and says that it is told only then", () => {
    const plan = planOf({});
    assert.deepEqual(kindsOf(plan), ["rotate-key"]);
    assert.match(plan.warnings.join(), /plan again/);
  });

  it("points the set to the new version once it is there, and says to keep the old one", () => {
    const plan = planOf({ newestKey: newVersion });
    assert.deepEqual(
      plan.steps.map(
        ({ action }) => action.kind === "update-disk-encryption-set" && action.activeKey?.keyUrl,
      ),
      [NEW_URL],
    );
    assert.match(plan.warnings.join(), /Keep the old version enabled/);
  });

  it("has nothing left to do once the set names another version, so that planning again ends", () => {
    const plan = planOf({ diskEncryptionSet: aSet({ keyUrl: NEW_URL }), newestKey: newVersion });
    assert.deepEqual([plan.steps, plan.warnings], [[], []]);
  });

  it("says that Azure is still at it while the set leaves an old version", () => {
    const set = aSet({ keyUrl: NEW_URL, previousKeyUrls: [KEY_URL] });
    const plan = planOf({ diskEncryptionSet: set, newestKey: newVersion });
    assert.deepEqual(plan.steps, []);
    assert.match(plan.warnings.join(), /still wrapping/);
  });

  it("leaves the pointing to a set that follows by itself", () => {
    const diskEncryptionSet = aSet();
    assert.match(planOf({ diskEncryptionSet }).warnings.join(), /by itself, within an hour/);
    assert.deepEqual(kindsOf(planOf({ diskEncryptionSet, newestKey: newVersion })), []);
  });

  for (const [what, values, requirement] of [
    ["a new version that is disabled", { newestKey: aKey({ url: NEW_URL, enabled: false }) }, "key-usable"],
    [
      "an identity that may not wrap",
      { newestKey: newVersion, grants: [aGrant({ granted: ["get"] })] },
      "key-grant",
    ],
  ] as const) {
    it(`is blocked by ${what}`, () => {
      assert.deepEqual(
        planOf(values).blockers.map((blocker) => blocker.requirement),
        [requirement],
      );
    });
  }

  it("is not blocked by anything while it only makes a version", () => {
    assert.deepEqual(planOf({ grants: [aGrant({ granted: [] })] }).blockers, []);
  });

  it("refuses a version of another key", () => {
    const replaces = KEY_URL.replace("/kek/", "/other/");
    assert.throws(
      () => planOf({}, { kind: "by-hand", replaces }),
      (error) => error instanceof RunbookError && error.code === "ArgumentInvalid",
    );
  });

  for (const [what, values] of [
    ["set", { diskEncryptionSet: notRead("no rights") }],
    ["vault", { keyVault: notRead("no rights") }],
    ["key", { newestKey: notRead("no rights") }],
    ["set's key, which it does not name,", { diskEncryptionSet: aSet({ keyUrl: undefined }) }],
  ] as const) {
    it(`is refused where the ${what} could not be read`, () => {
      assert.throws(
        () => planOf(values),
        (error) => error instanceof RunbookError && error.code === "PlanBlocked",
      );
    });
  }
});

describe("The automatic rotation of a set's key", () => {
  it("has the set follow the newest version", () => {
    assert.deepEqual(kindsOf(planOf({}, { kind: "automatic" })), ["update-disk-encryption-set"]);
  });

  it("has nothing left to do for a set that does", () => {
    assert.deepEqual(planOf({ diskEncryptionSet: aSet() }, { kind: "automatic" }).steps, []);
  });

  it("has Key Vault make new versions, where that is asked for", () => {
    const plan = planOf({}, { kind: "automatic", newVersionAfter: "P1Y", expiresIn: "P2Y" });
    assert.deepEqual(kindsOf(plan), ["set-key-rotation-policy", "update-disk-encryption-set"]);
  });

  it("leaves a policy alone that is as asked for", () => {
    const keyRotationPolicy = { rotates: { timeAfterCreate: "P1Y" } };
    const plan = planOf({ keyRotationPolicy }, { kind: "automatic", newVersionAfter: "P1Y" });
    assert.deepEqual(kindsOf(plan), ["update-disk-encryption-set"]);
  });

  it("keeps the notice of the policy that it replaces, and names that policy as the undo", () => {
    const keyRotationPolicy = {
      rotates: { timeBeforeExpiry: "P20D" },
      notifies: { timeBeforeExpiry: "P60D" },
      expiresIn: "P1Y",
    };
    const [step] = planOf({ keyRotationPolicy }, { kind: "automatic", newVersionAfter: "P6M" }).steps;
    assert.deepEqual(step?.request.body, {
      lifetimeActions: [
        { action: { type: "Rotate" }, trigger: { timeAfterCreate: "P6M" } },
        { action: { type: "Notify" }, trigger: { timeBeforeExpiry: "P60D" } },
      ],
      attributes: {},
    });
    assert.deepEqual(step.undo, {
      kind: "possible",
      how: "set the former rotation policy again: a new version P20D before a version expires, a notice P60D before a version expires, versions that live P1Y",
    });
  });

  it("is refused where the policy could not be read: what else it says would be lost", () => {
    const keyRotationPolicy = notRead("no rights");
    assert.throws(
      () => planOf({ keyRotationPolicy }, { kind: "automatic", newVersionAfter: "P6M" }),
      (error) => error instanceof RunbookError && error.code === "PlanBlocked",
    );
    assert.deepEqual(kindsOf(planOf({ keyRotationPolicy }, { kind: "automatic" })), [
      "update-disk-encryption-set",
    ]);
  });

  it("is refused for a set of confidential VMs", () => {
    const set = aSet({ encryptionType: "ConfidentialVmEncryptedWithCustomerKey" });
    assert.throws(
      () => planOf({ diskEncryptionSet: set }, { kind: "automatic" }),
      (error) => error instanceof RunbookError && error.code === "PlanBlocked",
    );
  });
});
