import assert from "node:assert/strict";

import type { DeploymentExtended } from "@azure/arm-resources";

import type { JsonObject } from "../../../../lib/sandbox/json";
import { reader, resourceGroupName, owner, subscriptionId } from "../../support";
import { aVault, aWindowsMachine, vaultId, vaultName } from "../../support-compute";
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

/** A deployment that ends badly: what is kept of it. */
async function failed(bench: DeploymentBench, template: JsonObject): Promise<DeploymentExtended> {
  const { message } = await bench.failure(() => bench.deploy(template));
  assert.match(message, /DeploymentFailed\. At least one resource deployment operation failed/);
  return await bench.client.deployments.get(resourceGroupName, deploymentName);
}

const extension = (changes: JsonObject = {}): JsonObject => ({
  type: "Microsoft.Compute/virtualMachines/extensions",
  apiVersion: "2024-07-01",
  name: "vm-windows/AzureDiskEncryption",
  location: "[resourceGroup().location]",
  properties: {
    publisher: "Microsoft.Azure.Security",
    type: "AzureDiskEncryption",
    typeHandlerVersion: "2.2",
    autoUpgradeMinorVersion: true,
    settings: {
      EncryptionOperation: "EnableEncryption",
      KeyVaultURL: `[reference('${vaultId}', '2023-07-01').vaultUri]`,
      KeyVaultResourceId: vaultId,
      VolumeType: "All",
      SequenceVersion: "1.0",
    },
  },
  ...changes,
});

