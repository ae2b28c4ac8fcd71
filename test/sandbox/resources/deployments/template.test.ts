import assert from "node:assert/strict";

import type { JsonObject } from "../../../../lib/sandbox/json";
import { resourceGroupId, resourceGroupName, subscriptionId, tenantId } from "../../support";
import { aDisk, aTemplate, deploymentBench, idOf, requestFor } from "./bench";

/** What Azure says of a template that it does not take. */
async function refusalOf(parts: JsonObject, parameters: JsonObject = {}): Promise<string> {
  const { client, failure } = deploymentBench();
  const { code, message } = await failure(() =>
    client.deployments.beginValidateAndWait(
      resourceGroupName,
      "deploy-1",
      requestFor(aTemplate(parts), parameters),
    ),
  );
  assert.equal(code, "InvalidTemplate");
  return message;
}

/** The value of an output with this expression. */
async function outputOf(value: string, type = "string", parts: JsonObject = {}): Promise<unknown> {
  const { properties } = await deploymentBench().deploy(
    aTemplate({ outputs: { found: { type, value } }, ...parts }),
  );
  assert.equal(properties?.error, undefined);
  const found: unknown = properties?.outputs?.["found"];
  return typeof found === "object" && found !== null && "value" in found ? found.value : undefined;
}

