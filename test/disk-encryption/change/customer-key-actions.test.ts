import assert from "node:assert/strict";

import { requestOf, retryOf, type Action } from "../../../lib/disk-encryption/change/actions";
import { diskId, KEY_URL, SUBSCRIPTION_ID, VAULT_ID, VAULT_URI, VM_ID } from "../../builders";
import { IDENTITY_ID, PRINCIPAL_ID, SET_ID, snapshotId } from "../../customer-key-builders";

const ENDPOINT = VAULT_URI.replace(/\/$/, "");
const imageId = SET_ID.replace("/diskEncryptionSets/des-web", "/images/img");
const newSet = {
  kind: "create-disk-encryption-set",
  diskEncryptionSetId: SET_ID,
  location: "westeurope",
  encryptionType: "EncryptionAtRestWithCustomerKey",
  activeKey: { keyUrl: KEY_URL, sourceVaultId: VAULT_ID },
  rotationToLatestKeyVersionEnabled: true,
} as const;

const requests: readonly (readonly [string, Action, ReturnType<typeof requestOf>])[] = [
  [
    "a set with an identity of its own names vault and versioned key",
    newSet,
    {
      method: "PUT",
      path: SET_ID,
      body: {
        location: "westeurope",
        identity: { type: "SystemAssigned" },
        properties: {
          encryptionType: "EncryptionAtRestWithCustomerKey",
          activeKey: { sourceVault: { id: VAULT_ID }, keyUrl: KEY_URL },
          rotationToLatestKeyVersionEnabled: true,
        },
      },
    },
  ],
  [
    "a set with a user-assigned identity and a vault of another subscription leaves the vault out",
    { ...newSet, activeKey: { keyUrl: KEY_URL }, userAssignedIdentityId: IDENTITY_ID },
    {
      method: "PUT",
      path: SET_ID,
      body: {
        location: "westeurope",
        identity: { type: "UserAssigned", userAssignedIdentities: { [IDENTITY_ID]: {} } },
        properties: {
          encryptionType: "EncryptionAtRestWithCustomerKey",
          activeKey: { keyUrl: KEY_URL },
          rotationToLatestKeyVersionEnabled: true,
        },
      },
    },
  ],
  [
    "pointing a set to another key is a PATCH of nothing but the key",
    {
      kind: "update-disk-encryption-set",
      diskEncryptionSetId: SET_ID,
      activeKey: { keyUrl: KEY_URL, sourceVaultId: VAULT_ID },
    },
    {
      method: "PATCH",
      path: SET_ID,
      body: { properties: { activeKey: { sourceVault: { id: VAULT_ID }, keyUrl: KEY_URL } } },
    },
  ],
  [
    "switching automatic rotation is a PATCH of nothing but that",
    {
      kind: "update-disk-encryption-set",
      diskEncryptionSetId: SET_ID,
      rotationToLatestKeyVersionEnabled: false,
    },
    { method: "PATCH", path: SET_ID, body: { properties: { rotationToLatestKeyVersionEnabled: false } } },
  ],
  [
    "encrypting a disk with a set's key is a PATCH of type and set",
    {
      kind: "set-disk-encryption",
      diskId: diskId("osdisk"),
      encryption: { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: SET_ID },
    },
    {
      method: "PATCH",
      path: diskId("osdisk"),
      body: {
        properties: { encryption: { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: SET_ID } },
      },
    },
  ],
  [
    "the return of a snapshot names the type alone",
    {
      kind: "set-snapshot-encryption",
      snapshotId: snapshotId("s"),
      encryption: { type: "EncryptionAtRestWithPlatformKey" },
    },
    {
      method: "PATCH",
      path: snapshotId("s"),
      body: { properties: { encryption: { type: "EncryptionAtRestWithPlatformKey" } } },
    },
  ],
  [
    "an access policy is added, and the others stay",
    { kind: "add-access-policy", vaultId: VAULT_ID, tenantId: "t", principalId: PRINCIPAL_ID },
    {
      method: "PUT",
      path: `${VAULT_ID}/accessPolicies/add`,
      body: {
        properties: {
          accessPolicies: [
            { tenantId: "t", objectId: PRINCIPAL_ID, permissions: { keys: ["get", "wrapKey", "unwrapKey"] } },
          ],
        },
      },
    },
  ],
  [
    "a role is assigned at the vault to a service principal, said to be one",
    {
      kind: "create-role-assignment",
      scope: VAULT_ID,
      name: "guid",
      roleDefinitionId: "role",
      principalId: PRINCIPAL_ID,
    },
    {
      method: "PUT",
      path: `${VAULT_ID}/providers/Microsoft.Authorization/roleAssignments/guid`,
      body: {
        properties: {
          roleDefinitionId: `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/role`,
          principalId: PRINCIPAL_ID,
          principalType: "ServicePrincipal",
        },
      },
    },
  ],
  [
    "an identity is a PUT of its region",
    { kind: "create-managed-identity", identityId: IDENTITY_ID, location: "westeurope" },
    { method: "PUT", path: IDENTITY_ID, body: { location: "westeurope" } },
  ],
  [
    "a rotation is a POST in the vault, without a body",
    { kind: "rotate-key", vaultUri: VAULT_URI, keyName: "kek" },
    { method: "POST", endpoint: ENDPOINT, path: "/keys/kek/rotate" },
  ],
  [
    "disabling a key names its version",
    { kind: "set-key-enabled", vaultUri: VAULT_URI, keyName: "kek", version: "1", enabled: false },
    { method: "PATCH", endpoint: ENDPOINT, path: "/keys/kek/1", body: { attributes: { enabled: false } } },
  ],
  [
    "a rotation policy says when, and how long a version lives",
    {
      kind: "set-key-rotation-policy",
      vaultUri: VAULT_URI,
      keyName: "kek",
      timeAfterCreate: "P1Y",
      expiresIn: "P2Y",
    },
    {
      method: "PUT",
      endpoint: ENDPOINT,
      path: "/keys/kek/rotationpolicy",
      body: {
        lifetimeActions: [{ action: { type: "Rotate" }, trigger: { timeAfterCreate: "P1Y" } }],
        attributes: { expiryTime: "P2Y" },
      },
    },
  ],
  [
    "registering a feature is a POST below Microsoft.Features",
    {
      kind: "register-feature",
      subscriptionId: SUBSCRIPTION_ID,
      provider: "Microsoft.Compute",
      feature: "EncryptionAtHost",
    },
    {
      method: "POST",
      path: `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Features/providers/Microsoft.Compute/features/EncryptionAtHost/register`,
    },
  ],
  [
    "registering a provider anew is a POST below the subscription",
    {
      kind: "register-provider",
      subscriptionId: SUBSCRIPTION_ID,
      provider: "Microsoft.Compute",
      feature: "EncryptionAtHost",
    },
    { method: "POST", path: `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Compute/register` },
  ],
  [
    "switching encryption at host is a PATCH of the VM's security profile",
    { kind: "set-encryption-at-host", vmId: VM_ID, encryptionAtHost: true },
    { method: "PATCH", path: VM_ID, body: { properties: { securityProfile: { encryptionAtHost: true } } } },
  ],
  [
    "marking a VM as generalized is a POST without a body",
    { kind: "generalize", vmId: VM_ID },
    { method: "POST", path: `${VM_ID}/generalize` },
  ],
  [
    "an image of a VM names the VM, and no set: its disks keep theirs",
    {
      kind: "create-image",
      imageId,
      location: "westeurope",
      hyperVGeneration: "V2",
      source: { kind: "virtual-machine", vmId: VM_ID },
    },
    {
      method: "PUT",
      path: imageId,
      body: {
        location: "westeurope",
        properties: { hyperVGeneration: "V2", sourceVirtualMachine: { id: VM_ID } },
      },
    },
  ],
  [
    "an image of a disk names the set",
    {
      kind: "create-image",
      imageId,
      location: "westeurope",
      hyperVGeneration: "V1",
      source: { kind: "disk", diskId: diskId("osdisk"), osType: "Linux", diskEncryptionSetId: SET_ID },
    },
    {
      method: "PUT",
      path: imageId,
      body: {
        location: "westeurope",
        properties: {
          hyperVGeneration: "V1",
          storageProfile: {
            osDisk: {
              osType: "Linux",
              osState: "Generalized",
              managedDisk: { id: diskId("osdisk") },
              diskEncryptionSet: { id: SET_ID },
            },
            zoneResilient: false,
          },
        },
      },
    },
  ],
  [
    "a snapshot under a set says its encryption",
    {
      kind: "create-snapshot",
      snapshotId: snapshotId("s"),
      location: "westeurope",
      sourceDiskId: diskId("osdisk"),
      encryption: { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: SET_ID },
    },
    {
      method: "PUT",
      path: snapshotId("s"),
      body: {
        location: "westeurope",
        properties: {
          creationData: { createOption: "Copy", sourceResourceId: diskId("osdisk") },
          incremental: false,
          encryption: { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: SET_ID },
        },
      },
    },
  ],
  [
    "an HSM key says its type",
    { kind: "create-key", vaultId: VAULT_ID, keyName: "k", keySizeInBits: 3072, keyType: "RSA-HSM" },
    {
      method: "PUT",
      path: `${VAULT_ID}/keys/k`,
      body: {
        properties: {
          kty: "RSA-HSM",
          keyOps: ["wrapKey", "unwrapKey", "encrypt", "decrypt"],
          keySize: 3072,
        },
      },
    },
  ],
];

describe("The request of an action on customer-managed keys or encryption at host", () => {
  for (const [sentence, action, request] of requests) {
    it(`of ${sentence}`, () => {
      assert.deepEqual(requestOf(action), request);
    });
  }
});

describe("What is sent again, since Azure refuses it only for a while", () => {
  for (const [kind, code] of [
    ["create-disk-encryption-set", "KeyVaultAccessForbidden"],
    ["set-disk-encryption", "KeyVaultAccessForbidden"],
    ["create-role-assignment", "PrincipalNotFound"],
  ] as const) {
    it(`is a ${kind} that was refused with ${code}`, () => {
      const action = requests.map(([, one]) => one).find((one) => one.kind === kind);
      assert.ok(action !== undefined);
      assert.ok(retryOf(action)?.codes.includes(code));
    });
  }
});
