import assert from "node:assert/strict";

import type { Fleet } from "../../../lib/sandbox/index";
import { emptyFleet, resourceGroupName, subscriptionId, tenantId } from "../support";
import { minutes, vaultName } from "../support-compute";
import {
  aGrant,
  aKeyVault,
  aSet,
  cmkUrl,
  cmkVersion,
  encryptionBench,
  fleetWithSet,
  otherKeyUrl,
  setId,
  setName,
  setToMake,
} from "../support-disk-encryption-sets";

const aDisk = {
  location: "westeurope",
  creationData: { createOption: "Empty" },
  diskSizeGB: 10,
  encryption: { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: setId },
};
const identityId = `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-test`;
const identityPrincipalId = "66666666-6666-4666-8666-666666666666";
const anIdentity: Fleet["resources"][number] = {
  id: identityId,
  name: "id-test",
  type: "Microsoft.ManagedIdentity/userAssignedIdentities",
  location: "westeurope",
  properties: {
    tenantId,
    principalId: identityPrincipalId,
    clientId: "77777777-7777-4777-8777-777777777777",
  },
};
const userAssigned = { type: "UserAssigned", userAssignedIdentities: { [identityId]: {} } };
const aKey = (changes: object): Fleet["vaults"][number] =>
  aKeyVault({}, { keys: [{ name: "cmk", keyType: "RSA", version: cmkVersion, ...changes }] });

/** Each has one thing that keeps a set from using its key. */
const refusals: readonly {
  readonly when: string;
  readonly fleet: Partial<Fleet>;
  readonly code: string;
  readonly says: RegExp;
}[] = [
  {
    when: "nothing is granted to it",
    fleet: { roleAssignments: emptyFleet.roleAssignments },
    code: "KeyVaultAccessForbidden",
    says: /Unable to access key vault resource '\S+' to enable encryption at rest\. Please grant get, wrap and unwrap key permissions to disk encryption set 'des-test'/,
  },
  {
    when: "an access policy leaves out unwrapKey",
    fleet: {
      vaults: [
        aKeyVault({
          enableRbacAuthorization: false,
          accessPolicies: [
            {
              tenantId,
              objectId: "55555555-5555-4555-8555-555555555555",
              permissions: { keys: ["get", "wrapKey"] },
            },
          ],
        }),
      ],
    },
    code: "KeyVaultAccessForbidden",
    says: /Please grant get, wrap and unwrap/,
  },
  {
    when: "the vault's firewall lets trusted services not through",
    fleet: { vaults: [aKeyVault({ networkAcls: { defaultAction: "Deny", bypass: "None" } })] },
    code: "KeyVaultAccessForbidden",
    says: /Please grant get, wrap and unwrap/,
  },
  {
    when: "the vault is not there",
    fleet: { vaults: [], roleAssignments: emptyFleet.roleAssignments },
    code: "KeyVaultNotFound",
    says: /\(sandbox\) The key vault of key/,
  },
  {
    when: "the vault is in another region",
    fleet: { vaults: [aKeyVault({}, { location: "northeurope" })] },
    code: "KeyVaultAndDiskInDifferentRegions",
    says: /'kv-test' is in northeurope, disk encryption set 'des-test' in westeurope/,
  },
  {
    when: "the vault has no purge protection",
    fleet: { vaults: [aKeyVault({ enablePurgeProtection: false })] },
    code: "KeyVaultNotPurgeProtectionEnabled",
    says: /has no purge protection/,
  },
  {
    when: "the key is not there",
    fleet: { vaults: [aKeyVault({}, { keys: [] })] },
    code: "KeyVaultKeyNotFound",
    says: /\(sandbox\) The key vault key '\S+' is not found/,
  },
  {
    when: "the key is disabled",
    fleet: { vaults: [aKey({ enabled: false })] },
    code: "KeyVaultKeyNotEnabled",
    says: /The key vault key '\S+' used for disk encryption set 'des-test' must be enabled state\./,
  },
  {
    when: "the key has expired",
    fleet: { vaults: [aKey({ expires: "2026-01-01T00:00:00Z" })] },
    code: "KeyVaultAccessForbidden",
    says: /Unable to access key '\S+'\. Key is expired\./,
  },
  {
    when: "the key is an elliptic curve",
    fleet: { vaults: [aKey({ keyType: "EC" })] },
    code: "KeyVaultKeyTypeNotSupported",
    says: /is of type EC; RSA and RSA-HSM of 2048, 3072 and 4096 bits are supported/,
  },
];

