import assert from "node:assert/strict";

import type { SandboxEdition } from "../../../../lib/sandbox/index";
import type { JsonObject } from "../../../../lib/sandbox/json";
import { reader, resourceGroupName } from "../../support";
import { aVault, aWindowsMachine, vaultId } from "../../support-compute";
import {
  aDisk,
  aTemplate,
  aVaultToMake,
  deploymentBench,
  deploymentName,
  idOf,
  requestFor,
  type DeploymentBench,
} from "./bench";

describe("validate", () => {
  it("answers what would be deployed, and deploys nothing", async () => {
    const { client, sandbox } = deploymentBench();
    const template = aTemplate({
      parameters: { name: { type: "string", defaultValue: "disk-1" } },
      resources: [aDisk({ name: "[parameters('name')]" }), aDisk({ name: "never", condition: false })],
    });
    const { properties } = await client.deployments.beginValidateAndWait(
      resourceGroupName,
      deploymentName,
      requestFor(template),
    );
    assert.equal(properties?.provisioningState, "Succeeded");
    assert.deepEqual(properties.validatedResources, [{ id: idOf("Microsoft.Compute/disks", "disk-1") }]);
    assert.deepEqual(properties.providers, [
      {
        namespace: "Microsoft.Compute",
        resourceTypes: [{ resourceType: "disks", locations: ["westeurope"] }],
      },
    ]);
    assert.equal(sandbox.world.resources.all().length, 0);
    assert.equal(sandbox.world.deployments.byId.size, 0);
  });

  it("asks for the rights on each resource, unless it is told not to", async () => {
    const { client, failure, sandbox } = deploymentBench({}, { signInAs: reader.name });
    sandbox.world.roleAssignments.push({
      name: "deploys",
      scope: "/",
      principalId: reader.objectId,
      // Key Vault Administrator: may deploy, and make no disk.
      roleDefinitionId: "00482a5a-887f-4fb3-b363-3b7fe8e74483",
      principalType: "User",
    });
    const request = requestFor(aTemplate({ resources: [aDisk(), aDisk({ name: "disk-2" })] }));
    const validate = (validationLevel: "Provider" | "ProviderNoRbac"): Promise<unknown> =>
      client.deployments.beginValidateAndWait(resourceGroupName, deploymentName, {
        properties: { ...request.properties, validationLevel },
      });
    const { code, message } = await failure(() => validate("Provider"));
    assert.equal(code, "InvalidTemplateDeployment");
    assert.match(
      message,
      /^Deployment failed with multiple errors: 'Authorization failed for template resource 'disk-1'.*:Authorization failed for template resource 'disk-2'/,
    );
    await validate("ProviderNoRbac");
  });

  it("asks nothing of the providers where it is to look at the template alone", async () => {
    const { client } = deploymentBench();
    const request = requestFor(aTemplate({ resources: [aDisk({ apiVersion: "1999-01-01" })] }));
    const { properties } = await client.deployments.beginValidateAndWait(resourceGroupName, deploymentName, {
      properties: { ...request.properties, validationLevel: "Template" },
    });
    assert.equal(properties?.provisioningState, "Succeeded");
  });
});

describe("the vault of a template that encrypts disks", () => {
  const extension: JsonObject = {
    type: "Microsoft.Compute/virtualMachines/extensions",
    apiVersion: "2024-07-01",
    name: "vm-windows/AzureDiskEncryption",
    location: "westeurope",
    properties: {
      publisher: "Microsoft.Azure.Security",
      type: "AzureDiskEncryption",
      typeHandlerVersion: "2.2",
      settings: {
        EncryptionOperation: "EnableEncryption",
        KeyVaultURL: "https://kv-test.vault.azure.net/",
        KeyVaultResourceId: "[parameters('vaultId')]",
        VolumeType: "All",
      },
    },
  };
  const template = aTemplate({
    parameters: { vaultId: { type: "string", defaultValue: vaultId } },
    resources: [extension],
  });
  const benchWith = (vault: Parameters<typeof aVault>[0], edition: SandboxEdition): DeploymentBench =>
    deploymentBench({ vaults: [aVault(vault)], virtualMachines: [aWindowsMachine()] }, { edition });

  it("needs, by the module, to let Compute and Resource Manager retrieve secrets", async () => {
    for (const vault of [{}, { enabledForDeployment: true }, { enabledForTemplateDeployment: true }]) {
      const { client, failure } = benchWith(vault, "module");
      const { code } = await failure(() =>
        client.deployments.beginValidateAndWait(resourceGroupName, deploymentName, requestFor(template)),
      );
      assert.equal(code, "InvalidTemplateDeployment");
    }
  });

  it("says which setting is missing", async () => {
    const { client } = benchWith({ enabledForDeployment: true }, "module");
    await assert.rejects(
      client.deployments.beginValidateAndWait(resourceGroupName, deploymentName, requestFor(template)),
      (error: unknown) => {
        const text = JSON.stringify((error as { details?: unknown }).details);
        assert.match(
          text,
          /\(sandbox\) Key Vault '[^']+kv-test' .*: enabledForTemplateDeployment is not true/,
        );
        return true;
      },
    );
  });

  it("is taken by the module with both settings", async () => {
    const { deploy } = benchWith(
      { enabledForDeployment: true, enabledForTemplateDeployment: true },
      "module",
    );
    assert.equal((await deploy(template)).properties?.provisioningState, "Succeeded");
  });

  it("needs neither in Azure as it is: the extension's settings name a vault, and no secret is retrieved", async () => {
    const { deploy } = benchWith({}, "current");
    assert.equal((await deploy(template)).properties?.provisioningState, "Succeeded");
  });

  it("is looked at when it is there, where the template makes it itself", async () => {
    const made = (settings: JsonObject): JsonObject =>
      aTemplate({
        resources: [
          aVaultToMake(settings),
          {
            ...extension,
            dependsOn: ["kv-made"],
            properties: {
              publisher: "Microsoft.Azure.Security",
              type: "AzureDiskEncryption",
              typeHandlerVersion: "2.2",
              settings: {
                EncryptionOperation: "EnableEncryption",
                KeyVaultURL: "[reference('kv-made').vaultUri]",
                KeyVaultResourceId: "[resourceId('Microsoft.KeyVault/vaults', 'kv-made')]",
                VolumeType: "All",
              },
            },
          },
        ],
      });
    const closed = benchWith({}, "module");
    const { message } = await closed.failure(() => closed.deploy(made({})));
    assert.match(message, /DeploymentFailed/);
    const { properties } = await closed.client.deployments.get(resourceGroupName, deploymentName);
    assert.equal(properties?.error?.details?.[0]?.code, "KeyVaultNotEnabledForTemplateDeployment");
    const open = benchWith({}, "module");
    const settings = { enabledForDeployment: true, enabledForTemplateDeployment: true };
    assert.equal((await open.deploy(made(settings))).properties?.provisioningState, "Succeeded");
    // The vault that the first one made is there, closed: what the template makes of it counts.
    assert.equal((await closed.deploy(made(settings))).properties?.provisioningState, "Succeeded");
  });
});
