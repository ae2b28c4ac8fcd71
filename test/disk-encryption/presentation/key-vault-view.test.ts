import assert from "node:assert/strict";

import { absent, known, missing } from "../../../lib/azure/fact";
import type { KeyVault } from "../../../lib/azure/key-vault";
import { keyVaultView } from "../../../lib/disk-encryption/presentation/key-vault-view";
import { aKeyVault, type Overrides } from "../../builders";

const lineOf = (setting: string, overrides: Overrides<KeyVault> = {}): string =>
  keyVaultView(known(aKeyVault(overrides), "a test"))
    .text.split("\n")
    .find((line) => line.trim().startsWith(setting)) ?? "";

const FLAG = "Azure Disk Encryption for volume encryption";
const FOR_VMS = "Azure Virtual Machines for deployment";
const FOR_TEMPLATES = "Azure Resource Manager for template";
const closed = { networkAcls: { defaultAction: "Deny", bypass: "None" } };

describe("The view of a key vault", () => {
  it("says which vault, where", () => {
    const { text } = keyVaultView(known(aKeyVault(), "a test"));
    assert.match(text, /^Key vault kv-web: westeurope, standard, subscription 1111/);
  });

  for (const [what, setting, overrides, words] of [
    ["the disk-encryption flag is on", FLAG, {}, "✔ on"],
    [
      "the disk-encryption flag is off, which it must not be",
      FLAG,
      { enabledForDiskEncryption: false },
      "✘ off",
    ],
    ["the deployment setting is off, which it may be", FOR_VMS, {}, "– off"],
    ["the deployment setting is on", FOR_VMS, { enabledForDeployment: true }, "✔ on"],
    ["the template setting is off, which it may be", FOR_TEMPLATES, {}, "– off"],
    ["the template setting is on", FOR_TEMPLATES, { enabledForTemplateDeployment: true }, "✔ on"],
    ["role assignments decide", "Permission model", {}, "role assignments"],
    ["access policies decide", "Permission model", { enableRbacAuthorization: false }, "access policies"],
    ["soft delete is on", "Soft delete", {}, "✔ on"],
    ["purge protection is off", "Purge protection", { enablePurgeProtection: false }, "! off"],
    ["the vault is open", "Firewall", {}, "✔ open to all"],
    [
      "the firewall lets trusted services through",
      "Firewall",
      { networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } },
      "✔ trusted services",
    ],
    ["the firewall lets nobody through", "Firewall", closed, "✘ lets no service in"],
    ["a perimeter may or may not", "Firewall", { publicNetworkAccess: "SecuredByPerimeter" }, "? not known"],
  ] as const) {
    it(`says in words that ${what}`, () => {
      assert.ok(lineOf(setting, overrides).includes(` ${words} `), lineOf(setting, overrides));
    });
  }

  it("says when each applies, in the module's words and the newest documents', with their source", () => {
    const { html } = keyVaultView(known(aKeyVault(), "a test"));
    assert.match(html, /Only when VMs are deployed with Resource Manager templates/);
    assert.match(html, /Only if needed: when a template deployment refers to a secret/);
    assert.match(html, /Creating and configuring a key vault for Azure Disk Encryption/);
  });

  it("says no more than the values, where that is asked for", () => {
    const { html, text } = keyVaultView(known(aKeyVault(), "a test"), { onlyValues: true });
    assert.match(text, /Firewall +✔ open to all/);
    assert.doesNotMatch(html, /Only|when it applies/);
  });

  it("of a vault that is not there says so, and of one that can't be read says why", () => {
    assert.equal(keyVaultView(absent("not found")).text, "There is no such key vault yet.");
    assert.equal(keyVaultView(missing("<no rights>")).text, "? <no rights>");
    assert.match(keyVaultView(missing("<no rights>")).html, /&lt;no rights&gt;/);
  });
});
