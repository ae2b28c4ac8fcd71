import assert from "node:assert/strict";

import { absent, known } from "../../../../lib/azure/fact";
import type { KeyVault } from "../../../../lib/azure/key-vault";
import {
  keySizeForGuest,
  planKeyVault,
  type KeyVaultRequest,
} from "../../../../lib/disk-encryption/jobs/prepare-key-vault/plan";
import type { Plan } from "../../../../lib/disk-encryption/change/plan";
import { RunbookError } from "../../../../lib/azure/errors";
import { aKeyVault, notRead, VAULT_ID, VM_ID, type Overrides } from "../../../builders";

const request: KeyVaultRequest = {
  keyVaultId: VAULT_ID,
  location: "westeurope",
  tenantId: "22222222-2222-2222-2222-222222222222",
};
const SUBNET_ID = `${VM_ID.replace(/\/providers\/.*$/, "")}/providers/Microsoft.Network/virtualNetworks/v/subnets/a`;
const planFor = (overrides: Overrides<KeyVault>, changes: Partial<KeyVaultRequest> = {}): Plan =>
  planKeyVault(known(aKeyVault(overrides), "a test"), { ...request, ...changes });
const requestsOf = (plan: Plan): unknown => plan.steps.map((step) => step.request);
const newVault = planKeyVault(absent("not found"), request);
const lacksAll = { enabledForDiskEncryption: false, enableSoftDelete: false, enablePurgeProtection: false };

describe("The plan for a key vault that is not there", () => {
  it("creates it for disk encryption, with roles, soft delete and purge protection, word for word", () => {
    assert.deepEqual(requestsOf(newVault), [
      {
        method: "PUT",
        path: VAULT_ID,
        body: {
          location: "westeurope",
          properties: {
            tenantId: "22222222-2222-2222-2222-222222222222",
            sku: { family: "A", name: "standard" },
            enableRbacAuthorization: true,
            enabledForDiskEncryption: true,
            enableSoftDelete: true,
            enablePurgeProtection: true,
          },
        },
      },
    ]);
  });

  it("counts on its not being there", () => {
    assert.deepEqual(newVault.touches, [{ id: VAULT_ID.toLowerCase(), state: "absent" }]);
  });

  it("warns that purge protection stays", () => {
    assert.match(newVault.warnings.join(), /can't be switched off/);
  });

  it("is approved by the vault's name", () => {
    assert.equal(newVault.target, "kv-web");
  });
});

describe("A key vault that could not be read", () => {
  it("gets no plan: creating it would replace the settings of one that is there", () => {
    assert.throws(
      () => planKeyVault(notRead("no rights"), request),
      (error: unknown) => error instanceof RunbookError && error.code === "PlanBlocked",
    );
  });
});

describe("The plan for a key vault that is there", () => {
  it("has nothing to do where nothing lacks", () => {
    assert.deepEqual(planFor({}).steps, []);
  });

  for (const [what, overrides, properties] of [
    ["the disk-encryption flag", { enabledForDiskEncryption: false }, { enabledForDiskEncryption: true }],
    ["soft delete", { enableSoftDelete: false }, { enableSoftDelete: true }],
    ["purge protection", { enablePurgeProtection: false }, { enablePurgeProtection: true }],
    [
      "the firewall's bypass",
      { networkAcls: { defaultAction: "Deny", bypass: "None" } },
      { networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } },
    ],
    [
      "the firewall's bypass, with the exceptions that it has,",
      {
        networkAcls: {
          defaultAction: "Deny",
          bypass: "None",
          ipRules: ["203.0.113.7/32"],
          virtualNetworkRules: [SUBNET_ID],
        },
      },
      {
        networkAcls: {
          defaultAction: "Deny",
          bypass: "AzureServices",
          ipRules: [{ value: "203.0.113.7/32" }],
          virtualNetworkRules: [{ id: SUBNET_ID }],
        },
      },
    ],
    [
      "the bypass where public access is disabled",
      { publicNetworkAccess: "Disabled" },
      { networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } },
    ],
    [
      "all of these",
      lacksAll,
      { enabledForDiskEncryption: true, enableSoftDelete: true, enablePurgeProtection: true },
    ],
  ] as const) {
    it(`switches on ${what} with one request, and nothing else`, () => {
      assert.deepEqual(requestsOf(planFor(overrides)), [
        { method: "PATCH", path: VAULT_ID, body: { properties } },
      ]);
    });
  }

  for (const [what, overrides] of [
    ["access policies", { enableRbacAuthorization: false }],
    ["role assignments", { enableRbacAuthorization: true }],
  ] as const) {
    it(`leaves its permission model as it is: ${what}`, () => {
      assert.deepEqual(planFor(overrides).steps, []);
    });
  }

  it("leaves an open firewall as it is", () => {
    assert.deepEqual(planFor({ networkAcls: { defaultAction: "Allow", bypass: "None" } }).steps, []);
  });

  it("does not touch region or subscription: a vault can't be moved", () => {
    assert.deepEqual(planFor({ location: "northeurope" }).steps, []);
  });

  it("can be undone where purge protection is on already", () => {
    assert.equal(planFor({ enabledForDiskEncryption: false }).steps[0]?.undo.kind, "possible");
  });

  it("can't be undone where purge protection is switched on", () => {
    const plan = planFor({ enablePurgeProtection: false });
    assert.equal(plan.steps[0]?.undo.kind, "impossible");
    assert.match(plan.warnings.join(), /Purge protection/);
  });
});

