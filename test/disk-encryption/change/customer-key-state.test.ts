import assert from "node:assert/strict";

import {
  diskEncryptionSetState,
  keyEncryptionKeyState,
  keyGrantState,
  keyState,
  keyVaultState,
  keyVersionState,
  managedIdentityState,
  snapshotState,
} from "../../../lib/disk-encryption/change/state";
import { missing } from "../../../lib/azure/fact";
import { aKey, aKeyVault, fact, OBSERVED_AT, VAULT_ID, type Overrides } from "../../builders";
import type { DiskEncryptionSet } from "../../../lib/azure/disk-encryption-set";
import type { KeyGrant } from "../../../lib/azure/key-grant";
import type { KeyEncryptionKey } from "../../../lib/azure/key-vault";
import { aSet, aSnapshot, IDENTITY_ID, PRINCIPAL_ID, SET_ID, underTheSet } from "../../customer-key-builders";

describe("The state of a disk encryption set that a plan was made for", () => {
  const state = (overrides: Overrides<DiskEncryptionSet> = {}): string =>
    diskEncryptionSetState(aSet(overrides)).state;

  for (const [what, overrides] of [
    ["its key", { keyUrl: "https://kv-web.vault.azure.net/keys/kek/1" }],
    ["its vault", { sourceVaultId: undefined }],
    ["its type", { encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" }],
    ["its identity", { identities: [{ principalId: "another" }] }],
    ["automatic rotation", { rotationToLatestKeyVersionEnabled: false }],
    ["what Azure is at", { provisioningState: "Updating" }],
  ] as const) {
    it(`changes with ${what}`, () => {
      assert.notEqual(state(overrides), state());
    });
  }

  for (const [what, overrides] of [
    ["the case of its vault", { sourceVaultId: VAULT_ID.toUpperCase() }],
    ["the versions that it still leaves", { previousKeyUrls: ["https://kv-web.vault.azure.net/keys/kek/0"] }],
    ["the moment of its last rotation", { lastKeyRotationTimestamp: OBSERVED_AT }],
  ] as const) {
    it(`does not change with ${what}`, () => {
      assert.equal(state(overrides), state());
    });
  }

  it("is kept under its id in lower case", () => {
    assert.equal(diskEncryptionSetState(aSet()).id, SET_ID.toLowerCase());
  });
});

describe("The state of a key that a plan was made for", () => {
  it("is kept under the id that Resource Manager knows it by", () => {
    assert.equal(keyState(VAULT_ID, aKey()).id, `${VAULT_ID}/keys/kek`.toLowerCase());
  });

  for (const [what, overrides] of [
    ["a new version", { url: "https://kv-web.vault.azure.net/keys/kek/1" }],
    ["its being disabled", { enabled: false }],
    ["its end", { expiresOn: OBSERVED_AT }],
  ] as const) {
    it(`changes with ${what}`, () => {
      assert.notEqual(keyState(VAULT_ID, aKey(overrides)).state, keyState(VAULT_ID, aKey()).state);
    });
  }
});

describe("The state of a key's version that a plan was made for", () => {
  const stateOf = (overrides: Overrides<KeyEncryptionKey> = {}): string | undefined =>
    keyVersionState(VAULT_ID, aKey(overrides))[0]?.state;

  for (const [what, overrides] of [
    ["its being disabled", { enabled: false }],
    ["its end", { expiresOn: OBSERVED_AT }],
    ["its beginning", { notBefore: OBSERVED_AT }],
    ["what may be done with it", { keyOperations: ["sign"] }],
  ] as const) {
    it(`changes with ${what}`, () => {
      assert.notEqual(stateOf(overrides), stateOf());
    });
  }

  it("is none for a key without a version", () => {
    assert.deepEqual(keyVersionState(VAULT_ID, aKey({ version: undefined })), []);
  });
});

describe("The state of a key encryption key that a plan was made for", () => {
  const key = fact(aKey());
  const keyVault = fact(aKeyVault());
  const ownVault = fact(aKeyVault({ id: `${VAULT_ID}2` }));
  type Facts = Parameters<typeof keyEncryptionKeyState>[0];
  const idOf = (facts: Facts): string | undefined => keyEncryptionKeyState(facts)[0]?.id;
  const unread: readonly (readonly [string, Facts])[] = [
    ["there is no key", { keyVault, keyEncryptionKey: "none" }],
    ["the key was not read", { keyVault, keyEncryptionKey: missing("no rights") }],
    ["its vault was not read", { keyVault: missing("no rights"), keyEncryptionKey: key }],
  ];

  it("is that of its version, in the vault of the secrets or in its own", () => {
    assert.match(idOf({ keyVault, keyEncryptionKey: key }) ?? "", /kv-web\/keys\/kek\/versions\//);
    assert.match(
      idOf({ keyVault, keyEncryptionKey: key, keyEncryptionKeyVault: ownVault }) ?? "",
      /kv-web2\/keys\/kek\/versions\//,
    );
  });

  for (const [what, facts] of unread) {
    it(`is none where ${what}`, () => {
      assert.equal(idOf(facts), undefined);
    });
  }
});

describe("The state of what an identity may do with a key", () => {
  const grant = { principalId: PRINCIPAL_ID, identityName: "id", model: "role-assignment" } as const;
  const stateOf = (granted: KeyGrant["granted"]): string =>
    keyGrantState(VAULT_ID, "kek", { ...grant, granted }).state;

  it("changes with a permission that is taken away", () => {
    assert.notEqual(stateOf(["get", "wrapKey"]), stateOf(["get", "wrapKey", "unwrapKey"]));
  });
});

describe("The state of a snapshot, an identity and a vault that a plan was made for", () => {
  it("changes with the snapshot's key", () => {
    assert.notEqual(snapshotState(aSnapshot(underTheSet)).state, snapshotState(aSnapshot()).state);
  });

  it("is there of a snapshot whose source is not known, and is another one then", () => {
    const { sourceResourceId, ...withoutSource } = aSnapshot();
    assert.ok(sourceResourceId !== undefined);
    assert.notEqual(snapshotState(withoutSource).state, snapshotState(aSnapshot()).state);
  });

  it("changes with the identity's principal", () => {
    const identity = { id: IDENTITY_ID, name: "id", location: "westeurope", tenantId: "t" };
    assert.notEqual(
      managedIdentityState({ ...identity, principalId: PRINCIPAL_ID }).state,
      managedIdentityState({ ...identity, principalId: "another" }).state,
    );
  });

  it("does not change with who else is granted what in the vault", () => {
    const accessPolicies = [{ tenantId: "t", objectId: PRINCIPAL_ID, keyPermissions: ["get"] }];
    assert.equal(keyVaultState(aKeyVault({ accessPolicies })).state, keyVaultState(aKeyVault()).state);
  });
});