describe("The key of a disk encryption set with its own identity", () => {
  for (const { when, fleet, code, says } of refusals) {
    it(`is looked at when a disk is to use it, and not before: ${when}`, async () => {
      const { compute, drive } = encryptionBench(fleetWithSet(fleet));
      await drive(compute.diskEncryptionSets.createOrUpdate(resourceGroupName, "des-other", setToMake()));
      await assert.rejects(
        async () => compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk).submitted(),
        { statusCode: 400, code, message: says },
      );
    });
  }

  for (const keySizeInBits of [2048, 3072, 4096]) {
    it(`can be an RSA key of ${keySizeInBits} bits`, async () => {
      const { compute, drive } = encryptionBench(fleetWithSet({ vaults: [aKey({ keySizeInBits })] }));
      const disk = await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
      assert.equal(disk.encryption?.type, "EncryptionAtRestWithCustomerKey");
    });
  }

  for (const role of [
    "Key Vault Crypto Service Encryption User",
    "Key Vault Crypto User",
    "Key Vault Crypto Officer",
    "Key Vault Administrator",
  ]) {
    it(`is reached by the role ${role}`, async () => {
      const roleAssignments = [...emptyFleet.roleAssignments, { ...aGrant, role }];
      const { compute, drive } = encryptionBench(fleetWithSet({ roleAssignments }));
      await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
    });
  }

  for (const role of ["Owner", "Reader", "Key Vault Reader", "Key Vault Secrets Officer"]) {
    it(`is not reached by the role ${role}`, async () => {
      const roleAssignments = [...emptyFleet.roleAssignments, { ...aGrant, role }];
      const { compute, failure } = encryptionBench(fleetWithSet({ roleAssignments }));
      assert.match(
        await failure(async () => compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk).submitted()),
        /Please grant get, wrap and unwrap/,
      );
    });
  }

  it("can be in a vault of another subscription, which sourceVault then leaves out", async () => {
    const elsewhere = "88888888-8888-4888-8888-888888888888";
    const vaultElsewhere = `/subscriptions/${elsewhere}/resourceGroups/rg-keys/providers/Microsoft.KeyVault/vaults/${vaultName}`;
    const { compute, drive } = encryptionBench({
      ...fleetWithSet(),
      subscriptions: [...emptyFleet.subscriptions, { subscriptionId: elsewhere, displayName: "Keys" }],
      resourceGroups: [
        ...emptyFleet.resourceGroups,
        { subscriptionId: elsewhere, name: "rg-keys", location: "westeurope" },
      ],
      vaults: [aKeyVault({}, { subscriptionId: elsewhere, resourceGroupName: "rg-keys" })],
      resources: [aSet({}, { activeKey: { keyUrl: cmkUrl } })],
      roleAssignments: [...emptyFleet.roleAssignments, { ...aGrant, scope: vaultElsewhere }],
    });
    const disk = await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
    assert.equal(disk.provisioningState, "Succeeded");
  });

  it("is reached by an access policy at once", async () => {
    const vault = aKeyVault({ enableRbacAuthorization: false });
    const { compute, drive, failure, vaults } = encryptionBench({ vaults: [vault] });
    const set = await drive(
      compute.diskEncryptionSets.createOrUpdate(resourceGroupName, setName, setToMake()),
    );
    assert.match(
      await failure(async () => compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk).submitted()),
      /Please grant/,
    );
    const permissions = { keys: ["get", "wrapKey", "unwrapKey"] };
    await vaults.vaults.updateAccessPolicy(resourceGroupName, vaultName, "add", {
      properties: {
        accessPolicies: [{ tenantId, objectId: set.identity?.principalId ?? "", permissions }],
      },
    });
    await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
  });

  it("is reached by a role assignment some minutes after", async () => {
    const { compute, drive, failure, grant, sandbox } = encryptionBench({ vaults: [aKeyVault()] });
    const set = await drive(
      compute.diskEncryptionSets.createOrUpdate(resourceGroupName, setName, setToMake()),
    );
    await grant(set.identity?.principalId ?? "");
    assert.match(
      await failure(async () => compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk).submitted()),
      /Please grant/,
    );
    sandbox.clock.advance(minutes(6));
    await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
  });

  it("is looked at when the set is given another one", async () => {
    const { compute, drive, failure, authorization } = encryptionBench();
    const activeKey = { keyUrl: otherKeyUrl };
    await drive(compute.diskEncryptionSets.update(resourceGroupName, setName, { activeKey }));
    for await (const assignment of authorization.roleAssignments.listForScope(aGrant.scope)) {
      if (assignment.roleDefinitionId?.endsWith("e147488a-f6f5-4113-8e2d-b22465e65bf6") === true)
        await authorization.roleAssignments.deleteById(assignment.id ?? "");
    }
    assert.match(
      await failure(async () =>
        compute.diskEncryptionSets
          .update(resourceGroupName, setName, { activeKey: { keyUrl: cmkUrl } })
          .submitted(),
      ),
      /Unable to access key vault resource '\S+cmk\/\S+' .* to disk encryption set 'des-test'/,
    );
  });
});

