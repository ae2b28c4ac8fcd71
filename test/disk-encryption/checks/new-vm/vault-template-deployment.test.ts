import assert from "node:assert/strict";

import type { KeyVault } from "../../../../lib/azure/key-vault";
import type {
  DeploymentMethod,
  NewVirtualMachineDeployment,
} from "../../../../lib/disk-encryption/checks/new-vm/facts";
import { vaultTemplateDeployment } from "../../../../lib/disk-encryption/checks/new-vm/vault-template-deployment";
import { aKeyVault, fact, notRead, VAULT_ID, type Missing } from "../../../builders";
import { aNewVirtualMachine, newVirtualMachineFacts } from "../../../new-vm-builders";

const template: DeploymentMethod = { kind: "template", secretVaultIds: [] };
const withSecret: DeploymentMethod = { kind: "template", secretVaultIds: [VAULT_ID.toUpperCase()] };
const both = { enabledForDeployment: true, enabledForTemplateDeployment: true };

const outcomes = (
  method: DeploymentMethod,
  vault: Partial<KeyVault> | Missing = {},
  overrides: Partial<NewVirtualMachineDeployment> = {},
): readonly string[] => {
  const keyVault = "kind" in vault ? vault : fact(aKeyVault(vault));
  const facts = newVirtualMachineFacts({ method, keyVault, ...overrides });
  return [
    vaultTemplateDeployment(facts, "module").outcome,
    vaultTemplateDeployment(facts, "current").outcome,
  ];
};

describe("vault-template-deployment", () => {
  it("asks nothing of a VM that is made call by call", () => {
    assert.deepEqual(outcomes({ kind: "calls" }), ["not-applicable", "not-applicable"]);
  });

  it("fails by the module in every template deployment, and by the current documents where a secret is taken", () => {
    assert.deepEqual(outcomes(template), ["fail", "pass"]);
    assert.deepEqual(outcomes(withSecret), ["fail", "fail"]);
  });

  it("passes in both editions with both settings on", () => {
    assert.deepEqual(outcomes(template, both), ["pass", "pass"]);
    assert.deepEqual(outcomes(withSecret, both), ["pass", "pass"]);
  });

  it("asks for Microsoft.Compute's setting too by the module alone", () => {
    assert.deepEqual(outcomes(withSecret, { enabledForTemplateDeployment: true }), ["fail", "pass"]);
  });

  it("says which setting is off, and how to turn it on", () => {
    const facts = newVirtualMachineFacts({ method: template });
    const verdict = vaultTemplateDeployment(facts, "module");
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /enabledForDeployment.*enabledForTemplateDeployment/);
    assert.match(verdict.fix, /forDeployment: true, forTemplateDeployment: true/);
  });

  it("is unknown by the current documents for a secret out of a vault that was not read", () => {
    const secretVaultIds = [`${VAULT_ID}-other`];
    assert.deepEqual(outcomes({ kind: "template", secretVaultIds }, both), ["pass", "unknown"]);
  });

  it("is unknown where the vault could not be read", () => {
    assert.deepEqual(outcomes(withSecret, notRead("no rights")), ["unknown", "unknown"]);
  });

  it("asks nothing by the module of a VM without Azure Disk Encryption", () => {
    const request = aNewVirtualMachine({ encryption: { kind: "server-side" } });
    assert.deepEqual(outcomes(template, {}, { request }), ["not-applicable", "pass"]);
  });
});
