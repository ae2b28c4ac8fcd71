import assert from "node:assert/strict";

import { evaluate } from "../../lib/checks/evaluate";
import { findingsView, verdictWords } from "../../lib/presentation/findings-view";
import { aKeyVault, aVirtualMachine, aWindowsGuest, facts, notRead, type FactValues } from "../builders";

const lineOf = (requirement: string, values: FactValues): string =>
  findingsView(evaluate(facts(values)))
    .text.split("\n")
    .find((line) => line.trim().startsWith(requirement)) ?? "";
const disabledVault = { keyVault: aKeyVault({ enabledForDiskEncryption: false }) };

describe("The view of a VM's findings", () => {
  for (const [what, requirement, values, signs] of [
    ["passes", "vault-disk-encryption", {}, /✔ pass +✔ pass/],
    ["fails", "vault-disk-encryption", disabledVault, /✘ fail +✘ fail/],
    ["is not known", "group-policy-tpm", { guest: notRead("no probe") }, /\? unknown +\? unknown/],
    ["has no rule in the module", "vm-agent", {}, /– n\/a +✔ pass/],
  ] as const) {
    it(`has a sign and a word for each edition where a requirement ${what}`, () => {
      assert.match(lineOf(requirement, values), signs);
    });
  }

  it("shows the evidence with the fix", () => {
    assert.match(lineOf("vault-disk-encryption", disabledVault), /Vault kv-web is not enabled.* Try: /);
  });

  it("shows what both editions say where they differ", () => {
    const generation2 = { virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) };
    assert.match(lineOf("vm-generation", generation2), /module: .*Generation 2.* current: .*both supported/);
  });

  it("shows what both editions say where they forbid for different reasons", () => {
    const reached = { "login.microsoftonline.com": false, "168.63.129.16": false, "169.254.169.254": true };
    const line = lineOf("networking", { guest: aWindowsGuest({ network: { reached } }) });
    assert.match(line, /module: .*login\.microsoftonline\.com.* current: .*168\.63\.129\.16/);
  });

  it("says it once where both editions say the same", () => {
    assert.doesNotMatch(lineOf("vault-disk-encryption", disabledVault), /module: /);
  });

  it("counts what is not met or not known", () => {
    assert.match(
      findingsView(evaluate(facts(disabledVault))).text,
      /^21 requirements, 1 not met or not known/,
    );
  });

  it("shows nothing but what stands in the way, where that is asked for", () => {
    const { text } = findingsView(evaluate(facts(disabledVault)), { onlyOpen: true });
    assert.equal(text.split("\n").length, 3);
  });

  it("says so where nothing stands in the way", () => {
    assert.match(findingsView(evaluate(facts()), { onlyOpen: true }).text, /^✔ Nothing stands in the way/);
  });

  it("shows a VM's name as text, whatever is in it", () => {
    const virtualMachine = aVirtualMachine({ name: "<script>alert(1)</script>", encryptionAtHost: true });
    assert.doesNotMatch(findingsView(evaluate(facts({ virtualMachine }))).html, /<script>/);
  });
});

describe("A verdict in words", () => {
  for (const [verdict, words] of [
    [{ outcome: "pass", evidence: "Fine." }, "Fine."],
    [{ outcome: "fail", evidence: "Off.", fix: "Switch it on." }, "Off. Try: Switch it on."],
    [{ outcome: "unknown", missing: "the guest" }, "Not known: the guest."],
    [
      { outcome: "unknown", missing: "the guest", hint: "Run the probe." },
      "Not known: the guest. Try: Run the probe.",
    ],
    [{ outcome: "not-applicable", because: "No rule." }, "No rule."],
  ] as const) {
    it(`that is ${verdict.outcome} is "${words}"`, () => {
      assert.equal(verdictWords(verdict), words);
    });
  }
});
