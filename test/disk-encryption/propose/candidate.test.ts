import assert from "node:assert/strict";

import { known } from "../../../lib/azure/fact";
import type { KeyVault } from "../../../lib/azure/key-vault";
import type { SecretLifetimePolicies } from "../../../lib/disk-encryption/nouns/secret-lifetime-policies";
import { candidateOf, ranked, type KeyVaultCandidate } from "../../../lib/disk-encryption/propose/candidate";
import { aKeyVault, facts, type Overrides } from "../../builders";

const noPolicy: SecretLifetimePolicies = { denying: [], initiatives: [] };
const evaluate = (vault: Overrides<KeyVault>, policies = noPolicy): KeyVaultCandidate =>
  candidateOf(facts(), aKeyVault(vault), known(policies, "test"));

describe("A key vault, proposed for a VM", () => {
  it("is ready in the VM's region and subscription, with its settings right", () => {
    assert.deepEqual(evaluate({}), { keyVault: aKeyVault(), fit: "ready", reasons: [] });
  });

  for (const [what, vault, reason] of [
    [
      "is not enabled for disk encryption",
      { enabledForDiskEncryption: false },
      /not enabled for disk encryption/,
    ],
    [
      "shuts trusted services out",
      { networkAcls: { defaultAction: "Deny", bypass: "None" } },
      /trusted services/,
    ],
  ] as const) {
    it(`fits after mending where it ${what}`, () => {
      const { fit, reasons } = evaluate(vault);
      assert.equal(fit, "after-mending");
      assert.match(reasons.join(" "), reason);
    });
  }

  for (const [what, vault, reason] of [
    ["is in another region", { location: "westus" }, /is in westus/],
    [
      "is in another subscription",
      { subscriptionId: "22222222-2222-2222-2222-222222222222" },
      /is in subscription 2/,
    ],
    ["is behind a network security perimeter", { publicNetworkAccess: "SecuredByPerimeter" }, /perimeter/],
  ] as const) {
    it(`does not fit where it ${what}`, () => {
      const { fit, reasons } = evaluate(vault);
      assert.equal(fit, "no");
      assert.match(reasons.join(" "), reason);
    });
  }

  it("does not fit where a policy denies the secret that Azure Disk Encryption writes", () => {
    assert.equal(evaluate({}, { denying: ["Secrets expire"], initiatives: [] }).fit, "no");
  });

  it("names every reason against it, those that could be mended too", () => {
    assert.equal(evaluate({ location: "westus", enabledForDiskEncryption: false }).reasons.length, 2);
  });

  it("comes first where it is ready, then in the VM's own resource group, then by name", () => {
    const candidates = [
      evaluate({ name: "kv-other-region", location: "westus" }),
      evaluate({ name: "kv-mend", enabledForDiskEncryption: false }),
      evaluate({ name: "kv-b", resourceGroupName: "rg-elsewhere" }),
      evaluate({ name: "kv-a", resourceGroupName: "rg-elsewhere" }),
      evaluate({ name: "kv-z", resourceGroupName: "rg-web" }),
    ];
    assert.deepEqual(
      ranked(candidates, { resourceGroupName: "RG-Web" }).map(({ keyVault }) => keyVault.name),
      ["kv-z", "kv-a", "kv-b", "kv-mend", "kv-other-region"],
    );
  });
});
