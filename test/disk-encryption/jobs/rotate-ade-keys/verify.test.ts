import assert from "node:assert/strict";

import { known, missing } from "../../../../lib/azure/fact";
import {
  keysInUse,
  type AdeDiskKey,
  type AdeKeys,
} from "../../../../lib/disk-encryption/jobs/rotate-ade-keys/observe";
import { verifyAdeKeys } from "../../../../lib/disk-encryption/jobs/rotate-ade-keys/verify";
import { adeKeysView } from "../../../../lib/disk-encryption/presentation/ade-keys-view";
import type { SecretView } from "../../../../lib/disk-encryption/protection/views";
import { aSecret, KEY_URL, SECRET_URL, VAULT_ID, type Overrides } from "../../../builders";

const wished = { keyVaultId: VAULT_ID, keyEncryptionKeyUrl: KEY_URL };
const aWrappedSecret = (overrides: Overrides<SecretView> = {}): SecretView =>
  aSecret({
    tags: { DiskEncryptionKeyEncryptionKeyURL: KEY_URL, DiskEncryptionKeyFileName: "a.BEK" },
    keyEncryptionKeyUrl: KEY_URL,
    keyEncryptionKeyState: "usable",
    ...overrides,
  });
const aDiskKey = (overrides: Partial<AdeDiskKey> = {}): AdeDiskKey => ({
  disk: "osdisk",
  role: "os",
  secretUrl: SECRET_URL,
  secretVaultId: VAULT_ID,
  keyEncryptionKeyUrl: KEY_URL,
  keyEncryptionKeyVaultId: VAULT_ID,
  secret: known(aWrappedSecret(), "a test"),
  ...overrides,
});
const keys = (overrides: Partial<AdeKeys> = {}): AdeKeys => ({
  vmName: "vm-web-01",
  keys: [aDiskKey()],
  unstamped: [],
  unread: [],
  former: [],
  ...overrides,
});
const withSecret = (overrides: Overrides<SecretView>): AdeKeys =>
  keys({ keys: [aDiskKey({ secret: known(aWrappedSecret(overrides), "a test") })] });
const outcomes = (observed: AdeKeys): readonly string[] =>
  verifyAdeKeys(observed, wished).items.map(({ outcome }) => outcome);

describe("The proof of a rotation", () => {
  it("holds where every stamp, every secret and the vault name the keys that were asked for", () => {
    assert.equal(verifyAdeKeys(keys(), wished).verified, true);
  });

  for (const [what, observed, expected] of [
    [
      "one stamp names another version",
      keys({ keys: [aDiskKey(), aDiskKey({ keyEncryptionKeyUrl: `${KEY_URL}0` })] }),
      "fail pass pass pass",
    ],
    [
      "a stamp names another vault",
      keys({ keys: [aDiskKey({ secretVaultId: `${VAULT_ID}-2` })] }),
      "pass fail pass pass",
    ],
    [
      "the secret's tag names another version",
      withSecret({ tags: { DiskEncryptionKeyEncryptionKeyURL: `${KEY_URL}0` } }),
      "pass pass fail pass",
    ],
    ["the secret has lost its tags", withSecret({ tags: {} }), "pass pass fail pass"],
    ["the secret is disabled", withSecret({ state: "disabled" }), "pass pass pass fail"],
    ["the key has expired", withSecret({ keyEncryptionKeyState: "expired" }), "pass pass pass fail"],
    ["the key was not read", withSecret({ keyEncryptionKeyState: undefined }), "pass pass pass unknown"],
    [
      "the secret was not read",
      keys({ keys: [aDiskKey({ secret: missing("no rights") })] }),
      "pass pass unknown unknown",
    ],
    ["a disk was not read", keys({ unread: ["no rights"] }), "unknown unknown unknown unknown"],
    ["no disk is stamped", keys({ keys: [] }), "fail fail fail fail"],
    [
      "a former key version is disabled",
      keys({
        former: [
          aDiskKey({ secret: known(aWrappedSecret({ keyEncryptionKeyState: "disabled" }), "a test") }),
        ],
      }),
      "pass pass pass pass fail",
    ],
  ] as const) {
    it(`does not hold where ${what}`, () => {
      assert.equal(outcomes(observed).join(" "), expected);
      assert.equal(verifyAdeKeys(observed, wished).verified, false);
    });
  }
});

describe("The keys that are in use", () => {
  it("are the one vault and key that every stamped disk names", () => {
    assert.deepEqual(keysInUse(keys({ keys: [aDiskKey(), aDiskKey({ disk: "datadisk" })] })), {
      ...wished,
      keyEncryptionKeyVaultId: VAULT_ID,
    });
  });

  for (const [what, observed] of [
    ["no disk is stamped", keys({ keys: [] })],
    ["a disk was not read", keys({ unread: ["no rights"] })],
    [
      "the disks name different keys",
      keys({ keys: [aDiskKey(), aDiskKey({ keyEncryptionKeyUrl: `${KEY_URL}0` })] }),
    ],
    [
      "the disks name different vaults",
      keys({ keys: [aDiskKey(), aDiskKey({ secretVaultId: `${VAULT_ID}-2` })] }),
    ],
  ] as const) {
    it(`are not known where ${what}`, () => {
      assert.throws(() => keysInUse(observed), { code: "PlanBlocked" });
    });
  }
});

describe("The view of a VM's keys", () => {
  it("shows each disk's secret and key by vault, name and the beginning of the version, with tags and state", () => {
    const { text } = adeKeysView(keys());
    assert.match(text, /kv-web\/keys\/kek\/01234567…/);
    assert.match(text, /DiskEncryptionKeyFileName: a\.BEK/);
    assert.match(text, /secret usable, key usable/);
  });

  it("says why a secret is not known, which disks have no stamp, and which were not read", () => {
    const { text } = adeKeysView(
      keys({ keys: [aDiskKey({ secret: missing("no rights") })], unstamped: ["plain"], unread: ["gone"] }),
    );
    for (const word of ["? no rights", "plain", "no stamp", "gone"]) assert.ok(text.includes(word), word);
  });
});
