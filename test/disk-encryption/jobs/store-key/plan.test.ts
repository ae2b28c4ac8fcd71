import assert from "node:assert/strict";

import { absent, known, missing } from "../../../../lib/azure/fact";
import {
  keyMaterialFromBek,
  keyMaterialFromPassphrase,
} from "../../../../lib/disk-encryption/nouns/key-material";
import { RunbookError } from "../../../../lib/azure/errors";
import type { StoreKeyFacts, StoreKeyRequest } from "../../../../lib/disk-encryption/jobs/store-key/observe";
import { planStoreKey } from "../../../../lib/disk-encryption/jobs/store-key/plan";
import type { StoreKey } from "../../../../lib/disk-encryption/change/actions/secret";
import type { TouchedResource } from "../../../../lib/disk-encryption/change/plan";
import { aBek } from "../../nouns/a-bek";
import { aKey, aKeyVault, KEY_URL, OBSERVED_AT, SECRET_URL, VAULT_ID, VM_ID } from "../../../builders";

const GUID = "7A4E21B6-1F0C-4E0B-9C5D-0D1E2F3A4B5C";
const bek = keyMaterialFromBek(aBek(GUID), "x.BEK");
const passphrase = keyMaterialFromPassphrase("correct horse battery staple");

interface Changes extends Partial<Omit<StoreKeyFacts, "request">> {
  readonly request?: Partial<StoreKeyRequest>;
}

function factsWith({ request = {}, ...changes }: Changes = {}): StoreKeyFacts {
  return {
    request: { keyVaultId: VAULT_ID, vmId: VM_ID, location: "westeurope", material: bek, ...request },
    keyVault: known(aKeyVault(), "a test"),
    keyEncryptionKey: "none",
    secretLifetimePolicies: known({ denying: [], initiatives: [] }, "a test"),
    stored: absent("there is no such secret"),
    isDeleted: known(false, "a test"),
    observedAt: OBSERVED_AT,
    ...changes,
  };
}
const wrapped: Changes = {
  request: { keyEncryptionKeyUrl: KEY_URL },
  keyEncryptionKey: known(aKey(), "a test"),
};

function actionOf(facts: StoreKeyFacts): StoreKey {
  const [step] = planStoreKey(facts).steps;
  assert.ok(step?.action.kind === "store-key");
  return step.action;
}

const refusalOf = (facts: StoreKeyFacts): string => {
  try {
    planStoreKey(facts);
  } catch (error) {
    assert.ok(error instanceof RunbookError && error.code === "PlanBlocked");
    return error.message;
  }
  return "it was planned";
};

