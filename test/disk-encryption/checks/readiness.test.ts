import assert from "node:assert/strict";

import { evaluate } from "../../../lib/disk-encryption/checks/evaluate";
import { readiness } from "../../../lib/disk-encryption/checks/readiness";
import { aDisk, aKeyVault, aVirtualMachine, aWindowsGuest, facts, notRead } from "../../builders";

const generation2 = evaluate(facts({ virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) }));
const ultraDisk = evaluate(facts({ disks: [aDisk({ sku: "UltraSSD_LRS" })] }));
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

  for (const edition of ["both", "module", "current"] as const) {
    it(`is not-ready with an ultra disk by the edition ${edition}: the module is silent, so the newest documents decide`, () => {
      const { outcome, blockers, objections } = readiness(ultraDisk, edition);
      assert.equal(outcome, "not-ready");
      assert.deepEqual(
        blockers.map(({ requirement, editions, permittedBy }) => [requirement, editions, permittedBy]),
        [["disk-types", ["current"], undefined]],
      );
      assert.deepEqual(objections, []);
    });
  }

  it("is unknown by the module edition where only the newest documents' rule is left open", () => {
    const disksNotRead = evaluate(facts({ disks: [notRead("no rights")] }));
    const { outcome, blockers } = readiness(disksNotRead, "module");
    assert.equal(outcome, "unknown");
    assert.ok(blockers.some(({ requirement }) => requirement === "disk-types"));
  });

  it("is not-ready by the module edition where a Windows VM reaches the module's endpoints and not its host", () => {
    const { network } = aWindowsGuest();
    const guest = aWindowsGuest({
      network: { reached: { ...network.reached, "168.63.129.16:32526": false }, doubtful: {} },
    });
    const { outcome, blockers } = readiness(evaluate(facts({ guest })), "module");
    assert.equal(outcome, "not-ready");
    assert.deepEqual(
      blockers.map(({ requirement, editions }) => [requirement, editions]),
      [["networking", ["current"]]],
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