describe("a template", () => {
  const ofAzure: readonly (readonly [string, JsonObject, string])[] = [
    ["needs its schema", { $schema: null }, "Required property '$schema' not found in JSON"],
    [
      "has no members that Azure does not know",
      { resource: [] },
      "Could not find member 'resource' on object of type 'Template'",
    ],
    [
      "has resources with no members that Azure does not know",
      { resources: [aDisk({ Sku: {} })] },
      "Could not find member 'Sku' on object of type 'TemplateResource'",
    ],
    [
      "gives each resource a name",
      { resources: [aDisk({ name: "" })] },
      "The template resource 'properties.template.resources[0]' is not valid. The name property cannot be null or empty.",
    ],
    [
      "gives a child the names of its parent and its own",
      { resources: [aDisk({ type: "Microsoft.Compute/virtualMachines/extensions" })] },
      "The template resource 'disk-1' for type 'Microsoft.Compute/virtualMachines/extensions' has incorrect segment lengths.",
    ],
    [
      "has no two resources of one name",
      { resources: [aDisk(), aDisk({ name: "DISK-1" })] },
      "The resource 'Microsoft.Compute/disks/DISK-1' is defined multiple times in a template.",
    ],
    [
      "depends on resources that are in it",
      { resources: [aDisk({ dependsOn: ["nothing"] })] },
      "The resource 'nothing' is not defined in the template.",
    ],
    [
      "has no circle of dependencies",
      {
        resources: [aDisk({ dependsOn: ["disk-2"] }), aDisk({ name: "disk-2", dependsOn: ["disk-1"] })],
      },
      `Circular dependency detected on resource: '${idOf("Microsoft.Compute/disks", "disk-1")}'.`,
    ],
    [
      "has no circle of references either",
      { resources: [aDisk({ properties: { creationData: "[reference('disk-1')]" } })] },
      "Circular dependency detected on resource",
    ],
    [
      "asks for variables that are in it",
      { resources: [aDisk({ name: "[variables('diskName')]" })] },
      "is not valid: The template variable 'diskName' is not found.",
    ],
    [
      "asks for parameters that are in it",
      { variables: { a: "[parameters('b')]" }, resources: [aDisk({ name: "[variables('a')]" })] },
      "The template parameter 'b' is not found.",
    ],
    [
      "has no variable that asks for itself",
      {
        variables: { a: "[variables('b')]", b: "[variables('a')]" },
        resources: [aDisk({ name: "[variables('a')]" })],
      },
      "The template variable 'a' depends on itself.",
    ],
    [
      "refers to resources in properties and outputs alone",
      { resources: [aDisk({ sku: { name: "[reference('disk-2').sku]" } }), aDisk({ name: "disk-2" })] },
      "The template function 'reference' is not expected at this location.",
    ],
    [
      "refers by name to resources that are in it",
      { resources: [aDisk({ properties: { creationData: "[reference('nothing')]" } })] },
      "The resource 'nothing' is not defined in the template.",
    ],
    [
      "depends by name on one resource",
      {
        resources: [
          aDisk(),
          aDisk({ type: "Microsoft.Compute/snapshots" }),
          aDisk({ name: "disk-2", dependsOn: ["disk-1"] }),
        ],
      },
      "The dependency 'disk-1' of resource 'disk-2' is the name of several resources in the template.",
    ],
    [
      "asks for the time in defaults of parameters alone",
      { resources: [aDisk({ tags: { at: "[utcNow()]" } })] },
      "The template function 'utcNow' is not expected at this location.",
    ],
    [
      "gives a type as many names as it has segments",
      {
        resources: [
          aDisk({ tags: { id: "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet')]" } }),
        ],
      },
      "the type 'Microsoft.Network/virtualNetworks/subnets' requires '2' resource name argument(s).",
    ],
    [
      "names subscriptions by their ids",
      { resources: [aDisk({ tags: { id: "[resourceId('sub', 'rg', 'Microsoft.Compute/disks', 'a')]" } })] },
      "The provided value 'sub' is not valid subscription identifier.",
    ],
    [
      "asks for properties that are there, in outputs too",
      { outputs: { a: { type: "string", value: "[resourceGroup().colour]" } } },
      "The template output 'a' is not valid: The language expression property 'colour' doesn't exist, available properties are",
    ],
  ];
  for (const [name, parts, text] of ofAzure) {
    it(name, async () => {
      const message = await refusalOf(parts);
      assert.ok(message.includes(text), message);
    });
  }

  const ofSandbox: readonly (readonly [string, JsonObject, string])[] = [
    ["copy of resources", { resources: [aDisk({ copy: { name: "disks", count: 2 } })] }, "'copy'"],
    [
      "copy of properties",
      {
        resources: [aDisk({ properties: { copy: [{ name: "disks", count: 2, input: {} }] } })],
      },
      "'copy'",
    ],
    ["copy of variables", { variables: { copy: [{ name: "a", count: 2, input: "x" }] } }, "'copy'"],
    ["a scope of its own", { resources: [aDisk({ scope: "/" })] }, "'scope'"],
    [
      "nested deployments",
      {
        resources: [
          {
            type: "Microsoft.Resources/deployments",
            apiVersion: "2021-04-01",
            name: "inner",
            properties: { mode: "Incremental", template: aTemplate() },
          },
        ],
      },
      "A resource of type 'Microsoft.Resources/deployments'",
    ],
    ["functions of its own", { functions: [{ namespace: "contoso", members: {} }] }, "'functions'"],
    ["symbolic names", { languageVersion: "2.0", resources: {} }, "'languageVersion'"],
    ["imports", { imports: { kubernetes: {} } }, "'imports'"],
    [
      "a function that lists keys",
      { outputs: { key: { type: "string", value: "[listKeys('account', '2021-04-01').keys[0].value]" } } },
      "Template language function 'listKeys'",
    ],
    [
      "a function of Azure's that it does not have, even where it is never reached",
      { variables: { never: "[if(true(), 'a', pickZones('Microsoft.Compute', 'disks', 'westeurope'))]" } },
      "Template language function 'pickZones'",
    ],
    [
      "a function of the template's own",
      { variables: { a: "[contoso.uniqueName('b')]" } },
      "Template language function 'contoso.uniqueName'",
    ],
  ];
  for (const [what, parts, named] of ofSandbox) {
    it(`with ${what} is refused by name`, async () => {
      const message = await refusalOf(parts);
      assert.ok(message.startsWith("(sandbox)"), message);
      assert.ok(message.includes(`${named} is not supported by the sandbox`), message);
    });
  }

  it("tells where in it the mistake is", async () => {
    const { client } = deploymentBench();
    const template = aTemplate({ resources: [aDisk(), aDisk({ name: "disk-2", dependsOn: ["nothing"] })] });
    await assert.rejects(
      client.deployments.beginValidateAndWait(resourceGroupName, "deploy-1", requestFor(template)),
      (error: unknown) => {
        const text = JSON.stringify((error as { details?: unknown }).details);
        assert.match(text, /"type":"TemplateViolation"/);
        assert.match(text, /"path":"properties\.template\.resources\[1\]\.dependsOn"/);
        return true;
      },
    );
  });

  it("may come as a text", async () => {
    const { send, sandbox } = deploymentBench();
    const template = JSON.stringify(aTemplate({ resources: [aDisk()] }));
    const path = `${resourceGroupId}/providers/Microsoft.Resources/deployments/deploy-1`;
    const { status } = await send("PUT", path, { properties: { mode: "Incremental", template } });
    assert.equal(status, 201);
    sandbox.clock.advance(60_000);
    assert.ok(sandbox.world.resources.get(idOf("Microsoft.Compute/disks", "disk-1")));
  });

  it("leaves out a resource whose condition is false, and what depends on it waits for nothing", async () => {
    const { deploy, sandbox } = deploymentBench();
    const resources = [
      aDisk({ name: "disk-2", condition: true, dependsOn: ["disk-1"] }),
      aDisk({ condition: "[equals(1, 2)]" }),
    ];
    const { properties } = await deploy(aTemplate({ resources }));
    assert.equal(properties?.provisioningState, "Succeeded");
    assert.equal(sandbox.world.resources.get(idOf("Microsoft.Compute/disks", "disk-1")), undefined);
    assert.ok(sandbox.world.resources.get(idOf("Microsoft.Compute/disks", "disk-2")));
  });

  it("may have members that the sandbox does not support, where they are empty", async () => {
    const { properties } = await deploymentBench().deploy(aTemplate({ functions: [], definitions: {} }));
    assert.equal(properties?.provisioningState, "Succeeded");
  });

  it("names what depends on what by id, by name, and by type and name", async () => {
    const waiting = [
      "[resourceId('Microsoft.Compute/disks', 'disk-1')]",
      "disk-1",
      "[concat('Microsoft.Compute/disks/', 'disk-1')]",
      "[resourceId('Microsoft.Compute/disks/', 'disk-1')]",
    ];
    const resources = [
      aDisk(),
      ...waiting.map((dependency, index) => aDisk({ name: `after-${index}`, dependsOn: [dependency] })),
    ];
    const { properties } = await deploymentBench().deploy(aTemplate({ resources }));
    assert.equal(properties?.dependencies?.length, waiting.length);
    for (const { dependsOn } of properties.dependencies)
      assert.deepEqual(
        dependsOn?.map(({ resourceName }) => resourceName),
        ["disk-1"],
      );
  });
});