describe("The key of a disk encryption set with a user-assigned identity", () => {
  it("is looked at while the set is made", async () => {
    const { compute } = encryptionBench(
      fleetWithSet({ resources: [anIdentity], roleAssignments: emptyFleet.roleAssignments }),
    );
    await assert.rejects(
      async () =>
        compute.diskEncryptionSets
          .createOrUpdate(resourceGroupName, "des1", setToMake({ identity: userAssigned }))
          .submitted(),
      {
        statusCode: 400,
        code: "KeyVaultAccessForbidden",
        message: /Please grant get, wrap and unwrap key permissions to user-assigned identity '\S+\/id-test'/,
      },
    );
  });

  it("is used by the identity's grant", async () => {
    const { compute, drive } = encryptionBench({
      vaults: [aKeyVault()],
      resources: [anIdentity],
      roleAssignments: [...emptyFleet.roleAssignments, { ...aGrant, principal: "id-test" }],
    });
    const set = await drive(
      compute.diskEncryptionSets.createOrUpdate(
        resourceGroupName,
        setName,
        setToMake({ identity: userAssigned }),
      ),
    );
    assert.equal(set.identity?.principalId, undefined);
    assert.equal(set.identity?.userAssignedIdentities?.[identityId]?.principalId, identityPrincipalId);
    await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
  });

  it("can be reached by both identities of a set", async () => {
    const { compute, drive } = encryptionBench({
      vaults: [aKeyVault()],
      resources: [anIdentity],
      roleAssignments: [...emptyFleet.roleAssignments, { ...aGrant, principal: "id-test" }],
    });
    const identity = { ...userAssigned, type: "SystemAssigned, UserAssigned" };
    const set = await drive(
      compute.diskEncryptionSets.createOrUpdate(resourceGroupName, setName, setToMake({ identity })),
    );
    assert.match(set.identity?.principalId ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(Object.keys(set.identity?.userAssignedIdentities ?? {}).length, 1);
  });

  it("needs an identity that is there", async () => {
    const { compute, failure } = encryptionBench({ vaults: [aKeyVault()] });
    assert.match(
      await failure(async () =>
        compute.diskEncryptionSets
          .createOrUpdate(resourceGroupName, setName, setToMake({ identity: userAssigned }))
          .submitted(),
      ),
      /\(sandbox\) There is no identity \S+\/id-test/,
    );
  });

  it("is out of reach once the identity is deleted", async () => {
    const { compute, drive, failure, identities } = encryptionBench({
      vaults: [aKeyVault()],
      resources: [anIdentity, aSet({ identity: userAssigned })],
      roleAssignments: [...emptyFleet.roleAssignments, { ...aGrant, principal: "id-test" }],
    });
    await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
    await identities.userAssignedIdentities.delete(resourceGroupName, "id-test");
    assert.match(
      await failure(async () => compute.disks.createOrUpdate(resourceGroupName, "d2", aDisk).submitted()),
      /No token can be had for the identity of disk encryption set 'des-test'/,
    );
  });
});
