import assert from "node:assert/strict";

import { recordOf } from "../checks/record-of";
import { evaluate } from "../../../lib/disk-encryption/checks/evaluate";
import { findingsView, verdictWords } from "../../../lib/disk-encryption/presentation/findings-view";
import { htmlWithDocumentLinks } from "../../../lib/kernel/html-text";
import {
  aDisk,
  aKeyVault,
  aVirtualMachine,
  aWindowsGuest,
  facts,
  notRead,
  type FactValues,
} from "../../builders";

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

  it("shows both sources under the evidence where the editions differ: title, section and date", () => {
    const generation2 = { virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) };
    const { html, text } = findingsView(evaluate(facts(generation2)), { onlyOpen: true });
    const [moduleSource, currentSource] = [
      recordOf("vm-generation").module,
      recordOf("vm-generation").current,
    ].map(({ source: { title, section, date } }) => `source: ${title}, "${section}" (${date})`);
    const lines = text.split("\n").slice(3);
    assert.deepEqual(
      lines.map((line) => line.trim()),
      [`module ${moduleSource ?? ""}`, `current ${currentSource ?? ""}`],
    );
    for (const line of lines) assert.ok(html.includes(`>${htmlWithDocumentLinks(line.trim())}</div>`), html);
    assert.match(
      html,
      /<a href="https:[^"]*disk-encryption-overview"[^>]*>Azure Disk Encryption for Windows VMs<\/a>/,
    );
  });

  it("puts the sources under the evidence's own column in plain text", () => {
    const generation2 = { virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) };
    const [, header = "", , source = ""] = findingsView(evaluate(facts(generation2)), {
      onlyOpen: true,
    }).text.split("\n");
    assert.equal(source.search(/\S/), header.indexOf("evidence"));
  });

  it("says that the newest documents decide where the module states no rule, and counts it by the module edition", () => {
    const ultraDisk = evaluate(facts({ disks: [aDisk({ sku: "UltraSSD_LRS" })] }));
    const { text } = findingsView(ultraDisk, { edition: "module", onlyOpen: true });
    assert.match(text, /^30 requirements by the module edition: 21 met, 1 failed, 8 not applicable/);
    assert.match(text, /states no rule; the newest documents' rule decides\. current: .*ultra disk/);
  });

  it("shows no source where the editions come to the same", () => {
    assert.doesNotMatch(findingsView(evaluate(facts(disabledVault))).text, /source: /);
  });

  it("says a hint that all unknowns share once, under the table", () => {
    const { html, text } = findingsView(evaluate(facts({ guest: notRead("no probe") })), { onlyOpen: true });
    for (const view of [html, text]) assert.equal(view.split("Run the read-only").length, 2);
    assert.match(text, /\n {2}\? For all that is unknown, try: Run the read-only [^\n]*$/);
  });

  it("leaves each unknown its hint where they are not the same", () => {
    const { text } = findingsView(evaluate(facts({ guest: notRead("x"), keyVault: notRead("x") })));
    assert.doesNotMatch(text, /For all that is unknown/);
    assert.match(text, /group-policy-tpm .* Try: Run the read-only/);
  });

  it("leaves a single unknown its hint", () => {
    const [finding] = evaluate(facts({ guest: notRead("x") })).filter(
      ({ requirement: id }) => id === "group-policy-tpm",
    );
    assert.ok(finding);
    assert.match(findingsView([finding]).text, /group-policy-tpm .* Try: Run the read-only/);
  });

  it("shows what both editions say where they forbid for different reasons", () => {
    const reached = { "login.microsoftonline.com": false, "168.63.129.16": false, "169.254.169.254": true };
    const line = lineOf("networking", { guest: aWindowsGuest({ network: { reached, doubtful: {} } }) });
    assert.match(line, /module: .*login\.microsoftonline\.com.* current: .*168\.63\.129\.16/);
  });

  it("says it once where both editions say the same", () => {
    assert.doesNotMatch(lineOf("vault-disk-encryption", disabledVault), /module: /);
  });

  it("counts what is met, failed, unknown and not applicable", () => {
    assert.match(
      findingsView(evaluate(facts(disabledVault))).text,
      /^30 requirements: 21 met, 1 failed, 8 not applicable/,
    );
  });

  it("shows nothing but what blocks, where that is asked for", () => {
    const { text } = findingsView(evaluate(facts(disabledVault)), { onlyOpen: true });
    assert.equal(text.split("\n").length, 3);
  });

  it("says so where all requirements are met", () => {
    assert.match(findingsView(evaluate(facts()), { onlyOpen: true }).text, /^✔ All requirements met/);
  });

  it("counts one edition where it is asked for; what the other one objects to is a note under it", () => {
    const generation2 = evaluate(facts({ virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) }));
    const { html, text } = findingsView(generation2, { onlyOpen: true, edition: "current" });
    for (const view of [html, text]) assert.match(view, /All requirements met[^]*objects to vm-generation/);
    assert.match(
      findingsView(generation2, { edition: "module" }).text,
      /^30 requirements by the module edition: 21 met, 1 failed, 8 not applicable/,
    );
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