describe("a function of a template's place", () => {
  const group = resourceGroupId;
  const examples: readonly (readonly [string, unknown, string?])[] = [
    ["[resourceGroup().id]", group],
    ["[resourceGroup().location]", "westeurope"],
    ["[subscription().subscriptionId]", subscriptionId],
    ["[subscription().tenantId]", tenantId],
    ["[tenant().tenantId]", tenantId],
    ["[deployment().name]", "deploy-1"],
    ["[deployment().properties.mode]", "Incremental"],
    ["[environment().suffixes.keyVaultDns]", ".vault.azure.net"],
    ["[resourceId('Microsoft.KeyVault/vaults/', 'kv')]", `${group}/providers/Microsoft.KeyVault/vaults/kv`],
    [
      "[resourceId('rg-other', 'Microsoft.KeyVault/vaults', 'kv')]",
      `/subscriptions/${subscriptionId}/resourceGroups/rg-other/providers/Microsoft.KeyVault/vaults/kv`,
    ],
    [
      "[resourceId(subscription().subscriptionId, 'rg-other', 'Microsoft.Compute/virtualMachines/extensions', 'vm', 'ext')]",
      `/subscriptions/${subscriptionId}/resourceGroups/rg-other/providers/Microsoft.Compute/virtualMachines/vm/extensions/ext`,
    ],
    [
      "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'a')]",
      `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/a`,
    ],
    [
      "[tenantResourceId('Microsoft.Authorization/roleDefinitions', 'a')]",
      "/providers/Microsoft.Authorization/roleDefinitions/a",
    ],
    [
      "[extensionResourceId(resourceGroup().id, 'Microsoft.Authorization/roleAssignments', 'a')]",
      `${group}/providers/Microsoft.Authorization/roleAssignments/a`,
    ],
    ["[resourceGroup().tags]", {}, "object"],
  ];
  for (const [expression, value, type] of examples) {
    it(`evaluates ${expression}`, async () => {
      assert.deepEqual(await outputOf(expression, type), value);
    });
  }

  it("utcNow() is the sandbox's time, newGuid() another each time, in defaults of parameters", async () => {
    const parameters = {
      plain: { type: "string", defaultValue: "[utcNow()]" },
      day: { type: "string", defaultValue: "[utcNow('yyyy-MM-dd')]" },
      id: { type: "string", defaultValue: "[newGuid()]" },
    };
    const value = "[format('{0} {1} {2}', parameters('plain'), parameters('day'), length(parameters('id')))]";
    assert.equal(await outputOf(value, "string", { parameters }), "20261124T080000Z 2026-11-24 36");
  });

  it("resourceGroup() is not expected in a subscription's deployment", async () => {
    const { client, failure } = deploymentBench();
    const { message } = await failure(() =>
      client.deployments.beginValidateAtSubscriptionScopeAndWait("deploy-1", {
        location: "westeurope",
        ...requestFor(aTemplate({ outputs: { a: { type: "string", value: "[resourceGroup().id]" } } })),
      }),
    );
    assert.match(message, /The template function 'resourceGroup' is not expected at this location/);
  });
});
