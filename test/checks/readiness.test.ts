import assert from "node:assert/strict";

import { evaluate } from "../../lib/checks/evaluate";
import { readiness } from "../../lib/checks/readiness";
import { aKeyVault, aVirtualMachine, facts, notRead } from "../builders";

const generation2 = evaluate(facts({ virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) }));
const withoutProbe = evaluate(facts({ guest: notRead("no probe") }));

describe("A VM's readiness", () => {
  it("is ready where neither edition forbids it", () => {
    assert.deepEqual(readiness(evaluate(facts())), {
      outcome: "ready",
      edition: "both",
      blockers: [],
      objections: [],
    });
  });

  it("is not-ready where one edition forbids it", () => {
    assert.equal(readiness(generation2).outcome, "not-ready");
  });

  for (const [edition, expected] of [
    ["module", "not-ready"],
    ["current", "ready"],
  ] as const) {
    it(`of a Generation 2 VM is ${expected} by the ${edition} edition alone`, () => {
      assert.equal(readiness(generation2, edition).outcome, expected);
    });
  }

  it("is unknown where nothing forbids it and something is not known", () => {
    assert.equal(readiness(withoutProbe).outcome, "unknown");
  });

  it("names the edition that forbids it", () => {
    const [blocker] = readiness(generation2).blockers;
    assert.deepEqual([blocker?.requirement, blocker?.editions], ["vm-generation", ["module"]]);
  });

  it("has as objections what only the edition that does not count forbids, and as no blockers", () => {
    const { blockers, objections } = readiness(generation2, "current");
    assert.deepEqual(blockers, []);
    assert.deepEqual(
      objections.map(({ requirement, editions, permittedBy }) => [requirement, editions, permittedBy]),
      [["vm-generation", ["module"], "current"]],
    );
  });

  it("names a requirement once where both editions say the same of it", () => {
    const findings = evaluate(facts({ keyVault: aKeyVault({ enabledForDiskEncryption: false }) }));
    const blockers = readiness(findings).blockers.map(({ requirement, editions }) => ({
      requirement,
      editions,
    }));
    assert.deepEqual(blockers, [{ requirement: "vault-disk-encryption", editions: ["current", "module"] }]);
  });

  it("lists what failed before what is not known", () => {
    const findings = evaluate(
      facts({ keyVault: aKeyVault({ enabledForDiskEncryption: false }), guest: notRead("no probe") }),
    );
    const outcomes = readiness(findings).blockers.map(({ verdict }) => verdict.outcome);
    assert.deepEqual(outcomes, [...outcomes].sort());
    assert.equal(outcomes[0], "fail");
  });
});
