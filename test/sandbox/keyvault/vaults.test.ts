import assert from "node:assert/strict";

import type { Json } from "../../../lib/sandbox/json";
import { resourceGroupId, resourceGroupName, subscriptionId, tenantId, testSandbox } from "../support";
import { makeVault, makeVaultNamed, managementClient, send, vaultName } from "./clients";

const vaultUrlAt = (apiVersion: string): string =>
  `https://management.azure.com${resourceGroupId}/providers/Microsoft.KeyVault/vaults/${vaultName}?api-version=${apiVersion}`;
const vaultId = `${resourceGroupId}/providers/Microsoft.KeyVault/vaults/${vaultName}`;
const newVault = (properties: Json): Json => ({
  location: "westeurope",
  properties: { ...(properties as object), tenantId, sku: { family: "A", name: "standard" } },
});

describe("a vault through Resource Manager", () => {
  it("is made with 200, registers its name, and has a slash at the end of its address from then on", async () => {
    const sandbox = testSandbox();
    const made = await send(sandbox, "PUT", vaultUrlAt("2025-05-01"), newVault({ accessPolicies: [] }));
    assert.equal(made.status, 200);
    assert.equal(made.headers.get("x-ms-keyvault-service-version"), "1.5.969.1");
    assert.deepEqual([made.headers.get("location"), made.headers.get("azure-asyncoperation")], [null, null]);
    assert.deepEqual(made.body, {
      id: vaultId,
      name: vaultName,
      type: "Microsoft.KeyVault/vaults",
      location: "westeurope",
      tags: {},
      systemData: {
        createdBy: "owner@contoso.example",
        createdByType: "User",
        createdAt: "2026-11-24T08:00:00.000Z",
        lastModifiedBy: "owner@contoso.example",
        lastModifiedByType: "User",
        lastModifiedAt: "2026-11-24T08:00:00.000Z",
      },
      properties: {
        sku: { family: "A", name: "standard" },
        tenantId,
        accessPolicies: [],
        enabledForDeployment: false,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        vaultUri: `https://${vaultName}.vault.azure.net`,
        provisioningState: "RegisteringDns",
        publicNetworkAccess: "Enabled",
      },
    });
    const { vaults } = managementClient(sandbox);
    assert.equal(
      (await vaults.get(resourceGroupName, vaultName)).properties.provisioningState,
      "RegisteringDns",
    );
    sandbox.clock.advance(60_000);
    const ready = await vaults.get(resourceGroupName.toUpperCase(), vaultName.toUpperCase());
    assert.equal(ready.properties.provisioningState, "Succeeded");
    assert.equal(ready.properties.vaultUri, `https://${vaultName}.vault.azure.net/`);
    assert.equal(ready.id, vaultId);
  });

  it("decides by roles when it is made with api-version 2026-02-01, by access policies when it is made with an older one", async () => {
    for (const [apiVersion, expected] of [
      ["2026-02-01", true],
      ["2025-05-01", undefined],
    ] as const) {
      const sandbox = testSandbox();
      await send(sandbox, "PUT", vaultUrlAt(apiVersion), newVault({ accessPolicies: [] }));
      const { properties } = await managementClient(sandbox).vaults.get(resourceGroupName, vaultName);
      assert.equal(properties.enableRbacAuthorization, expected, apiVersion);
    }
  });

  it("keeps its permission model in an update that does not name it, whatever the api-version", async () => {
    const sandbox = testSandbox();
    await send(sandbox, "PUT", vaultUrlAt("2025-05-01"), newVault({ accessPolicies: [] }));
    await send(
      sandbox,
      "PUT",
      vaultUrlAt("2026-02-01"),
      newVault({ accessPolicies: [], enabledForDiskEncryption: true }),
    );
    const { properties } = await managementClient(sandbox).vaults.get(resourceGroupName, vaultName);
    assert.equal(properties.enableRbacAuthorization, undefined);
    assert.equal(properties.enabledForDiskEncryption, true);
  });

  it("needs access policies where it decides by them", async () => {
    const answer = await send(testSandbox(), "PUT", vaultUrlAt("2025-05-01"), newVault({}));
    assert.deepEqual(answer.body, {
      error: { code: "BadRequest", message: "The parameter accessPolicies is not specified." },
    });
  });

  it("never loses purge protection or soft delete, and keeps its retention", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox, { enablePurgeProtection: true });
    const { vaults } = managementClient(sandbox);
    for (const properties of [
      { enablePurgeProtection: false },
      { enableSoftDelete: false },
      { softDeleteRetentionInDays: 90 },
    ]) {
      await assert.rejects(vaults.update(resourceGroupName, vaultName, { properties }), {
        statusCode: 400,
        code: "BadRequest",
      });
    }
    await makeVault(sandbox);
    assert.equal((await vaults.get(resourceGroupName, vaultName)).properties.enablePurgeProtection, true);
  });

  it("takes a PATCH by merging properties and replacing all tags", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox, { enabledForTemplateDeployment: true });
    const { vaults } = managementClient(sandbox);
    await vaults.update(resourceGroupName, vaultName, { tags: { owner: "a", cost: "1" } });
    const vault = await vaults.update(resourceGroupName, vaultName, {
      tags: { owner: "b" },
      properties: { enabledForDiskEncryption: true },
    });
    assert.deepEqual(vault.tags, { owner: "b" });
    assert.equal(vault.properties.enabledForDiskEncryption, true);
    assert.equal(vault.properties.enabledForTemplateDeployment, true);
  });

  it("cannot be opened to disk encryption and closed to Azure's services in one request", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const { vaults } = managementClient(sandbox);
    const networkAcls = { defaultAction: "Deny", bypass: "None" };
    await assert.rejects(
      vaults.update(resourceGroupName, vaultName, {
        properties: { enabledForDiskEncryption: true, networkAcls },
      }),
      { message: 'When enabledForDiskEncryption is true, networkAcls.bypass must include "AzureServices".' },
    );
    await vaults.update(resourceGroupName, vaultName, { properties: { enabledForDiskEncryption: true } });
    await vaults.update(resourceGroupName, vaultName, { properties: { networkAcls } });
    const { properties } = await vaults.get(resourceGroupName, vaultName);
    assert.deepEqual(properties.networkAcls, { ...networkAcls, ipRules: [], virtualNetworkRules: [] });
  });

  it("shows no firewall where the firewall lets everything through", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox, { networkAcls: { defaultAction: "Allow", bypass: "AzureServices" } });
    const { properties } = await managementClient(sandbox).vaults.get(resourceGroupName, vaultName);
    assert.equal(properties.networkAcls, undefined);
  });

  it("has a name that is valid and nobody else's in the world", async () => {
    const sandbox = testSandbox({
      resourceGroups: [
        { subscriptionId, name: resourceGroupName, location: "westeurope" },
        { subscriptionId, name: "rg-other", location: "westeurope" },
      ],
    });
    await makeVault(sandbox);
    const { vaults } = managementClient(sandbox);
    await assert.rejects(makeVaultNamed(sandbox, vaultName, {}, "rg-other"), {
      statusCode: 409,
      code: "VaultAlreadyExists",
    });
    await assert.rejects(makeVaultNamed(sandbox, "kv--test"), { statusCode: 400, code: "VaultNameNotValid" });
    const available = async (name: string): Promise<unknown> =>
      (await vaults.checkNameAvailability({ name, type: "Microsoft.KeyVault/vaults" })).reason ?? "available";
    assert.equal(await available(vaultName), "AlreadyExists");
    assert.equal(await available("1kv"), "AccountNameInvalid");
    assert.equal(await available("kv-free"), "available");
  });

  it("is listed in pages, the last of which is empty", async () => {
    const sandbox = testSandbox();
    const { vaults } = managementClient(sandbox);
    for (const name of ["kv-b", "kv-c", "kv-a"]) {
      await makeVaultNamed(sandbox, name);
    }
    const pages: (readonly (string | undefined)[])[] = [];
    for await (const page of vaults.listByResourceGroup(resourceGroupName, { top: 2 }).byPage()) {
      pages.push(page.map(({ name }) => name));
    }
    assert.deepEqual(pages, [["kv-a", "kv-b"], ["kv-c"], []]);
    const names: (string | undefined)[] = [];
    for await (const vault of vaults.listBySubscription()) names.push(vault.name);
    assert.deepEqual(names, ["kv-a", "kv-b", "kv-c"]);
  });

  it("gives, changes and takes access policies one by one", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox, { enableRbacAuthorization: false, accessPolicies: [] });
    const { vaults } = managementClient(sandbox);
    const policy = (keys: string[]): Parameters<typeof vaults.updateAccessPolicy>[3] => ({
      properties: { accessPolicies: [{ tenantId, objectId: "5", permissions: { keys } }] },
    });
    const keysAfter = async (kind: "add" | "replace" | "remove", keys: string[]): Promise<unknown> => {
      await vaults.updateAccessPolicy(resourceGroupName, vaultName, kind, policy(keys));
      const { properties } = await vaults.get(resourceGroupName, vaultName);
      return properties.accessPolicies?.map(({ permissions }) => permissions.keys);
    };
    assert.deepEqual(await keysAfter("add", ["get"]), [["get"]]);
    assert.deepEqual(await keysAfter("add", ["Get", "wrapKey"]), [["get", "wrapKey"]]);
    assert.deepEqual(await keysAfter("remove", ["get"]), [["wrapKey"]]);
    assert.deepEqual(await keysAfter("replace", ["list"]), [["list"]]);
    assert.deepEqual(await keysAfter("remove", ["list"]), []);
  });
});
