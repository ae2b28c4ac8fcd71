import assert from "node:assert/strict";

import { known } from "../../../lib/azure/fact";
import { recommendationView } from "../../../lib/disk-encryption/presentation/recommendation-view";
import type { View } from "../../../lib/kernel/view";
import { recommend, type RecommendOptions } from "../../../lib/disk-encryption/recommendation/recommend";
import {
  anOsDisk,
  aSize,
  aVirtualMachine,
  facts,
  notRead,
  SUBSCRIPTION_ID,
  type FactValues,
} from "../../builders";

const state = (value: string): RecommendOptions => ({
  alternatives: {
    encryptionAtHostFeature: known(
      { subscriptionId: SUBSCRIPTION_ID, name: "Microsoft.Compute/EncryptionAtHost", state: value },
      "a test",
    ),
    incrementalSnapshots: [known([], "a test")],
  },
});
const viewOf = (values: FactValues = {}, options = state("Registered")): View =>
  recommendationView(recommend(facts(values), options));
const unmanaged: FactValues = {
  virtualMachine: aVirtualMachine({
    osDisk: anOsDisk({ managedDiskId: undefined, vhdUri: "https://b/os.vhd" }),
  }),
  disks: [],
};

describe("The view of a recommendation", () => {
  it("begins with the VM and what to take", () => {
    assert.match(viewOf().text, /^vm-web-01: Encryption at host\n/);
    assert.match(viewOf().html, /<strong>vm-web-01: Encryption at host<\/strong>/);
  });

  it("names both where two go together", () => {
    const { text } = viewOf({}, { ...state("Registered"), ownKeys: true });
    assert.match(text, /^vm-web-01: Server-side encryption, customer key and Encryption at host\n/);
  });

  it("gives each reason and caveat its document and date", () => {
    assert.match(
      viewOf().text,
      /✔ Encryption at host covers most: .*\(Server-side encryption of Azure managed disks, 2026-04-02\)/,
    );
    const { text } = viewOf({ size: aSize({ encryptionAtHostSupported: false }) });
    assert.match(text, /! Azure Disk Encryption retires on 2028-09-15.*\(Retirement notice/);
  });

  it("says what would be better, and what it takes", () => {
    assert.match(
      viewOf({}, state("NotRegistered")).text,
      /→ Better: Encryption at host, after this: .*az feature register/,
    );
  });

  for (const [what, options, words] of [
    ["nothing is open", {}, /^vm-web-01: nothing is known to be open as it stands/],
    [
      "nothing gives own keys",
      { ownKeys: true },
      /^vm-web-01: nothing that gives it your own keys is known to be open/,
    ],
  ] as const) {
    it(`says so where ${what}`, () => {
      assert.match(viewOf(unmanaged, options).text, words);
    });
  }

  for (const words of ["● in use", "✔ open", "✘ closed", "? unknown"]) {
    it(`says "${words}" with a sign and a word`, () => {
      const { html } = viewOf(
        { guest: notRead("no probe") },
        state(words === "? unknown" ? "Registered" : "NotRegistered"),
      );
      assert.ok(html.includes(`>${words}</td>`), words);
    });
  }

  it("says once what is not known for one and the same cause", () => {
    const { text } = viewOf({ guest: notRead("no probe") });
    assert.match(
      text,
      /\? Not known: networking, windows-volumes, group-policy-tpm.* and group-policy-aes-cbc\. Try: Run the read-only/,
    );
    assert.equal(text.split("Run the read-only").length, 2);
  });

  it("names the edition that alone closes a mechanism", () => {
    const generation2 = { virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) };
    assert.match(viewOf(generation2).text, /✘ vm-web-01 is a Generation 2 VM\. \(module edition only\)/);
    const chosen = viewOf(generation2, { ...state("Registered"), edition: "module" });
    assert.match(chosen.html, /only the module edition/);
  });

  it("shows a VM's name as text, whatever is in it", () => {
    assert.doesNotMatch(viewOf({ virtualMachine: aVirtualMachine({ name: "<b>x" }) }).html, /<b>x/);
  });
});
