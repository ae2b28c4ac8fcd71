import assert from "node:assert/strict";

import { resourceGroupName, subscriptionId, tenantId } from "../support";
import { minutes, vaultId } from "../support-compute";
import { aKeyVault, encryptionBench, encryptionUserRoleId } from "../support-disk-encryption-sets";

const location = "westeurope";
const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${encryptionUserRoleId}`;
const assignmentName = "a0000000-0000-4000-8000-000000000001";

describe("A user-assigned identity", () => {
  it("has a principal as soon as it is made", async () => {
    const { identities } = encryptionBench({});
    const identity = await identities.userAssignedIdentities.createOrUpdate(resourceGroupName, "id-a", {
      location,
    });
    assert.equal(identity.tenantId, tenantId);
    assert.match(identity.principalId ?? "", /^[0-9a-f-]{36}$/);
    assert.match(identity.clientId ?? "", /^[0-9a-f-]{36}$/);
    assert.match(identity.id ?? "", /\/resourcegroups\/rg-test\/providers\/Microsoft.ManagedIdentity\//);
    const again = await identities.userAssignedIdentities.createOrUpdate(resourceGroupName, "id-a", {
      location,
    });
    assert.equal(again.principalId, identity.principalId);
  });

  it("has its tags changed, is listed, and goes", async () => {
    const { identities } = encryptionBench({});
    const { userAssignedIdentities: all } = identities;
    await all.createOrUpdate(resourceGroupName, "id-a", { location });
    const changed = await all.update(resourceGroupName, "id-a", { tags: { a: "1" } });
    assert.deepEqual(changed.tags, { a: "1" });
    const names: (string | undefined)[] = [];
    for await (const { name } of all.listBySubscription()) names.push(name);
    for await (const { name } of all.listByResourceGroup(resourceGroupName)) names.push(name);
    assert.deepEqual(names, ["id-a", "id-a"]);
    await all.delete(resourceGroupName, "id-a");
    await all.delete(resourceGroupName, "id-a");
    await assert.rejects(all.get(resourceGroupName, "id-a"), { statusCode: 404, code: "ResourceNotFound" });
  });

  it("has a name of 3 to 128 letters, digits, hyphens and underscores", async () => {
    const { identities } = encryptionBench({});
    await assert.rejects(
      identities.userAssignedIdentities.createOrUpdate(resourceGroupName, "a", { location }),
      { statusCode: 400, message: /'a' can't be the name of an identity/ },
    );
  });

  it("is unknown to Entra for minutes, in which it can be granted something only by its type", async () => {
    const { identities, authorization, sandbox } = encryptionBench({ vaults: [aKeyVault()] });
    const { principalId = "" } = await identities.userAssignedIdentities.createOrUpdate(
      resourceGroupName,
      "id-a",
      { location },
    );
    const wanted = { principalId, roleDefinitionId };
    await assert.rejects(authorization.roleAssignments.create(vaultId, assignmentName, wanted), {
      statusCode: 400,
      code: "PrincipalNotFound",
      message: /might be related to a replication delay/,
    });
    const told = await authorization.roleAssignments.create(vaultId, assignmentName, {
      ...wanted,
      principalType: "ServicePrincipal",
    });
    assert.equal(told.principalType, "ServicePrincipal");
    sandbox.clock.advance(minutes(3));
    const other = "a0000000-0000-4000-8000-000000000002";
    const scope = `/subscriptions/${subscriptionId}`;
    const found = await authorization.roleAssignments.create(scope, other, wanted);
    assert.equal(found.principalType, "ServicePrincipal");
  });

  it("has what is granted to it some minutes after, where a person has it at once", async () => {
    const { identities, grant, sandbox } = encryptionBench({ vaults: [aKeyVault()] });
    const { principalId = "" } = await identities.userAssignedIdentities.createOrUpdate(
      resourceGroupName,
      "id-a",
      { location },
    );
    await grant(principalId);
    const assignment = sandbox.world.roleAssignments.find((one) => one.principalId === principalId);
    const now = sandbox.clock.now().getTime();
    assert.equal(assignment?.effectiveAt?.getTime(), now + minutes(5));
  });
});