describe("The settings for deployments", () => {
  const wishes = { forDeployment: true, forTemplateDeployment: true } as const;
  const both = { enabledForDeployment: true, enabledForTemplateDeployment: true };

  it("are left alone unless they are wished for", () => {
    assert.deepEqual(planFor({}).steps, []);
    assert.doesNotMatch(JSON.stringify(requestsOf(newVault)), /Deployment/);
  });

  it("are switched on in one request with what else lacks, and named in its title", () => {
    const plan = planFor({ enabledForDiskEncryption: false }, wishes);
    assert.deepEqual(requestsOf(plan), [
      {
        method: "PATCH",
        path: VAULT_ID,
        body: { properties: { enabledForDiskEncryption: true, ...both } },
      },
    ]);
    assert.match(
      plan.steps[0]?.title ?? "",
      /Azure Virtual Machines for deployment, Azure Resource Manager for template deployment/,
    );
  });

  for (const [wish, overrides, properties] of [
    [{ forDeployment: true }, {}, { enabledForDeployment: true }],
    [{ forTemplateDeployment: true }, {}, { enabledForTemplateDeployment: true }],
    [wishes, { enabledForDeployment: true }, { enabledForTemplateDeployment: true }],
  ] as const) {
    it(`are switched on where they are off: ${Object.keys(properties).join()}`, () => {
      assert.deepEqual(requestsOf(planFor(overrides, wish)), [
        { method: "PATCH", path: VAULT_ID, body: { properties } },
      ]);
    });
  }

  it("are not asked for again, nor switched off where nobody wishes for them", () => {
    assert.deepEqual(planFor(both, wishes).steps, []);
    assert.deepEqual(planFor(both).steps, []);
  });

  it("are on in a new vault that is made with them", () => {
    const plan = planKeyVault(absent("not found"), { ...request, ...wishes });
    const body = JSON.stringify(plan.steps[0]?.request.body);
    for (const setting of Object.keys(both)) assert.match(body, new RegExp(`"${setting}":true`));
  });
});

describe("A key vault in another region than the VMs", () => {
  it("is warned of: no plan can move it", () => {
    assert.match(planFor({ location: "northeurope" }).warnings.join(), /is in northeurope.*can't be moved/);
  });

  it("is not one whose region is spelled otherwise", () => {
    assert.deepEqual(planFor({ location: "West Europe" }).warnings, []);
  });
});

describe("The plan for a key encryption key", () => {
  const keyEncryptionKey = { name: "kek", keySizeInBits: 4096 } as const;
  const key = {
    method: "PUT",
    path: `${VAULT_ID}/keys/kek`,
    body: {
      properties: { kty: "RSA", keyOps: ["wrapKey", "unwrapKey", "encrypt", "decrypt"], keySize: 4096 },
    },
  };

  it("creates it through Resource Manager, where no right inside the vault is needed", () => {
    assert.deepEqual(requestsOf(planFor({}, { keyEncryptionKey })), [key]);
  });

  it("comes after the vault", () => {
    assert.deepEqual(
      planKeyVault(absent("not found"), { ...request, keyEncryptionKey }).steps.map(({ id }) => id),
      ["1-create-key-vault", "2-create-key"],
    );
  });
});

describe("A key vault is named by its full resource id", () => {
  for (const [what, keyVaultId] of [
    ["its name", "kv-web"],
    ["a VM's id", VM_ID],
    ["its URI", "https://kv-web.vault.azure.net/"],
  ] as const) {
    it(`and not by ${what}`, () => {
      assert.throws(
        () => planFor({}, { keyVaultId }),
        (error: unknown) => error instanceof RunbookError && error.code === "ResourceIdMalformed",
      );
    });
  }
});

describe("The size of a key encryption key", () => {
  for (const [osType, osBuild, keySizeInBits] of [
    ["Linux", undefined, 2048],
    ["Windows", 17763, 2048],
    ["Windows", 20347, 2048],
    ["Windows", 20348, 4096],
    ["Windows", 26100, 4096],
    ["Windows", undefined, 4096],
  ] as const) {
    it(`is ${keySizeInBits} bits for ${osType} of ${osBuild === undefined ? "a build that is not known" : `build ${osBuild}`}`, () => {
      assert.equal(keySizeForGuest(osType, osBuild), keySizeInBits);
    });
  }
});