describe("The plan for a volume's key", () => {
  it("is the secret's request, word for word but for its value", () => {
    const [step] = planStoreKey(factsWith(wrapped)).steps;
    assert.deepEqual(step?.request, {
      method: "PUT",
      endpoint: "https://kv-web.vault.azure.net",
      path: `/secrets/${GUID}`,
      body: {
        value: "(not shown)",
        contentType: "Wrapped BEK",
        tags: {
          DiskEncryptionKeyFileName: `${GUID}.BEK`,
          DiskEncryptionKeyEncryptionAlgorithm: "RSA-OAEP",
          DiskEncryptionKeyEncryptionKeyURL: KEY_URL,
          MachineName: "vm-web-01",
          VolumeLetter: "C:\\",
        },
        attributes: {},
      },
      wrapsWith: KEY_URL,
    });
  });

  it("is not wrapped without a key encryption key, and names the algorithm all the same", () => {
    const { wrapWith, tags } = actionOf(factsWith());
    assert.equal(wrapWith, undefined);
    assert.equal(tags["DiskEncryptionKeyEncryptionAlgorithm"], "RSA-OAEP");
    assert.equal(tags["DiskEncryptionKeyEncryptionKeyURL"], undefined);
  });

  it("of a passphrase has the file name that a Linux guest looks for, and no letter", () => {
    const os = actionOf(factsWith({ request: { material: passphrase } }));
    assert.equal(os.tags["DiskEncryptionKeyFileName"], "LinuxPassPhraseFileName");
    assert.equal(os.tags["VolumeLetter"], undefined);
    assert.match(os.secretName, /^[0-9a-f-]{36}$/);
    const data = actionOf(
      factsWith({ request: { material: passphrase, dataDisk: { controller: 1, lun: 3 } } }),
    );
    assert.equal(data.tags["DiskEncryptionKeyFileName"], "LinuxPassPhraseFileName_1_3");
    assert.notEqual(data.secretName, os.secretName);
  });

  it("holds nothing of the key, nor how long a passphrase is", () => {
    const plan = planStoreKey(factsWith({ request: { material: passphrase } }));
    assert.doesNotMatch(JSON.stringify(plan), /horse/);
    const longer = keyMaterialFromPassphrase("correct horse battery staples");
    assert.equal(planStoreKey(factsWith({ request: { material: longer } })).hash, plan.hash);
  });

  for (const [keySizeInBits, algorithm, longest] of [
    [2048, "RSA-OAEP", 214],
    [3072, "RSA-OAEP", 342],
    [4096, "RSA-OAEP", 470],
    [2048, "RSA-OAEP-256", 190],
    [4096, "RSA-OAEP-256", 446],
  ] as const) {
    it(`takes ${longest} bytes with ${algorithm} and ${keySizeInBits} bits, and not one more`, () => {
      const blockersFor = (lengthInBytes: number): readonly string[] => {
        const material = keyMaterialFromPassphrase("x".repeat(lengthInBytes));
        const facts = factsWith({
          request: { keyEncryptionKeyUrl: KEY_URL, algorithm, material },
          keyEncryptionKey: known(aKey({ keySizeInBits }), "a test"),
        });
        return planStoreKey(facts).blockers.map(({ requirement }) => requirement);
      };
      assert.deepEqual(blockersFor(longest), []);
      assert.deepEqual(blockersFor(longest + 1), ["key-encryption-key"]);
    });
  }

  for (const [requirement, changes] of [
    ["vault-disk-encryption", { keyVault: known(aKeyVault({ enabledForDiskEncryption: false }), "a test") }],
    ["vault-region", { keyVault: known(aKeyVault({ location: "northeurope" }), "a test") }],
    [
      "vault-subscription",
      {
        request: {
          vmId: VM_ID.replace(
            /^\/subscriptions\/[^/]+/,
            "/subscriptions/22222222-2222-2222-2222-222222222222",
          ),
        },
      },
    ],
    ["key-encryption-key", { ...wrapped, keyEncryptionKey: known(aKey({ enabled: false }), "a test") }],
    [
      "secret-lifetime-policy",
      { secretLifetimePolicies: known({ denying: ["Secrets should expire"], initiatives: [] }, "a test") },
    ],
  ] as const) {
    it(`is blocked by ${requirement}`, () => {
      assert.deepEqual(
        planStoreKey(factsWith(changes)).blockers.map((blocker) => blocker.requirement),
        [requirement],
      );
    });
  }

  it("does not ask a long key of an unknown Windows: what has to fit is known to the byte", () => {
    const short = { ...wrapped, keyEncryptionKey: known(aKey({ keySizeInBits: 2048 }), "a test") };
    assert.deepEqual(planStoreKey(factsWith(short)).blockers, []);
  });

  it("gives the secret an expiry date where a policy asks for one, and says what that means", () => {
    const expiresOn = new Date("2027-06-30T00:00:00.500Z");
    const facts = factsWith({
      request: { expiresOn },
      secretLifetimePolicies: known({ denying: ["Secrets should expire"], initiatives: [] }, "a test"),
    });
    const plan = planStoreKey(facts);
    assert.deepEqual(plan.blockers, []);
    assert.deepEqual(plan.steps[0]?.request.body, {
      ...(planStoreKey(factsWith()).steps[0]?.request.body as object),
      attributes: { exp: Date.parse("2027-06-30T00:00:00Z") / 1000 },
    });
    assert.match(
      plan.warnings.join(),
      /expires on 2027-06-30T00:00:00\.000Z: from then on the VM does not start/,
    );
  });

  it("says which rights it takes, by the vault's permission model", () => {
    assert.match(
      planStoreKey(factsWith(wrapped)).warnings.join(),
      /Secrets Officer and Key Vault Crypto User/,
    );
    const policies = known(aKeyVault({ enableRbacAuthorization: false }), "a test");
    assert.match(
      planStoreKey(factsWith({ keyVault: policies })).warnings.join(),
      /permissions secret set in vault/,
    );
  });

  describe("whose secret is there already", () => {
    const tags = actionOf(factsWith()).tags;
    const stored = { secretName: GUID, secretUrl: SECRET_URL, contentType: "BEK", tags, enabled: true };

    it("has nothing to do where name and tags are the same", () => {
      const plan = planStoreKey(factsWith({ stored: known(stored, "a test") }));
      assert.deepEqual(plan.steps, []);
      assert.match(plan.warnings.join(), /its value was not read/);
    });

    for (const [what, changes] of [
      ["is disabled", { enabled: false }],
      ["expired", { expiresOn: new Date("2026-01-01") }],
      ["is wrapped", { tags: { ...tags, DiskEncryptionKeyEncryptionAlgorithm: "RSA1_5" } }],
    ] as const) {
      it(`gets a new version where it ${what}`, () => {
        assert.equal(
          planStoreKey(factsWith({ stored: known({ ...stored, ...changes }, "a test") })).steps.length,
          1,
        );
      });
    }

    it("gets a new version of a passphrase: nobody can tell whether it is the same", () => {
      const facts = factsWith({ request: { material: passphrase } });
      const { secretName, tags: ownTags } = actionOf(facts);
      const there = known({ ...stored, secretName, tags: ownTags }, "a test");
      assert.equal(planStoreKey({ ...facts, stored: there }).steps.length, 1);
    });
  });

  describe("counts on what the vault has of its secret", () => {
    const id = `${VAULT_ID}/secrets/${GUID}`.toLowerCase();
    const stored = { secretName: GUID, secretUrl: SECRET_URL, contentType: "BEK", tags: {}, enabled: true };
    const touched = (changes: Changes): readonly TouchedResource[] =>
      planStoreKey(factsWith(changes)).touches.filter((one) => one.id.includes("/secrets/"));

    it("none of that name", () => {
      assert.deepEqual(touched({}), [{ id, state: "absent" }]);
    });

    it("its newest version, and whether that can be used", () => {
      assert.deepEqual(touched({ stored: known(stored, "a test") }), [
        { id, state: `${SECRET_URL}, enabled` },
      ]);
      const expiresOn = new Date("2026-01-01T00:00:00Z");
      assert.deepEqual(touched({ stored: known({ ...stored, enabled: false, expiresOn }, "a test") }), [
        { id, state: `${SECRET_URL}, disabled, until 2026-01-01T00:00:00.000Z` },
      ]);
    });

    it("nothing where it can't be read, and says so", () => {
      const unread = { stored: missing<never>("no rights") };
      assert.deepEqual(touched(unread), []);
      assert.match(
        planStoreKey(factsWith(unread)).warnings.join(),
        /could not be read, so a version that is written meanwhile goes unnoticed: no rights/,
      );
      assert.doesNotMatch(planStoreKey(factsWith()).warnings.join(), /unnoticed/);
    });
  });

  for (const [what, changes, message] of [
    ["the vault", { keyVault: missing<never>("no rights") }, /vault could not be read: no rights/],
    [
      "the key encryption key",
      { keyEncryptionKey: missing<never>("no rights") },
      /key encryption key could not be read/,
    ],
  ] as const) {
    it(`is not made where ${what} could not be read`, () => {
      assert.match(refusalOf(factsWith(changes)), message);
    });
  }

  it("is not made over the name of a deleted secret", () => {
    assert.match(
      refusalOf(factsWith({ isDeleted: known(true, "a test") })),
      /deleted secret .* keeps its name/,
    );
  });
});
