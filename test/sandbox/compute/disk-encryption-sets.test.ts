import assert from "node:assert/strict";

import { resourceGroupName, tenantId } from "../support";
import { aLinuxMachine } from "../support-compute";
import {
  aKeyVault,
  aSet,
  cmkUrl,
  computeId,
  encryptionBench,
  fleetWithSet,
  setId,
  setName,
  setToMake,
} from "../support-disk-encryption-sets";

const encrypted = { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: setId };
const aDisk = {
  location: "westeurope",
  creationData: { createOption: "Empty" },
  diskSizeGB: 10,
  encryption: encrypted,
};

describe("A disk encryption set", () => {
  it("is made before anything is granted, with an identity of its own", async () => {
    const { compute, drive } = encryptionBench({ vaults: [aKeyVault()] });
    const set = await drive(
      compute.diskEncryptionSets.createOrUpdate(resourceGroupName, "des1", setToMake()),
    );
    assert.equal(set.provisioningState, "Succeeded");
    assert.equal(set.encryptionType, "EncryptionAtRestWithCustomerKey");
    assert.equal(set.identity?.type, "SystemAssigned");
    assert.match(set.identity.principalId ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(set.identity.tenantId, tenantId);
    assert.equal(set.previousKeys, undefined);
  });

  it("answers its PUT with 202 and an echo that has no name, id, or principal yet", async () => {
    const { sandbox } = encryptionBench();
    const response = await sandbox.fetch(
      new Request(
        `https://management.azure.com${computeId("diskEncryptionSets", "des1")}?api-version=2025-01-02`,
        {
          method: "PUT",
          headers: { authorization: `Bearer ${sandbox.issueToken("https://management.azure.com")}` },
          body: JSON.stringify({
            location: "westeurope",
            identity: { type: "SystemAssigned" },
            properties: { activeKey: { keyUrl: cmkUrl } },
          }),
        },
      ),
    );
    assert.equal(response.status, 202);
    assert.match(response.headers.get("azure-asyncoperation") ?? "", /\/DiskOperations\//);
    assert.deepEqual(await response.json(), {
      location: "westeurope",
      identity: { type: "SystemAssigned" },
      properties: { activeKey: { keyUrl: cmkUrl }, provisioningState: "Updating" },
    });
  });

  it("is listed by group and by subscription", async () => {
    const { compute, drive } = encryptionBench();
    await drive(compute.diskEncryptionSets.createOrUpdate(resourceGroupName, "des1", setToMake()));
    const names: (string | undefined)[] = [];
    for await (const set of compute.diskEncryptionSets.listByResourceGroup(resourceGroupName))
      names.push(set.name);
    for await (const set of compute.diskEncryptionSets.list()) names.push(set.name);
    assert.deepEqual(names, [setName, "des1", setName, "des1"]);
  });

  it("lists what is encrypted with it as plain ids: disks, snapshots, images", async () => {
    const machine = aLinuxMachine({
      osDisk: { name: "os", diskSizeGB: 30, sku: "Premium_LRS", diskEncryptionSetId: setId },
      powerState: "stopped",
    });
    const { compute, drive, sandbox } = encryptionBench(fleetWithSet({ virtualMachines: [machine] }));
    const creationData = { createOption: "Copy", sourceResourceId: computeId("disks", "os") };
    const snapshot = { location: "westeurope", creationData };
    await drive(compute.snapshots.createOrUpdate(resourceGroupName, "s1", snapshot));
    const guest = sandbox.world.guests.get(computeId("virtualMachines", machine.name).toLowerCase());
    assert.ok(guest !== undefined);
    guest.generalized = true;
    await drive(
      compute.images.createOrUpdate(resourceGroupName, "i1", {
        location: "westeurope",
        sourceVirtualMachine: { id: computeId("virtualMachines", machine.name) },
      }),
    );
    const ids: string[] = [];
    for await (const id of compute.diskEncryptionSets.listAssociatedResources(resourceGroupName, setName))
      ids.push(id);
    assert.deepEqual(ids, [
      computeId("disks", "os"),
      computeId("snapshots", "s1"),
      computeId("images", "i1"),
    ]);
  });

  it("can't be deleted while something is encrypted with it", async () => {
    const { compute, drive, failure } = encryptionBench();
    await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
    assert.match(
      await failure(async () => compute.diskEncryptionSets.delete(resourceGroupName, setName).submitted()),
      /\(sandbox\) Disk encryption set 'des-test' can't be deleted: 'd1' and 0 more/,
    );
    await drive(compute.disks.delete(resourceGroupName, "d1"));
    await drive(compute.diskEncryptionSets.delete(resourceGroupName, setName));
    await assert.rejects(compute.diskEncryptionSets.get(resourceGroupName, setName), { statusCode: 404 });
  });

  it("takes its identity along when it is deleted", async () => {
    const { compute, drive, sandbox } = encryptionBench();
    await drive(compute.diskEncryptionSets.delete(resourceGroupName, setName));
    assert.ok(!sandbox.world.principals.some(({ name }) => name === setName));
  });

  it("keeps its encryption type", async () => {
    const { compute, failure } = encryptionBench();
    const encryptionType = "EncryptionAtRestWithPlatformAndCustomerKeys";
    assert.match(
      await failure(async () =>
        compute.diskEncryptionSets.update(resourceGroupName, setName, { encryptionType }).submitted(),
      ),
      /Changing property 'encryptionType' is not allowed/,
    );
  });

  it("for confidential VMs does not rotate by itself", async () => {
    const { compute, failure } = encryptionBench();
    const wanted = setToMake({
      encryptionType: "ConfidentialVmEncryptedWithCustomerKey",
      rotationToLatestKeyVersionEnabled: true,
    });
    assert.match(
      await failure(async () =>
        compute.diskEncryptionSets.createOrUpdate(resourceGroupName, "des1", wanted).submitted(),
      ),
      /Auto-key rotation for DiskEncryptionSet with EncryptionType 'ConfidentialVmEncryptedWithCustomerKey'/,
    );
  });

  it("has its tags replaced by a PATCH, and all else kept", async () => {
    const { compute, drive } = encryptionBench();
    const set = await drive(
      compute.diskEncryptionSets.update(resourceGroupName, setName, { tags: { owner: "finance" } }),
    );
    assert.deepEqual(set.tags, { owner: "finance" });
    assert.equal(set.activeKey?.keyUrl, cmkUrl);
    assert.equal(set.provisioningState, "Succeeded");
  });

  it("loses its access with its identity, and gets another principal with another identity", async () => {
    const { compute, drive, failure, sandbox } = encryptionBench();
    const before = await compute.diskEncryptionSets.get(resourceGroupName, setName);
    const identity = { type: "None" };
    const without = await drive(compute.diskEncryptionSets.update(resourceGroupName, setName, { identity }));
    assert.equal(without.identity?.principalId, undefined);
    assert.ok(!sandbox.world.principals.some(({ objectId }) => objectId === before.identity?.principalId));
    assert.match(
      await failure(async () => compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk).submitted()),
      /\(sandbox\) No token can be had for the identity of disk encryption set 'des-test'/,
    );
    const after = await drive(
      compute.diskEncryptionSets.update(resourceGroupName, setName, { identity: { type: "SystemAssigned" } }),
    );
    assert.notEqual(after.identity?.principalId, before.identity?.principalId);
  });

  for (const [when, changes, says] of [
    [
      "without a version",
      { keyUrl: cmkUrl.replace(/\/[^/]+$/, "") },
      /is not the URL of a key .* with its version/,
    ],
    ["that is no key's", { keyUrl: cmkUrl.replace("/keys/", "/secrets/") }, /is not the URL of a key/],
    [
      "in another vault than sourceVault",
      {
        keyUrl: cmkUrl,
        sourceVault: {
          id: computeId("x", "y").replace("Microsoft.Compute/x/y", "Microsoft.KeyVault/vaults/kv-else"),
        },
      },
      /is not in key vault 'kv-else'/,
    ],
    [
      "with a sourceVault of another subscription",
      {
        keyUrl: cmkUrl,
        sourceVault: {
          id: "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-test",
        },
      },
      /sourceVault has to be left out/,
    ],
  ] as const) {
    it(`takes no URL of a key ${when}`, async () => {
      const { compute, failure } = encryptionBench();
      const wanted = setToMake({ activeKey: changes });
      assert.match(
        await failure(async () =>
          compute.diskEncryptionSets.createOrUpdate(resourceGroupName, "des1", wanted).submitted(),
        ),
        says,
      );
    });
  }

  it("is answered NoRegisteredProviderFound for a version that is none", async () => {
    const { sandbox } = encryptionBench(fleetWithSet({ resources: [aSet()] }));
    const response = await sandbox.fetch(
      new Request(`https://management.azure.com${setId}?api-version=1999-01-01`, {
        headers: { authorization: `Bearer ${sandbox.issueToken("https://management.azure.com")}` },
      }),
    );
    assert.equal(response.status, 400);
  });
});