describe("a running deployment", () => {
  it("makes a resource when what it depends on is there, and others side by side", async () => {
    const { client, sandbox } = deploymentBench();
    const snapshot = {
      type: "Microsoft.Compute/snapshots",
      apiVersion: "2024-03-02",
      name: "snapshot-1",
      location: "westeurope",
      dependsOn: ["disk-1"],
      properties: {
        creationData: {
          createOption: "Copy",
          sourceResourceId: "[resourceId('Microsoft.Compute/disks', 'disk-1')]",
        },
      },
    };
    const template = aTemplate({ resources: [snapshot, aDisk({ name: "disk-2" }), aDisk()] });
    await client.deployments.beginCreateOrUpdate(resourceGroupName, deploymentName, requestFor(template));
    const states = async (): Promise<Readonly<Record<string, string | undefined>>> => {
      const found: Record<string, string | undefined> = {};
      for await (const { properties } of client.deploymentOperations.list(resourceGroupName, deploymentName))
        found[properties?.targetResource?.resourceName ?? "outputs"] = properties?.provisioningState;
      return found;
    };
    assert.deepEqual(await states(), {});
    sandbox.clock.advance(1_000);
    assert.deepEqual(await states(), { "disk-1": "Running", "disk-2": "Running" });
    sandbox.clock.advance(6_000);
    assert.deepEqual(await states(), {
      "disk-1": "Succeeded",
      "disk-2": "Succeeded",
      "snapshot-1": "Running",
    });
    // However far the clock is moved at once, each step is at its own time.
    sandbox.clock.advance(3_600_000);
    const { properties } = await client.deployments.get(resourceGroupName, deploymentName);
    assert.equal(properties?.provisioningState, "Succeeded");
    assert.match(properties.duration ?? "", /^PT\d\d?(\.\d+)?S$/);
  });

  it("waits for a resource that it refers to, by name or by id, and hands on what it has become", async () => {
    const { deploy, sandbox } = deploymentBench();
    const tagged = (name: string, called: string): JsonObject =>
      aDisk({
        name,
        properties: {
          creationData: { createOption: "Empty" },
          diskSizeGB: `[if(equals(reference(${called}, '2023-07-01', 'Full').properties.vaultUri, 'https://kv-made.vault.azure.net/'), 8, 16)]`,
        },
      });
    const { properties } = await deploy(
      aTemplate({
        resources: [
          tagged("by-id", "resourceId('Microsoft.KeyVault/vaults', 'kv-made')"),
          tagged("by-name", "'kv-made'"),
          aVaultToMake(),
        ],
        outputs: {
          uri: { type: "string", value: "[reference('kv-made').vaultUri]" },
          location: { type: "string", value: "[reference('kv-made', '2023-07-01', 'Full').location]" },
        },
      }),
    );
    assert.deepEqual(properties?.outputs, {
      uri: { type: "String", value: "https://kv-made.vault.azure.net/" },
      location: { type: "String", value: "westeurope" },
    });
    for (const name of ["by-id", "by-name"])
      assert.equal(
        sandbox.world.resources.get(idOf("Microsoft.Compute/disks", name))?.properties["diskSizeGB"],
        8,
      );
  });

  it("encrypts a VM by the extension, and is over when the extension is", async () => {
    const { deploy, client, sandbox } = deploymentBench({
      vaults: [aVault()],
      virtualMachines: [aWindowsMachine()],
    });
    const { properties } = await deploy(aTemplate({ resources: [extension()] }));
    assert.equal(properties?.provisioningState, "Succeeded");
    assert.match(properties.duration ?? "", /^PT3M/);
    const stored = sandbox.world.resources.get(
      `${idOf("Microsoft.Compute/virtualMachines", "vm-windows")}/extensions/AzureDiskEncryption`,
    );
    assert.deepEqual(stored?.properties["settings"], {
      EncryptionOperation: "EnableEncryption",
      KeyVaultURL: `https://${vaultName}.vault.azure.net/`,
      KeyVaultResourceId: vaultId,
      VolumeType: "All",
      SequenceVersion: "1.0",
    });
    assert.equal((await client.deployments.get(resourceGroupName, deploymentName)).name, deploymentName);
  });

  it("wraps what ended badly, and sends nothing that depends on it", async () => {
    const bench = deploymentBench({
      vaults: [aVault({ enabledForDiskEncryption: false })],
      virtualMachines: [aWindowsMachine()],
    });
    const extensionId = `${idOf("Microsoft.Compute/virtualMachines", "vm-windows")}/extensions/AzureDiskEncryption`;
    const resources = [extension(), aDisk({ dependsOn: [extensionId] }), aDisk({ name: "disk-2" })];
    const { properties } = await failed(bench, aTemplate({ resources }));
    assert.equal(properties?.provisioningState, "Failed");
    const error = properties.error;
    assert.equal(error?.code, "DeploymentFailed");
    const [wrapped] = error.details ?? [];
    assert.equal(wrapped?.code, "ResourceDeploymentFailure");
    assert.equal(wrapped.target, extensionId);
    assert.equal(wrapped.details?.[0]?.code, "VMExtensionProvisioningError");
    assert.match(wrapped.details[0].message ?? "", /Failed to send DiskEncryptionData/);
    const { world } = bench.sandbox;
    assert.equal(world.resources.get(idOf("Microsoft.Compute/disks", "disk-1")), undefined);
    assert.ok(
      world.resources.get(idOf("Microsoft.Compute/disks", "disk-2")),
      "what does not depend on it is made",
    );
  });

  it("tells in an operation what the provider said at once", async () => {
    const bench = deploymentBench();
    const resources = [aDisk({ properties: { creationData: {} } })];
    const { properties } = await failed(bench, aTemplate({ resources }));
    assert.equal(properties?.error?.details?.[0]?.code, "InvalidParameter");
    const operations = bench.client.deploymentOperations.list(resourceGroupName, deploymentName);
    for await (const operation of operations) {
      assert.equal(operation.properties?.provisioningState, "Failed");
      assert.equal(operation.properties.statusCode, "BadRequest");
      assert.equal(operation.properties.statusMessage?.error?.code, "InvalidParameter");
    }
  });

  it("has each resource made with the rights of who deploys", async () => {
    const { client, failure } = deploymentBench(
      {
        roleAssignments: [
          {
            principal: reader.name,
            role: "Virtual Machine Contributor",
            scope: `/subscriptions/${subscriptionId}`,
          },
          { principal: owner.name, role: "Owner", scope: `/subscriptions/${subscriptionId}` },
        ],
      },
      { signInAs: reader.name },
    );
    const { code, message } = await failure(() =>
      client.deployments.beginCreateOrUpdate(
        resourceGroupName,
        deploymentName,
        requestFor(aTemplate({ resources: [aDisk(), aVaultToMake()] })),
      ),
    );
    assert.equal(code, "InvalidTemplateDeployment");
    assert.match(
      message,
      /Authorization failed for template resource 'kv-made' of type 'Microsoft\.KeyVault\/vaults'\. The client 'reader@contoso\.example' with object id '[^']+' does not have permission to perform action 'Microsoft\.KeyVault\/vaults\/write' at scope/,
    );
  });

  it("needs the right to deploy itself", async () => {
    const { client, failure } = deploymentBench({}, { signInAs: reader.name });
    const { code, message } = await failure(() =>
      client.deployments.beginCreateOrUpdate(resourceGroupName, deploymentName, requestFor(aTemplate())),
    );
    assert.equal(code, "AuthorizationFailed");
    assert.match(message, /'Microsoft\.Resources\/deployments\/write'/);
  });

  for (const [resource, code, text] of [
    [{ type: "Microsoft.Compute/hovercrafts" }, "InvalidResourceType", /'hovercrafts' could not be found/],
    [{ apiVersion: "1999-01-01" }, "NoRegisteredProviderFound", /API version '1999-01-01' for type 'disks'/],
  ] as const) {
    it(`is not begun with a resource that is not known: ${code}`, async () => {
      const { client, failure } = deploymentBench();
      const refused = await failure(() =>
        client.deployments.beginCreateOrUpdate(
          resourceGroupName,
          deploymentName,
          requestFor(aTemplate({ resources: [aDisk(resource)] })),
        ),
      );
      assert.equal(refused.code, code);
      assert.match(refused.message, text);
    });
  }

  it("fails where an output can't be evaluated, and keeps what it made", async () => {
    const { client, deploy, failure, sandbox } = deploymentBench();
    const template = aTemplate({
      resources: [aDisk()],
      outputs: { size: { type: "string", value: "[reference('disk-1').diskSizeGB]" } },
    });
    const { message } = await failure(() => deploy(template));
    assert.match(message, /DeploymentOutputEvaluationFailed/);
    const { properties } = await client.deployments.get(resourceGroupName, deploymentName);
    assert.deepEqual(
      properties?.error?.details?.map(({ target, message: text }) => [target, text]),
      [
        [
          "size",
          "The template output 'size' is not valid: Template output JToken type is not valid. Expected 'String'. Actual 'Integer'. " +
            "Please see https://aka.ms/arm-functions for usage details..",
        ],
      ],
    );
    assert.ok(sandbox.world.resources.get(idOf("Microsoft.Compute/disks", "disk-1")));
  });

  it("fails where what it refers to is not there", async () => {
    const bench = deploymentBench();
    const gone = idOf("Microsoft.KeyVault/vaults", "gone");
    const resources = [aDisk({ properties: { creationData: `[reference('${gone}', '2023-07-01').x]` } })];
    const { properties } = await failed(bench, aTemplate({ resources }));
    assert.equal(properties?.error?.details?.[0]?.code, "ResourceNotFound");
  });

  for (const [expression, text] of [
    ["[reference('nothing').x]", "The resource 'nothing' is not defined in the template."],
    [`[reference('${vaultId}').vaultUri]`, `The template reference to '${vaultId}' requires an API version.`],
    [
      `[reference('${vaultId}', '2023-07-01', 'All').name]`,
      "The third parameter of the template function 'reference'",
    ],
  ] as const) {
    it(`is told what is wrong with ${expression} in an output`, async () => {
      const { client, deploy, failure } = deploymentBench({ vaults: [aVault()] });
      await failure(() => deploy(aTemplate({ outputs: { found: { type: "string", value: expression } } })));
      const { properties } = await client.deployments.get(resourceGroupName, deploymentName);
      const [detail] = properties?.error?.details ?? [];
      assert.ok(detail?.message?.includes(text), detail?.message);
    });
  }

  it("words what is wrong with an expression as Azure does while it deploys", async () => {
    const bench = deploymentBench({ vaults: [aVault()] });
    const resources = [
      aDisk({ properties: { creationData: `[reference('${vaultId}', '2023-07-01').colour]` } }),
    ];
    const { properties } = await failed(bench, aTemplate({ resources }));
    const [error] = properties?.error?.details ?? [];
    assert.equal(error?.code, "InvalidTemplate");
    assert.match(
      error.message ?? "",
      /^Unable to process template language expressions for resource '.*\/disk-1'/,
    );
    assert.match(error.message ?? "", /property 'colour' doesn't exist, available properties are 'sku/);
  });

  it("keeps no secret in what it tells of a failure", async () => {
    const bench = deploymentBench();
    const template = aTemplate({
      parameters: { word: { type: "securestring" } },
      resources: [
        aDisk({
          properties: {
            creationData: { createOption: "Copy", sourceResourceId: "[parameters('word')]" },
          },
        }),
      ],
    });
    const secret = "/subscriptions/hidden-word";
    await bench.failure(() => bench.deploy(template, { word: secret }));
    const { properties } = await bench.client.deployments.get(resourceGroupName, deploymentName);
    const operations = [];
    for await (const operation of bench.client.deploymentOperations.list(resourceGroupName, deploymentName))
      operations.push(operation);
    const told = JSON.stringify([properties?.error, operations]);
    assert.match(told, /\*\*\*\*\*\*\*/);
    assert.doesNotMatch(told, /hidden-word/);
  });

  it("waits for a resource that says itself how it stands: a vault registers its name", async () => {
    const { properties } = await deploymentBench().deploy(aTemplate({ resources: [aVaultToMake()] }));
    assert.match(properties?.duration ?? "", /^PT3\d/);
  });

  it("leaves out an output whose condition is false", async () => {
    const { properties } = await deploymentBench().deploy(
      aTemplate({
        outputs: {
          left: { type: "string", value: "a", condition: "[equals(1, 2)]" },
          told: { type: "string", value: "b", condition: true },
        },
      }),
    );
    assert.deepEqual(properties?.outputs, { told: { type: "String", value: "b" } });
  });

  it("can be sent again and changes what is there", async () => {
    const { deploy, sandbox } = deploymentBench();
    const sized = (diskSizeGB: number): JsonObject =>
      aTemplate({
        resources: [aDisk({ properties: { creationData: { createOption: "Empty" }, diskSizeGB } })],
      });
    await deploy(sized(4));
    const { properties } = await deploy(sized(32));
    assert.equal(properties?.provisioningState, "Succeeded");
    const disk = sandbox.world.resources.get(idOf("Microsoft.Compute/disks", "disk-1"));
    assert.equal(disk?.properties["diskSizeGB"], 32);
  });
});
