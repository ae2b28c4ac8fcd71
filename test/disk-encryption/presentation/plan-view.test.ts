import assert from "node:assert/strict";

import { known } from "../../../lib/azure/fact";
import { planEncryptionAtHost } from "../../../lib/disk-encryption/jobs/encrypt-at-host/plan";
import { planEncryption } from "../../../lib/disk-encryption/jobs/encrypt-running-vm/plan";
import { planText } from "../../../lib/disk-encryption/change/plan";
import { planKeyVault } from "../../../lib/disk-encryption/jobs/prepare-key-vault/plan";
import { planView } from "../../../lib/disk-encryption/presentation/plan-view";
import { aKeyVault, aLinuxVirtualMachine, aSize, aVirtualMachine, facts, VAULT_ID } from "../../builders";
import { aFeature, encryptionAtHostFacts } from "../../customer-key-builders";

const plan = planEncryption(facts());
const generation2 = facts({ virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) });

describe("The view of a plan", () => {
  it("is the plan's own text where there is no notebook", () => {
    assert.equal(planView(plan).text, planText(plan));
  });

  for (const [what, expected] of [
    ["its hash and its target", new RegExp(`Plan ${plan.hash}: encrypt-running-vm for vm-web-01`)],
    [
      "each request, from the provider on",
      /PUT rg-web: Microsoft\.Compute\/virtualMachines\/vm-web-01\/extensions\/AzureDiskEncryption/,
    ],
    ["what a step does to the VM, and how long it takes", /may restart the VM; 10 to 15 minutes/],
    ["how a step is undone", /delete the snapshot/],
    ["its warnings", /! Azure Disk Encryption retires on 2028-09-15/],
  ] as const) {
    it(`shows ${what}`, () => {
      assert.match(planView(plan).html, expected);
    });
  }

  it("shows a request to the subscription itself from the provider on too, so that the table stays narrow", () => {
    const feature = aFeature("NotRegistered");
    const { html } = planView(planEncryptionAtHost(encryptionAtHostFacts({ feature })));
    assert.match(html, /POST subscription: Microsoft\.Features: Microsoft\.Compute: features\//);
    assert.match(html, /POST subscription: Microsoft\.Compute\/register/);
  });

  it("says in words that a step can't be undone, beside the colour", () => {
    const linux = facts({ virtualMachine: aLinuxVirtualMachine(), size: aSize({ memoryInGB: 16 }) });
    assert.match(planView(planEncryption(linux)).html, /color:#cf222e[^>]*>not possible: /);
  });

  it("says what blocks it, and beneath it what mends that", () => {
    const { html } = planView(planEncryption(generation2));
    assert.match(html, /✘ blocked by vm-generation \(fail\): [^<]*<\/p><p[^>]*>Try: [^<]+<\/p>/);
  });

  it("says what was overridden and why, as text", () => {
    const overrides = [{ requirement: "vm-generation", reason: "<b>tested</b>" }] as const;
    const { html } = planView(planEncryption(generation2, { overrides }));
    assert.match(html, /! vm-generation overridden, because: &lt;b&gt;tested&lt;\/b&gt;/);
  });

  it("says which edition was counted where one was chosen, and nothing where both count", () => {
    const { html } = planView(planEncryption(generation2, { edition: "current" }));
    assert.match(html, /! Only the current edition of the requirements was counted\./);
    assert.doesNotMatch(planView(plan).html, /edition of the requirements/);
  });

  it("says so where there is nothing to do, and shows no empty table", () => {
    const request = { keyVaultId: VAULT_ID, location: "westeurope", tenantId: "t" };
    const { html } = planView(planKeyVault(known(aKeyVault(), "a test"), request));
    assert.match(html, /✔ Nothing to do\./);
    assert.doesNotMatch(html, /<table/);
  });

  it("shows a VM's name as text, whatever is in it", () => {
    const virtualMachine = aVirtualMachine({ name: "<script>alert(1)</script>" });
    assert.doesNotMatch(planView(planEncryption(facts({ virtualMachine }))).html, /<script>/);
  });
});
