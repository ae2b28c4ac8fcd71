import assert from "node:assert/strict";

import type { Deployment } from "@azure/arm-resources";

import type { Fleet } from "../../../../lib/sandbox/index";
import type { JsonObject } from "../../../../lib/sandbox/json";
import { owner, reader, resourceGroupName, subscriptionId } from "../../support";
import { aVault, aWindowsMachine, vaultId, vaultName } from "../../support-compute";
import { aTemplate, deploymentBench, idOf, type BenchOptions, type DeploymentBench } from "./bench";

const secret = "hidden-word-in-this-test";

const template = aTemplate({
  parameters: { word: { type: "securestring" } },
  outputs: { length: { type: "int", value: "[length(parameters('word'))]" } },
});

function referring(reference: JsonObject): Deployment {
  const keyVault = { id: vaultId };
  return {
    properties: {
      mode: "Incremental",
      template: { ...template },
      parameters: { word: { reference: { keyVault, secretName: "word", ...reference } } },
    },
  };
}

/** A sandbox whose vault has the secret `word`. */
async function bench(
  vault: JsonObject = { enabledForTemplateDeployment: true },
  options: BenchOptions = {},
  fleet: Partial<Fleet> = {},
): Promise<DeploymentBench> {
  const started = deploymentBench({ vaults: [aVault(vault)], ...fleet }, options);
  const { sandbox } = started;
  const token = sandbox.issueToken("https://management.azure.com", owner.name);
  const response = await sandbox.fetch(
    new Request(`https://management.azure.com${vaultId}/secrets/word?api-version=2023-07-01`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ properties: { value: secret } }),
    }),
  );
  assert.ok(response.ok);
  return started;
}

async function refusalOf(
  started: DeploymentBench,
  reference: JsonObject = {},
): Promise<{ code: string; message: string }> {
  const { client, failure } = started;
  return await failure(() =>
    client.deployments.beginCreateOrUpdate(resourceGroupName, "deploy-1", referring(reference)),
  );
}

describe("a parameter from a vault", () => {
  it("has the secret's value, and is shown by where it comes from", async () => {
    const { client, finish, seen } = await bench();
    const { properties } = await finish(() =>
      client.deployments.beginCreateOrUpdate(resourceGroupName, "deploy-1", referring({})),
    );
    assert.deepEqual(properties?.outputs, { length: { type: "Int", value: secret.length } });
    assert.deepEqual(properties.parameters, {
      word: { reference: { keyVault: { id: vaultId }, secretName: "word" }, type: "SecureString" },
    });
    assert.doesNotMatch(JSON.stringify([properties, seen]), new RegExp(secret));
  });

  it("needs the vault's setting for template deployment, whatever the edition and whoever may read the secret", async () => {
    for (const edition of ["current", "module"] as const) {
      const { code, message } = await refusalOf(await bench({}, { edition }));
      assert.equal(code, "KeyVaultParameterReferenceSecretRetrieveFailed");
      assert.match(
        message,
        /^The secret of KeyVault parameter 'word' cannot be retrieved\. Http status code: 'Forbidden'\. Error message: 'Access denied to first party service\./,
      );
      assert.ok(message.includes(`Vault: ${vaultName};location=westeurope'`));
    }
  });

  it("needs the right to deploy from the vault", async () => {
    const roleAssignments = [
      { principal: owner.name, role: "Owner", scope: `/subscriptions/${subscriptionId}` },
      { principal: reader.name, role: "Key Vault Administrator", scope: `/subscriptions/${subscriptionId}` },
    ];
    const started = await bench(
      { enabledForTemplateDeployment: true },
      { signInAs: reader.name },
      { roleAssignments },
    );
    const { code, message } = await refusalOf(started);
    assert.equal(code, "KeyVaultParameterReferenceAuthorizationFailed");
    assert.match(
      message,
      /does not have permission to perform action 'MICROSOFT\.KEYVAULT\/VAULTS\/DEPLOY\/ACTION' on the specified KeyVault resource/,
    );
  });

  it("needs a vault that is there", async () => {
    const id = vaultId.replace(vaultName, "kv-gone");
    const { code, message } = await refusalOf(await bench(), { keyVault: { id } });
    assert.equal(code, "KeyVaultParameterReferenceNotFound");
    assert.equal(
      message,
      `The specified KeyVault '${id}' could not be found. Please see https://aka.ms/arm-keyvault for usage details.`,
    );
  });

  it("needs a vault, and nothing else that has an id", async () => {
    const started = await bench(undefined, {}, { virtualMachines: [aWindowsMachine()] });
    const id = idOf("Microsoft.Compute/virtualMachines", "vm-windows");
    const { code } = await refusalOf(started, { keyVault: { id } });
    assert.equal(code, "KeyVaultParameterReferenceNotFound");
  });

  it("needs a secret that is enabled", async () => {
    const started = await bench();
    const [word] = started.sandbox.world.vaultContents.get(vaultName)?.secrets.get("word") ?? [];
    assert.ok(word);
    started.sandbox.world.vaultContents.get(vaultName)?.secrets.set("word", [{ ...word, enabled: false }]);
    assert.match((await refusalOf(started)).message, /Operation get is not allowed on a disabled secret/);
  });

  it("needs a firewall that lets Azure's services through", async () => {
    const vault = {
      enabledForTemplateDeployment: true,
      enabledForDiskEncryption: false,
      networkAcls: { defaultAction: "Deny", bypass: "None" },
    };
    const { message } = await refusalOf(await bench(vault));
    assert.match(message, /Client address is not authorized and caller is not a trusted service/);
  });

  it("needs a secret that is there, in its newest version or in the one that is named", async () => {
    const started = await bench();
    assert.match(
      (await refusalOf(started, { secretName: "other" })).message,
      /status code: 'NotFound'.*\(name\/id\) other/,
    );
    const versioned = await refusalOf(started, { secretVersion: "0123456789abcdef0123456789abcdef" });
    assert.match(versioned.message, /\(name\/id\) word\/0123456789abcdef0123456789abcdef/);
  });

  it("is one of several that are refused together", async () => {
    const { client, failure } = await bench({});
    const reference = { keyVault: { id: vaultId }, secretName: "word" };
    const { code, message } = await failure(() =>
      client.deployments.beginValidateAndWait(resourceGroupName, "deploy-1", {
        properties: {
          mode: "Incremental",
          template: { ...template },
          parameters: { word: { reference }, other: { reference } },
        },
      }),
    );
    assert.equal(code, "MultipleErrorsOccurred");
    assert.match(message, /^Multiple error occurred: BadRequest,BadRequest\. Please see details\./);
  });
});
