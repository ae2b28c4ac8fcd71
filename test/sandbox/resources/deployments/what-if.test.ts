import assert from "node:assert/strict";

import type { DeploymentWhatIfProperties, WhatIfOperationResult } from "@azure/arm-resources";

import { listAt, valueAt, type JsonObject } from "../../../../lib/sandbox/json";
import { reader, resourceGroupName } from "../../support";
import { aVault, aWindowsMachine, vaultId } from "../../support-compute";
import {
  aDisk,
  aTemplate,
  deploymentBench,
  deploymentName,
  idOf,
  requestFor,
  type DeploymentBench,
} from "./bench";

async function whatIf(
  { client, finish }: DeploymentBench,
  template: JsonObject,
  changes: Partial<DeploymentWhatIfProperties> = {},
): Promise<WhatIfOperationResult> {
  const properties = { ...requestFor(template).properties, ...changes };
  return await finish(() =>
    client.deployments.beginWhatIf(resourceGroupName, deploymentName, { properties }),
  );
}

const kinds = ({ changes = [] }: WhatIfOperationResult): readonly (readonly [string, string])[] =>
  changes.map(({ resourceId = "", changeType }) => [resourceId.split("/").at(-1) ?? "", changeType]);

describe("what-if", () => {
  it("is answered 202 and its location, and changes nothing", async () => {
    const bench = deploymentBench();
    const result = await whatIf(bench, aTemplate({ resources: [aDisk()] }));
    assert.equal(result.status, "Succeeded");
    assert.deepEqual(kinds(result), [["disk-1", "Create"]]);
    assert.match(bench.seen[0] ?? "", /^POST .*\/whatIf\?api-version=2025-03-01 202$/);
    assert.match(bench.seen[1] ?? "", /^GET .*\/operationresults\/.* 202$/);
    assert.equal(bench.sandbox.world.resources.all().length, 0);
    assert.equal(bench.sandbox.world.deployments.byId.size, 0);
  });

  it("shows a new resource as it would be", async () => {
    const { changes } = await whatIf(deploymentBench(), aTemplate({ resources: [aDisk()] }));
    assert.deepEqual(changes?.[0]?.after, {
      apiVersion: "2024-03-02",
      id: idOf("Microsoft.Compute/disks", "disk-1"),
      name: "disk-1",
      type: "Microsoft.Compute/disks",
      location: "westeurope",
      sku: { name: "Premium_LRS" },
      properties: { creationData: { createOption: "Empty" }, diskSizeGB: 4 },
    });
  });

  it("tells what changes on a resource that is there", async () => {
    const bench = deploymentBench();
    await bench.deploy(aTemplate({ resources: [aDisk({ tags: { old: "1", kept: "a" } })] }));
    const changed = aDisk({
      tags: { kept: "b", new: "2" },
      properties: { creationData: { createOption: "Empty" }, diskSizeGB: 8 },
    });
    const { changes } = await whatIf(bench, aTemplate({ resources: [changed] }));
    const [change] = changes ?? [];
    assert.equal(change?.changeType, "Modify");
    assert.deepEqual(
      change.delta?.map(({ path, propertyChangeType }) => [path, propertyChangeType]),
      [
        ["tags.old", "Delete"],
        ["tags.kept", "Modify"],
        ["tags.new", "Create"],
        ["properties.diskSizeGB", "Modify"],
      ],
    );
    // On the wire: the client takes a text for a dictionary of its letters.
    const [result] = bench.sandbox.world.deployments.results.values();
    const [sent] = listAt(result?.reply.body, "properties", "changes");
    assert.deepEqual(
      listAt(sent, "delta").map((one) => [valueAt(one, "before"), valueAt(one, "after")]),
      [
        ["1", null],
        ["a", "b"],
        [null, "2"],
        [4, 8],
      ],
    );
  });

  it("tells that nothing changes where a template is sent again", async () => {
    const bench = deploymentBench();
    const template = aTemplate({ resources: [aDisk({ location: "West Europe" })] });
    await bench.deploy(template);
    const { changes } = await whatIf(bench, template);
    assert.deepEqual(
      changes?.map(({ changeType, delta }) => [changeType, delta]),
      [["NoChange", []]],
    );
  });

  it("finds no change in what the template leaves empty", async () => {
    const bench = deploymentBench();
    await bench.deploy(aTemplate({ resources: [aDisk()] }));
    const properties = { creationData: { createOption: "Empty" }, diskSizeGB: "4", tier: null, none: [] };
    const { changes } = await whatIf(bench, aTemplate({ resources: [aDisk({ properties })] }));
    assert.deepEqual(
      changes?.map(({ changeType }) => changeType),
      ["NoChange"],
    );
  });

  it("compares lists item by item", async () => {
    const bench = deploymentBench();
    const network = (prefixes: readonly string[], subnet: string): JsonObject =>
      aTemplate({
        resources: [
          {
            type: "Microsoft.Network/virtualNetworks",
            apiVersion: "2020-11-01",
            name: "vnet",
            location: "westeurope",
            properties: {
              addressSpace: { addressPrefixes: prefixes },
              subnets: [{ name: "subnet", properties: { addressPrefix: subnet } }],
            },
          },
        ],
      });
    await bench.deploy(network(["10.0.0.0/16"], "10.0.0.0/24"));
    const { changes } = await whatIf(bench, network(["10.0.0.0/16", "10.1.0.0/16"], "10.0.1.0/24"));
    assert.deepEqual(
      changes?.[0]?.delta?.map(({ path, propertyChangeType, children }) => [
        path,
        propertyChangeType,
        children?.map((child) => [child.path, child.propertyChangeType, child.children?.[0]?.path]),
      ]),
      [
        ["properties.addressSpace.addressPrefixes", "Array", [["1", "Create", undefined]]],
        ["properties.subnets", "Array", [["0", "Modify", "properties.addressPrefix"]]],
      ],
    );
  });

  it("reads as its caller: what the caller may not read is its result", async () => {
    const bench = deploymentBench({}, { signInAs: reader.name });
    const { roleAssignments } = bench.sandbox.world;
    // Key Vault Administrator: may deploy, and read no disk.
    const roleDefinitionId = "00482a5a-887f-4fb3-b363-3b7fe8e74483";
    roleAssignments.splice(0, roleAssignments.length, {
      name: "deploys",
      scope: "/",
      principalId: reader.objectId,
      roleDefinitionId,
      principalType: "User",
    });
    const result = await whatIf(bench, aTemplate({ resources: [aDisk()] }), {
      validationLevel: "ProviderNoRbac",
    });
    assert.equal(result.status, "Failed");
    assert.equal(result.error?.code, "AuthorizationFailed");
  });

  it("ignores what is in the group and not in the template", async () => {
    const bench = deploymentBench({ vaults: [aVault()] });
    const result = await whatIf(bench, aTemplate({ resources: [aDisk()] }));
    assert.deepEqual(kinds(result), [
      ["disk-1", "Create"],
      ["kv-test", "Ignore"],
    ]);
  });

  it("tells ids alone where it is asked to: then a resource that is there may change or not", async () => {
    const bench = deploymentBench();
    await bench.deploy(aTemplate({ resources: [aDisk()] }));
    const result = await whatIf(bench, aTemplate({ resources: [aDisk(), aDisk({ name: "disk-2" })] }), {
      whatIfSettings: { resultFormat: "ResourceIdOnly" },
    });
    assert.deepEqual(result.changes, [
      { resourceId: idOf("Microsoft.Compute/disks", "disk-1"), changeType: "Deploy" },
      { resourceId: idOf("Microsoft.Compute/disks", "disk-2"), changeType: "Create" },
    ]);
  });

  it("evaluates a reference to what is there, and leaves one to what is not", async () => {
    const bench = deploymentBench({ vaults: [aVault()], virtualMachines: [aWindowsMachine()] });
    const uriOf = (id: string): string => `[reference('${id}', '2023-07-01').vaultUri]`;
    const gone = uriOf(vaultId.replace("kv-test", "kv-gone"));
    const extension = (name: string, uri: string): JsonObject => ({
      type: "Microsoft.Compute/virtualMachines/extensions",
      apiVersion: "2024-07-01",
      name: `vm-windows/${name}`,
      location: "westeurope",
      properties: { settings: { KeyVaultURL: uri } },
    });
    const { changes } = await whatIf(
      bench,
      aTemplate({ resources: [extension("known", uriOf(vaultId)), extension("unknown", gone)] }),
    );
    const urls = changes?.slice(0, 2).map(({ after }): unknown => after?.["properties"]);
    assert.deepEqual(urls, [
      { settings: { KeyVaultURL: "https://kv-test.vault.azure.net/" } },
      { settings: { KeyVaultURL: gone } },
    ]);
  });

  it("shows no secret, and finds no change in what is never answered", async () => {
    const bench = deploymentBench({ virtualMachines: [aWindowsMachine()] });
    const secret = "hidden-word-in-this-test";
    const machine = {
      type: "Microsoft.Compute/virtualMachines",
      apiVersion: "2024-07-01",
      name: "vm-windows",
      location: "westeurope",
      properties: { osProfile: { adminPassword: "[parameters('word')]" } },
    };
    const template = aTemplate({ parameters: { word: { type: "securestring" } }, resources: [machine] });
    const result = await whatIf(bench, template, { parameters: { word: { value: secret } } });
    const [change] = result.changes ?? [];
    assert.equal(change?.changeType, "NoChange");
    assert.deepEqual(
      change.delta?.map(({ path, propertyChangeType }) => [path, propertyChangeType]),
      [["properties.osProfile.adminPassword", "NoEffect"]],
    );
    assert.doesNotMatch(JSON.stringify(result), new RegExp(secret));
  });

  it("tells what is wrong with a template as its result", async () => {
    const result = await whatIf(
      deploymentBench(),
      aTemplate({ resources: [aDisk({ dependsOn: ["nothing"] })] }),
    );
    assert.equal(result.status, "Failed");
    assert.equal(result.error?.code, "InvalidTemplate");
  });

  it("refuses Complete mode by name, and at once", async () => {
    const bench = deploymentBench();
    const { code } = await bench.failure(() => whatIf(bench, aTemplate(), { mode: "Complete" }));
    assert.equal(code, "SandboxNotSupported");
  });
});
