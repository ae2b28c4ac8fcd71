import assert from "node:assert/strict";

import { RunbookError } from "../../../lib/azure/errors";
import {
  parseDiskEncryptionSetId,
  toDiskEncryptionSet,
} from "../../../lib/disk-encryption/observe/read-disk-encryption-set";
import { KEY_URL, VAULT_ID } from "../../builders";
import { IDENTITY_ID, PRINCIPAL_ID, SET_ID } from "../../customer-key-builders";

const identities = { [IDENTITY_ID]: { principalId: PRINCIPAL_ID, clientId: "client" } };

describe("A disk encryption set as Azure answers it", () => {
  it("has Azure's defaults for what is left out: the customer's key, no rotation, no identity", () => {
    const set = toDiskEncryptionSet({ id: SET_ID, name: "des-web", location: "westeurope" });
    assert.equal(set.encryptionType, "EncryptionAtRestWithCustomerKey");
    assert.equal(set.rotationToLatestKeyVersionEnabled, false);
    assert.deepEqual([set.identityType, set.identities], ["None", []]);
    assert.equal("keyUrl" in set || "sourceVaultId" in set || "autoKeyRotationError" in set, false);
  });

  for (const [type, expected] of [
    ["SystemAssigned", [{ principalId: PRINCIPAL_ID }]],
    ["UserAssigned", [{ userAssignedIdentityId: IDENTITY_ID, principalId: PRINCIPAL_ID }]],
    [
      "SystemAssigned, UserAssigned",
      [{ principalId: PRINCIPAL_ID }, { userAssignedIdentityId: IDENTITY_ID, principalId: PRINCIPAL_ID }],
    ],
    ["None", []],
  ] as const) {
    it(`has the identities of type ${type}`, () => {
      const identity = { type, principalId: PRINCIPAL_ID, userAssignedIdentities: identities };
      assert.deepEqual(
        toDiskEncryptionSet({ id: SET_ID, location: "westeurope", identity }).identities,
        expected,
      );
    });
  }

  it("keeps key, vault, former versions and the error of the last rotation", () => {
    const set = toDiskEncryptionSet({
      id: SET_ID,
      location: "westeurope",
      activeKey: { keyUrl: KEY_URL, sourceVault: { id: VAULT_ID } },
      previousKeys: [{ keyUrl: `${KEY_URL}0` }],
      autoKeyRotationError: { code: "KeyVaultAccessForbidden", message: "No access." },
    });
    assert.deepEqual(
      [set.keyUrl, set.sourceVaultId, set.previousKeyUrls],
      [KEY_URL, VAULT_ID, [`${KEY_URL}0`]],
    );
    assert.deepEqual(set.autoKeyRotationError, { code: "KeyVaultAccessForbidden", message: "No access." });
  });

  it("is not found by the id of something else", () => {
    assert.throws(
      () => parseDiskEncryptionSetId(VAULT_ID),
      (error) => error instanceof RunbookError && error.code === "ResourceIdMalformed",
    );
  });
});
