import assert from "node:assert/strict";

import { requestOf, type Action } from "../../../lib/disk-encryption/change/actions";
import { diskId, VAULT_ID, VM_ID } from "../../builders";

const snapshotId = diskId("osdisk").replace("/disks/osdisk", "/snapshots/osdisk-before-ade");

const requests: readonly (readonly [string, Action, ReturnType<typeof requestOf>])[] = [
  [
    "creating a vault is its PUT, with the permission model stated",
    {
      kind: "create-key-vault",
      vaultId: VAULT_ID,
      location: "westeurope",
      properties: {
        tenantId: "t",
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enabledForDiskEncryption: true,
      },
    },
    {
      method: "PUT",
      path: VAULT_ID,
      body: {
        location: "westeurope",
        properties: {
          tenantId: "t",
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization: true,
          enabledForDiskEncryption: true,
        },
      },
    },
  ],
  [
    "changing a vault is a PATCH of nothing but what changes",
    { kind: "update-key-vault", vaultId: VAULT_ID, properties: { enabledForDiskEncryption: true } },
    { method: "PATCH", path: VAULT_ID, body: { properties: { enabledForDiskEncryption: true } } },
  ],
  [
    "creating a key is a PUT below the vault, in Resource Manager",
    { kind: "create-key", vaultId: VAULT_ID, keyName: "kek", keySizeInBits: 4096 },
    {
      method: "PUT",
      path: `${VAULT_ID}/keys/kek`,
      body: {
        properties: { kty: "RSA", keyOps: ["wrapKey", "unwrapKey", "encrypt", "decrypt"], keySize: 4096 },
      },
    },
  ],
  [
    "a snapshot is a full copy of its disk",
    { kind: "create-snapshot", snapshotId, location: "westeurope", sourceDiskId: diskId("osdisk") },
    {
      method: "PUT",
      path: snapshotId,
      body: {
        location: "westeurope",
        properties: {
          creationData: { createOption: "Copy", sourceResourceId: diskId("osdisk") },
          incremental: false,
        },
      },
    },
  ],
  [
    "the extension is named as its type, of Microsoft.Azure.Security, with its settings as they are",
    {
      kind: "put-extension",
      vmId: VM_ID,
      location: "westeurope",
      extensionType: "AzureDiskEncryption",
      typeHandlerVersion: "2.2",
      settings: { EncryptionOperation: "EnableEncryption" },
    },
    {
      method: "PUT",
      path: `${VM_ID}/extensions/AzureDiskEncryption`,
      body: {
        location: "westeurope",
        properties: {
          publisher: "Microsoft.Azure.Security",
          type: "AzureDiskEncryption",
          typeHandlerVersion: "2.2",
          autoUpgradeMinorVersion: true,
          settings: { EncryptionOperation: "EnableEncryption" },
        },
      },
    },
  ],
  [
    "a restart is a POST without a body",
    { kind: "restart", vmId: VM_ID },
    { method: "POST", path: `${VM_ID}/restart` },
  ],
];

describe("The request of an action", () => {
  for (const [sentence, action, request] of requests) {
    it(`of ${sentence}`, () => {
      assert.deepEqual(requestOf(action), request);
    });
  }
});
