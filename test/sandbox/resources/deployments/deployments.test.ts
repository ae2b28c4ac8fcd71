import assert from "node:assert/strict";

import { textAt } from "../../../../lib/sandbox/json";
import { resourceGroupId, resourceGroupName, subscriptionId } from "../../support";
import { aDisk, aTemplate, deploymentBench, deploymentName, idOf, requestFor } from "./bench";

describe("a deployment of a template", () => {
  it("makes its resources, and tells of them and of its outputs", async () => {
    const { deploy, sandbox } = deploymentBench();
    const template = aTemplate({
      parameters: { size: { type: "int", defaultValue: 8 } },
      resources: [
        aDisk({
          properties: { creationData: { createOption: "Empty" }, diskSizeGB: "[parameters('size')]" },
        }),
      ],
      outputs: { diskId: { type: "string", value: "[resourceId('Microsoft.Compute/disks', 'disk-1')]" } },
    });
    const { id, properties } = await deploy(template);
    assert.equal(id, `${resourceGroupId}/providers/Microsoft.Resources/deployments/${deploymentName}`);
    assert.equal(properties?.provisioningState, "Succeeded");
    const diskId = idOf("Microsoft.Compute/disks", "disk-1");
    assert.deepEqual(properties.outputs, { diskId: { type: "String", value: diskId } });
    assert.deepEqual(properties.outputResources, [{ id: diskId }]);
    assert.deepEqual(properties.parameters, { size: { type: "Int", value: 8 } });
    assert.match(properties.duration ?? "", /^PT[0-9.]+S$/);
    assert.equal(sandbox.world.resources.get(diskId)?.properties["diskSizeGB"], 8);
  });

  it("is answered 201 and followed below its own path", async () => {
    const { deploy, seen } = deploymentBench();
    await deploy(aTemplate());
    const deployment = `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroupName}/providers/Microsoft.Resources/deployments/${deploymentName}`;
    assert.match(seen[0] ?? "", new RegExp(`^PUT .*${deployment}\\?api-version=2025-03-01 201$`));
    assert.match(seen[1] ?? "", new RegExp(`^GET .*${deployment}/operationStatuses/\\d{20}\\?`));
  });

  it("is answered 200 where its name was used before", async () => {
    const { deploy, seen } = deploymentBench();
    await deploy(aTemplate());
    await deploy(aTemplate());
    assert.deepEqual(
      seen.filter((line) => line.startsWith("PUT")).map((line) => line.slice(-3)),
      ["201", "200"],
    );
  });

  it("has one status, of its last run", async () => {
    const { deploy, send } = deploymentBench();
    const { id = "" } = await deploy(aTemplate());
    assert.equal((await send("GET", `${id}/operationStatuses/08580000000000000000`)).status, 404);
  });

  it("is listed, the newest first, and by its state", async () => {
    const { client, finish } = deploymentBench();
    for (const name of ["first", "second"])
      await finish(() =>
        client.deployments.beginCreateOrUpdate(resourceGroupName, name, requestFor(aTemplate())),
      );
    const namesOf = async (filter?: string): Promise<readonly (string | undefined)[]> => {
      const names: (string | undefined)[] = [];
      const list = client.deployments.listByResourceGroup(
        resourceGroupName,
        filter === undefined ? {} : { filter },
      );
      for await (const { name } of list) names.push(name);
      return names;
    };
    assert.deepEqual(await namesOf(), ["second", "first"]);
    assert.deepEqual(await namesOf("provisioningState eq 'Failed'"), []);
    await finish(() =>
      client.deployments.beginCreateOrUpdate(resourceGroupName, "first", requestFor(aTemplate())),
    );
    assert.deepEqual(await namesOf(), ["first", "second"]);
  });

  it("has one operation for each resource, and one for its outputs", async () => {
    const { client, deploy } = deploymentBench();
    await deploy(aTemplate({ resources: [aDisk()] }));
    const found = [];
    for await (const operation of client.deploymentOperations.list(resourceGroupName, deploymentName))
      found.push(operation.properties);
    assert.deepEqual(
      found.map((properties) => [
        properties?.provisioningOperation,
        properties?.provisioningState,
        properties?.statusCode,
        properties?.targetResource?.resourceName,
      ]),
      [
        ["Create", "Succeeded", "OK", "disk-1"],
        ["EvaluateDeploymentOutput", "Succeeded", "OK", undefined],
      ],
    );
  });

  it("gives its template back without the values of its parameters", async () => {
    const { client, deploy } = deploymentBench();
    const template = aTemplate({ parameters: { word: { type: "securestring" } } });
    await deploy(template, { word: "a-secret-word" });
    const exported = await client.deployments.exportTemplate(resourceGroupName, deploymentName);
    assert.deepEqual(exported.template, template);
  });

  it("goes from the history and leaves what it made", async () => {
    const { client, deploy, failure, finish, sandbox } = deploymentBench();
    await deploy(aTemplate({ resources: [aDisk()] }));
    await finish(() => client.deployments.beginDelete(resourceGroupName, deploymentName));
    const { code } = await failure(() => client.deployments.get(resourceGroupName, deploymentName));
    assert.equal(code, "DeploymentNotFound");
    assert.ok(sandbox.world.resources.get(idOf("Microsoft.Compute/disks", "disk-1")));
  });

  it("is not overwritten or deleted while it runs", async () => {
    const { client, failure } = deploymentBench();
    const { deployments } = client;
    const begin = (): Promise<unknown> =>
      deployments.beginCreateOrUpdate(
        resourceGroupName,
        deploymentName,
        requestFor(aTemplate({ resources: [aDisk()] })),
      );
    await begin();
    assert.equal((await failure(begin)).code, "DeploymentActive");
    const deletion = await failure(() => deployments.beginDelete(resourceGroupName, deploymentName));
    assert.equal(deletion.code, "DeploymentActive");
  });

  it("sends nothing more once it is canceled", async () => {
    const { client, sandbox, failure } = deploymentBench();
    const { deployments } = client;
    await deployments.beginCreateOrUpdate(
      resourceGroupName,
      deploymentName,
      requestFor(aTemplate({ resources: [aDisk()] })),
    );
    await deployments.cancel(resourceGroupName, deploymentName);
    sandbox.clock.advance(60_000);
    const { properties } = await deployments.get(resourceGroupName, deploymentName);
    assert.equal(properties?.provisioningState, "Canceled");
    assert.equal(sandbox.world.resources.get(idOf("Microsoft.Compute/disks", "disk-1")), undefined);
    const again = await failure(() => deployments.cancel(resourceGroupName, deploymentName));
    assert.equal(again.code, "DeploymentCannotBeCancelled");
  });

  for (const [what, properties] of Object.entries({
    "Complete mode": { mode: "Complete" },
    "a linked template": { templateLink: { uri: "https://example.com/template.json" } },
    "a linked parameter file": { parametersLink: { uri: "https://example.com/parameters.json" } },
    "a way back on failure": { onErrorDeployment: { type: "LastSuccessful" } },
    "debug details": { debugSetting: { detailLevel: "requestContent" } },
  } as const)) {
    it(`refuses ${what} by name`, async () => {
      const { client, failure } = deploymentBench();
      const request = { properties: { ...requestFor(aTemplate()).properties, ...properties } };
      const { code, message } = await failure(() =>
        client.deployments.beginCreateOrUpdate(resourceGroupName, deploymentName, request),
      );
      assert.equal(code, "SandboxNotSupported");
      assert.match(message, /^\(sandbox\)/);
    });
  }

  it("has a name of at most 64 characters", async () => {
    const { send } = deploymentBench();
    const path = `${resourceGroupId}/providers/Microsoft.Resources/deployments/${"n".repeat(65)}`;
    const { status, body } = await send("PUT", path, {
      properties: { mode: "Incremental", template: aTemplate() },
    });
    assert.equal(status, 400);
    assert.equal(textAt(body, "error", "code"), "InvalidDeploymentName");
  });

  it("of a subscription makes resource groups", async () => {
    const { client, finish, sandbox } = deploymentBench();
    const template = aTemplate({
      resources: [
        {
          type: "Microsoft.Resources/resourceGroups",
          apiVersion: "2021-04-01",
          name: "rg-made",
          location: "[deployment().location]",
        },
      ],
      outputs: {
        group: {
          type: "string",
          value: "[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-made')]",
        },
      },
    });
    const { properties } = await finish(() =>
      client.deployments.beginCreateOrUpdateAtSubscriptionScope(deploymentName, {
        location: "westeurope",
        ...requestFor(template),
      }),
    );
    const groupId = `/subscriptions/${subscriptionId}/resourceGroups/rg-made`;
    assert.deepEqual(properties?.outputs, { group: { type: "String", value: groupId } });
    assert.ok(sandbox.world.resourceGroups.has(`${subscriptionId}/rg-made`));
  });
});
