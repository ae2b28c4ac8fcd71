import assert from "node:assert/strict";

import { textAt } from "../../../lib/sandbox/json";
import { owner, resourceGroupId, resourceGroupName, subscriptionId, testSandbox } from "../support";
import { keyClient, makeVault, managementClient, send, vaultName } from "./clients";

const vaultId = `${resourceGroupId}/providers/Microsoft.KeyVault/vaults/${vaultName}`;

describe("a deleted vault", () => {
  it("holds its name, is listed, and comes back with its keys when it is recovered", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    await keyClient(sandbox).createKey("kek", "EC");
    const { vaults } = managementClient(sandbox);
    const deletedAt = sandbox.clock.now();
    await vaults.delete(resourceGroupName, vaultName);
    await assert.rejects(vaults.get(resourceGroupName, vaultName), {
      statusCode: 404,
      code: "ResourceNotFound",
    });
    await assert.rejects(makeVault(sandbox), { statusCode: 409, code: "ConflictError" });

    const deleted = await vaults.getDeleted(vaultName, "westeurope");
    assert.equal(deleted.properties?.vaultId, vaultId);
    assert.equal(
      deleted.properties.scheduledPurgeDate?.getTime(),
      deletedAt.getTime() + 7 * 24 * 60 * 60 * 1000,
    );
    const names: (string | undefined)[] = [];
    for await (const { name } of vaults.listDeleted()) names.push(name);
    assert.deepEqual(names, [vaultName]);

    await makeVault(sandbox, { createMode: "recover" });
    assert.equal((await vaults.get(resourceGroupName, vaultName)).properties.provisioningState, "Succeeded");
    assert.equal((await keyClient(sandbox).getKey("kek")).name, "kek");
  });

  it("takes the role assignments at its own scope with it, for good", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    sandbox.world.roleAssignments.push({
      name: "66666666-6666-4666-8666-666666666666",
      scope: vaultId,
      principalId: owner.objectId,
      roleDefinitionId: "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
      principalType: "User",
    });
    await managementClient(sandbox).vaults.delete(resourceGroupName, vaultName);
    await makeVault(sandbox, { createMode: "recover" });
    assert.deepEqual(
      sandbox.world.roleAssignments.filter(({ scope }) => scope === vaultId),
      [],
    );
  });

  it("is purged with a 202 that has a location only, and is gone when that answers 200", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    await managementClient(sandbox).vaults.delete(resourceGroupName, vaultName);
    const base = `https://management.azure.com/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/westeurope`;
    const begun = await send(
      sandbox,
      "POST",
      `${base}/deletedVaults/${vaultName}/purge?api-version=2025-05-01`,
    );
    const location = begun.headers.get("location") ?? "";
    assert.deepEqual(
      [begun.status, begun.body, begun.headers.get("azure-asyncoperation")],
      [202, undefined, null],
    );
    const running = await send(sandbox, "GET", location);
    assert.equal(running.status, 202);
    assert.deepEqual(running.body, { createdDateTime: "2026-11-24 08:00:30Z", status: "NotStarted" });
    sandbox.clock.advance(10_000);
    const over = await send(sandbox, "GET", location);
    assert.equal(over.status, 200);
    assert.deepEqual(
      [textAt(over.body, "lastActionDateTime"), textAt(over.body, "status")],
      ["2026-11-24 08:00:35Z", "Succeeded"],
    );
    await makeVault(sandbox);
  });

  it("is not purged before its time when it has purge protection", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox, { enablePurgeProtection: true });
    const { vaults } = managementClient(sandbox);
    await vaults.delete(resourceGroupName, vaultName);
    await assert.rejects(vaults.purgeDeleted(vaultName, "westeurope"), {
      message: "Operation 'DeletedVaultPurge' is not allowed.",
    });
    sandbox.clock.advance(7 * 24 * 60 * 60 * 1000);
    await assert.rejects(vaults.getDeleted(vaultName, "westeurope"), { statusCode: 404 });
  });
});
