import assert from "node:assert/strict";

import {
  incrementalSnapshots,
  incrementalSnapshotsOnReturn,
} from "../../../../lib/disk-encryption/checks/customer-key/incremental-snapshots";
import { aDisk, notRead, type Missing } from "../../../builders";
import {
  aDiskTarget,
  aSnapshot,
  aSnapshotTarget,
  customerKeyFacts,
  underTheSet,
} from "../../../customer-key-builders";

const platform = aSnapshot({ name: "incremental", incremental: true });
const underSet = aSnapshot({ name: "incremental", incremental: true, ...underTheSet });
const deleted: Missing = { kind: "missing", reason: "deleted", absent: true };

describe("incremental-snapshots, under a customer's key", () => {
  it("is not a matter of the module", () => {
    assert.equal(incrementalSnapshots(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [what, target, expected] of [
    ["a disk without any", aDiskTarget(), "pass"],
    ["a disk with one, whatever its key", aDiskTarget(aDisk(), [platform]), "fail"],
    ["a disk with one that has the set's key before it", aDiskTarget(aDisk(), [underSet]), "fail"],
    ["a disk that has the set's key already", aDiskTarget(aDisk(underTheSet), [platform]), "pass"],
    ["a disk whose snapshots can't be listed", aDiskTarget(aDisk(), notRead("no rights")), "unknown"],
    ["a full snapshot", aSnapshotTarget(aSnapshot()), "pass"],
    ["an incremental snapshot of a disk with the platform's key", aSnapshotTarget(platform), "fail"],
    [
      "an incremental snapshot of a disk with the set's key",
      aSnapshotTarget(platform, { disk: aDisk(underTheSet) }),
      "pass",
    ],
    [
      "an incremental snapshot that outlived its disk, beside another with the platform's key",
      aSnapshotTarget(platform, {
        disk: deleted,
        incrementalSnapshots: [aSnapshot({ name: "older", incremental: true })],
      }),
      "unknown",
    ],
    [
      "an incremental snapshot that outlived its disk, whose like can't be listed",
      aSnapshotTarget(platform, { disk: deleted, incrementalSnapshots: notRead("no rights") }),
      "unknown",
    ],
    ["an incremental snapshot that outlived its disk", aSnapshotTarget(platform, { disk: deleted }), "pass"],
    [
      "an incremental snapshot whose disk can't be read",
      aSnapshotTarget(platform, { disk: notRead("no rights") }),
      "unknown",
    ],
    ["a snapshot that can't be read", aSnapshotTarget(notRead("no rights")), "unknown"],
  ] as const) {
    it(`comes to ${expected} for ${what}`, () => {
      assert.equal(
        incrementalSnapshots(customerKeyFacts({ targets: [target] }), "current").outcome,
        expected,
      );
    });
  }

  it("says what Microsoft's rule is, and that the refusal of the first set is inferred from it", () => {
    const facts = customerKeyFacts({ targets: [aDiskTarget(aDisk(), [platform])] });
    const verdict = incrementalSnapshots(facts, "current");
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /has incremental snapshots: incremental\./);
    assert.match(verdict.evidence, /Microsoft's rule: .* have the same disk encryption set\./);
    assert.match(verdict.evidence, /Inferred from it, not documented: /);
  });

  it("is unknown without a set", () => {
    const facts = customerKeyFacts({ diskEncryptionSet: notRead("no set was named") });
    assert.equal(incrementalSnapshots(facts, "current").outcome, "unknown");
  });
});

describe("incremental-snapshots, on a return to the platform's key", () => {
  for (const [what, target, expected] of [
    ["a disk without any", aDiskTarget(aDisk(underTheSet)), "pass"],
    ["a disk with one that has the set's key", aDiskTarget(aDisk(underTheSet), [underSet]), "fail"],
    ["a disk that has the platform's key already", aDiskTarget(aDisk(), [platform]), "pass"],
  ] as const) {
    it(`comes to ${expected} for ${what}`, () => {
      const facts = customerKeyFacts({ targets: [target], diskEncryptionSet: notRead("not needed") });
      assert.equal(incrementalSnapshotsOnReturn(facts, "current").outcome, expected);
    });
  }

  it("infers nothing: Microsoft's rule forbids this way by itself", () => {
    const targets = [aDiskTarget(aDisk(underTheSet), [underSet])];
    const verdict = incrementalSnapshotsOnReturn(customerKeyFacts({ targets }), "current");
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /Microsoft's rule: .* neither it nor they can go back\.$/);
    assert.doesNotMatch(verdict.evidence, /Inferred/);
  });

  it("is not a matter of the module", () => {
    assert.equal(incrementalSnapshotsOnReturn(customerKeyFacts(), "module").outcome, "not-applicable");
  });
});
