import assert from "node:assert/strict";

import { owner, reader, resourceGroupName, tenantId, testSandbox } from "../support";
import { keyClient, makeVault, managementClient, secretClient, vaultName } from "./clients";

interface Refusal {
  readonly message: string;
  readonly details: { readonly error: { readonly innerError: { readonly code: string } } };
}

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(
    () => assert.fail("Nothing was refused."),
    (reason: unknown) => reason,
  );
  return error as Refusal;
}

describe("a caller of a vault's data plane", () => {
  it("needs a role for data where the vault decides by roles: to read the resource is not enough", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    await keyClient(sandbox).createEcKey("kek");
    const { message, details } = await refusalOf(keyClient(sandbox, reader.name).getKey("kek"));
    assert.equal(details.error.innerError.code, "ForbiddenByRbac");
    assert.match(message, /^Caller is not authorized to perform action on resource\.\r\nIf role assignments/);
    assert.match(message, new RegExp(`oid=${reader.objectId};iss=https://sts.windows.net/${tenantId}/\r\n`));
    assert.match(
      message,
      /Action: 'Microsoft\.KeyVault\/vaults\/keys\/read'\r\nResource: '\/subscriptions\/.*\/keys\/kek'/,
    );
    assert.match(message, /Vault: kv-test;location=westeurope$/);
  });

  it("needs an access policy where the vault decides by them: a role is not enough", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox, { enableRbacAuthorization: false, accessPolicies: [] });
    const { message, details } = await refusalOf(keyClient(sandbox).getKey("kek"));
    assert.equal(details.error.innerError.code, "AccessDenied");
    assert.match(message, /does not have keys get permission on key vault 'kv-test;location=westeurope'/);
  });

  it("may all but purge with an access policy of all", async () => {
    const sandbox = testSandbox();
    const permissions = { keys: ["all"], secrets: ["Get"] };
    await makeVault(sandbox, {
      enableRbacAuthorization: false,
      accessPolicies: [{ tenantId, objectId: owner.objectId, permissions }],
    });
    const keys = keyClient(sandbox);
    await keys.createEcKey("kek");
    await (await keys.beginDeleteKey("kek")).pollUntilDone();
    assert.match(
      (await refusalOf(keys.purgeDeletedKey("kek"))).message,
      /does not have keys purge permission/,
    );
    assert.match(
      (await refusalOf(secretClient(sandbox).setSecret("bek", "hush"))).message,
      /does not have secrets set permission/,
    );
    await assert.rejects(secretClient(sandbox).getSecret("bek"), { code: "SecretNotFound" });
  });

  it("is kept out by the vault's firewall unless its address is let in", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox, { networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } });
    const { message, details } = await refusalOf(keyClient(sandbox).getKey("kek"));
    assert.equal(details.error.innerError.code, "ForbiddenByFirewall");
    assert.match(message, /^Client address is not authorized and caller is not a trusted service\./);
    await managementClient(sandbox).vaults.update(resourceGroupName, vaultName, {
      properties: {
        networkAcls: { defaultAction: "Deny", bypass: "AzureServices", ipRules: [{ value: "127.0.0.1" }] },
      },
    });
    await keyClient(sandbox).createEcKey("kek");
  });

  it("is kept out where public network access is disabled", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox, { publicNetworkAccess: "Disabled" });
    const { details } = await refusalOf(keyClient(sandbox).getKey("kek"));
    assert.equal(details.error.innerError.code, "ForbiddenByConnection");
  });
});
