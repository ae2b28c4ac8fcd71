import assert from "node:assert/strict";

import { absent, known, missing, type Fact } from "../../../../lib/azure/fact";
import type { ManagedIdentity } from "../../../../lib/azure/managed-identity";
import type { DiskEncryptionSetFacts } from "../../../../lib/disk-encryption/checks/customer-key/facts";
import { RunbookError } from "../../../../lib/azure/errors";
import type { NewDiskEncryptionSetFacts } from "../../../../lib/disk-encryption/jobs/disk-encryption-set/observe";
import { planDiskEncryptionSet } from "../../../../lib/disk-encryption/jobs/disk-encryption-set/plan";
import type { DiskEncryptionSetRequest } from "../../../../lib/disk-encryption/jobs/disk-encryption-set/request";
import type { Plan } from "../../../../lib/disk-encryption/change/plan";
import { aKey, aKeyVault, KEY_URL, notRead, VAULT_ID } from "../../../builders";
import {
  aGrant,
  aSet,
  customerKeyFacts,
  IDENTITY_ID,
  PRINCIPAL_ID,
  SET_ID,
  type CustomerKeyValues,
} from "../../../customer-key-builders";

const OTHER_SUBSCRIPTION = "99999999-9999-9999-9999-999999999999";
const request: DiskEncryptionSetRequest = {
  diskEncryptionSetId: SET_ID,
  location: "westeurope",
  tenantId: "22222222-2222-2222-2222-222222222222",
  keyVaultId: VAULT_ID,
  key: { name: "kek" },
};
const assignedRequest = { ...request, userAssignedIdentityId: IDENTITY_ID };

const identity: ManagedIdentity = {
  id: IDENTITY_ID,
  name: "id-des",
  location: "westeurope",
  tenantId: "t",
  principalId: PRINCIPAL_ID,
};

/** Nothing is there yet, but for what is said. */
function nothingBut(
  facts: Partial<DiskEncryptionSetFacts> & { readonly identity?: Fact<ManagedIdentity> | "system-assigned" },
): NewDiskEncryptionSetFacts {
  return {
    ...customerKeyFacts({ grants: [] }),
    diskEncryptionSet: absent("no set"),
    keyVault: absent("no vault"),
    key: missing("there is no set yet"),
    newestKey: missing("no vault"),
    keyRotationPolicy: missing("there is no key yet"),
    identity: "system-assigned",
    ...facts,
  };
}

const vaultAndKey = { keyVault: known(aKeyVault(), "a test"), newestKey: known(aKey(), "a test") };

/** All is there, but for what is said. */
const allBut = (values: CustomerKeyValues): NewDiskEncryptionSetFacts => ({
  ...customerKeyFacts(values),
  identity: "system-assigned",
});

const kindsOf = (plan: Plan): readonly string[] => plan.steps.map(({ action }) => action.kind);
const blockedWith =
  (words: RegExp) =>
  (error: unknown): boolean =>
    error instanceof RunbookError && error.code === "PlanBlocked" && words.test(error.message);

describe("The plan of a disk encryption set with an identity of its own", () => {
  it("begins with vault and key, and says that the key's version is told only then", () => {
    const plan = planDiskEncryptionSet(nothingBut({}), request);
    assert.deepEqual(kindsOf(plan), ["create-key-vault", "create-key"]);
    assert.match(plan.warnings.join(), /plan again.*key's version/);
    assert.deepEqual(plan.blockers, []);
  });

  it("makes the set once the key is there, and says that the grant is next", () => {
    const plan = planDiskEncryptionSet(nothingBut(vaultAndKey), request);
    assert.deepEqual(kindsOf(plan), ["create-disk-encryption-set"]);
    assert.match(plan.warnings.join(), /plan again.*granted/);
    assert.deepEqual(plan.blockers, []);
  });

  it("grants the role once the set is there", () => {
    const plan = planDiskEncryptionSet(allBut({ grants: [aGrant({ granted: [] })] }), request);
    assert.deepEqual(kindsOf(plan), ["create-role-assignment"]);
    assert.deepEqual(plan.warnings, []);
  });

  it("adds an access policy where the vault goes by these", () => {
    const facts = allBut({
      keyVault: aKeyVault({ enableRbacAuthorization: false }),
      grants: [aGrant({ model: "access-policy", granted: ["get"] })],
    });
    assert.deepEqual(kindsOf(planDiskEncryptionSet(facts, request)), ["add-access-policy"]);
  });

  it("has nothing left to do once all is there", () => {
    const plan = planDiskEncryptionSet(allBut({}), request);
    assert.deepEqual([plan.steps, plan.blockers, plan.warnings], [[], [], []]);
  });

  it("waits where Azure has not told the identity's principal yet", () => {
    const facts = allBut({
      diskEncryptionSet: aSet({ identities: [{}] }),
      grants: [notRead("not told yet")],
    });
    const plan = planDiskEncryptionSet(facts, request);
    assert.deepEqual(plan.steps, []);
    assert.match(plan.warnings.join(), /principal/);
  });

  it("is approved by the set's name", () => {
    assert.equal(planDiskEncryptionSet(nothingBut({}), request).target, "des-web");
  });

  it("is the same plan from the same facts", () => {
    const facts = allBut({ grants: [aGrant({ granted: [] })] });
    assert.equal(planDiskEncryptionSet(facts, request).hash, planDiskEncryptionSet(facts, request).hash);
  });
});

describe("The plan of a disk encryption set for confidential VMs", () => {
  const confidential = { encryptionType: "ConfidentialVmEncryptedWithCustomerKey" } as const;
  const words = /des-web is for confidential VMs and can't follow new versions by itself/;

  it("is refused where it should, before anything is made for it", () => {
    const asked = { ...request, ...confidential, automaticRotation: true };
    assert.throws(() => planDiskEncryptionSet(nothingBut({}), asked), blockedWith(words));
  });

  it("is refused where the set that is there should", () => {
    const facts = allBut({ diskEncryptionSet: aSet(confidential) });
    const asked = { ...request, automaticRotation: true };
    assert.throws(() => planDiskEncryptionSet(facts, asked), blockedWith(words));
  });
});

describe("The plan of a disk encryption set with a user-assigned identity", () => {
  it("makes the identity beside vault and key", () => {
    const facts = nothingBut({ identity: absent("no identity") });
    assert.deepEqual(kindsOf(planDiskEncryptionSet(facts, assignedRequest)), [
      "create-key-vault",
      "create-key",
      "create-managed-identity",
    ]);
  });

  it("grants first and makes the set afterwards, in one plan", () => {
    const facts = nothingBut({
      ...vaultAndKey,
      identity: known(identity, "a test"),
      grants: [known(aGrant({ identityName: "id-des", granted: [] }), "a test")],
    });
    const plan = planDiskEncryptionSet(facts, assignedRequest);
    assert.deepEqual(kindsOf(plan), ["create-role-assignment", "create-disk-encryption-set"]);
    assert.deepEqual(plan.warnings, []);
  });

  it("makes the set alone where the identity has its grant", () => {
    const grants = [known(aGrant(), "a test")];
    const facts = nothingBut({ ...vaultAndKey, identity: known(identity, "a test"), grants });
    assert.deepEqual(kindsOf(planDiskEncryptionSet(facts, assignedRequest)), ["create-disk-encryption-set"]);
  });

  it("is refused for a set that has another identity", () => {
    const facts = { ...allBut({}), identity: known(identity, "a test") };
    assert.throws(
      () => planDiskEncryptionSet(facts, assignedRequest),
      blockedWith(/does not have identity id-des/),
    );
  });
});

describe("What a new disk encryption set is made with", () => {
  const actionOf = (
    changes: Partial<DiskEncryptionSetRequest>,
    vault = aKeyVault(),
  ): Plan["steps"][number]["action"] => {
    const facts = nothingBut({ ...vaultAndKey, keyVault: known(vault, "a test") });
    const [step] = planDiskEncryptionSet(facts, { ...request, ...changes }, { edition: "current" }).steps;
    assert.ok(step !== undefined);
    return step.action;
  };

  it("is the customer's key, with its version and vault, and automatic rotation, unless said", () => {
    const action = actionOf({});
    assert.ok(action.kind === "create-disk-encryption-set");
    assert.equal(action.encryptionType, "EncryptionAtRestWithCustomerKey");
    assert.deepEqual(action.activeKey, { keyUrl: KEY_URL, sourceVaultId: VAULT_ID });
    assert.equal(action.rotationToLatestKeyVersionEnabled, true);
  });

  it("leaves the vault out where it is in another subscription", () => {
    const action = actionOf({}, aKeyVault({ subscriptionId: OTHER_SUBSCRIPTION }));
    assert.ok(action.kind === "create-disk-encryption-set");
    assert.deepEqual(action.activeKey, { keyUrl: KEY_URL });
  });

  it("does without automatic rotation for confidential VMs, which Azure refuses", () => {
    const action = actionOf({ encryptionType: "ConfidentialVmEncryptedWithCustomerKey" });
    assert.ok(action.kind === "create-disk-encryption-set");
    assert.equal(action.rotationToLatestKeyVersionEnabled, false);
  });

  it("is an RSA key of 3072 bits in a standard vault, unless said", () => {
    const [vaultStep, keyStep] = planDiskEncryptionSet(nothingBut({}), request).steps;
    assert.ok(vaultStep?.action.kind === "create-key-vault" && keyStep?.action.kind === "create-key");
    assert.equal(vaultStep.action.properties.sku.name, "standard");
    assert.equal(vaultStep.action.properties.enablePurgeProtection, true);
    assert.deepEqual([keyStep.action.keyType, keyStep.action.keySizeInBits], ["RSA", 3072]);
  });

  it("is a premium vault for a key in an HSM", () => {
    const key = { name: "kek", keyType: "RSA-HSM" } as const;
    const [vaultStep] = planDiskEncryptionSet(nothingBut({}), { ...request, key }).steps;
    assert.ok(vaultStep?.action.kind === "create-key-vault");
    assert.equal(vaultStep.action.properties.sku.name, "premium");
  });
});

describe("What a plan of a disk encryption set mends", () => {
  const lacking = { enablePurgeProtection: false, networkAcls: { defaultAction: "Deny", bypass: "None" } };

  it("is a vault without purge protection or bypass, in one request that can't be undone", () => {
    const plan = planDiskEncryptionSet(
      nothingBut({ ...vaultAndKey, keyVault: known(aKeyVault(lacking), "t") }),
      request,
    );
    assert.deepEqual(kindsOf(plan), ["update-key-vault", "create-disk-encryption-set"]);
    assert.equal(plan.steps[0]?.undo.kind, "impossible");
    assert.match(plan.warnings.join(), /Purge protection can't be switched off/);
    assert.deepEqual(plan.blockers, []);
  });

  it("is a set that names another key", () => {
    const other = aKey({ url: KEY_URL.replace("/kek/", "/other/"), name: "other" });
    const plan = planDiskEncryptionSet(allBut({ newestKey: other }), { ...request, key: { name: "other" } });
    assert.deepEqual(kindsOf(plan), ["update-disk-encryption-set"]);
  });

  it("is not a set that names an older version of the same key: that is a rotation", () => {
    const newer = aKey({ url: KEY_URL.replace(/.$/, "e") });
    assert.deepEqual(planDiskEncryptionSet(allBut({ newestKey: newer }), request).steps, []);
  });

  for (const [asked, has, expected] of [
    [undefined, false, []],
    [true, false, ["update-disk-encryption-set"]],
    [false, true, ["update-disk-encryption-set"]],
    [true, true, []],
  ] as const) {
    it(`is ${expected.length === 0 ? "not " : ""}a set with rotation ${has} where ${asked} was asked for`, () => {
      const facts = allBut({ diskEncryptionSet: aSet({ rotationToLatestKeyVersionEnabled: has }) });
      const changes = asked === undefined ? {} : { automaticRotation: asked };
      assert.deepEqual(kindsOf(planDiskEncryptionSet(facts, { ...request, ...changes })), expected);
    });
  }

  it("is not the type of a set that is there, which is fixed", () => {
    const encryptionType = "EncryptionAtRestWithPlatformAndCustomerKeys";
    assert.throws(
      () => planDiskEncryptionSet(allBut({}), { ...request, encryptionType }),
      blockedWith(/can't be changed/),
    );
  });
});

describe("What blocks the plan of a disk encryption set", () => {
  const blockersOf = (facts: NewDiskEncryptionSetFacts): readonly string[] =>
    planDiskEncryptionSet(facts, request).blockers.map(({ requirement }) => requirement);
  const withVault = (vault: Parameters<typeof aKeyVault>[0]): NewDiskEncryptionSetFacts =>
    nothingBut({ ...vaultAndKey, keyVault: known(aKeyVault(vault), "a test") });
  const withKey = (key: Parameters<typeof aKey>[0]): NewDiskEncryptionSetFacts =>
    nothingBut({ ...vaultAndKey, newestKey: known(aKey(key), "a test") });

  for (const [what, facts, expected] of [
    ["a vault in another region", withVault({ location: "northeurope" }), ["vault-region"]],
    [
      "a vault in another subscription, by the module",
      withVault({ subscriptionId: OTHER_SUBSCRIPTION }),
      ["vault-subscription"],
    ],
    [
      "a vault behind a perimeter",
      withVault({ publicNetworkAccess: "SecuredByPerimeter" }),
      ["vault-firewall"],
    ],
    ["a key of another type", withKey({ keyType: "EC" }), ["key-type"]],
    ["a key that is disabled", withKey({ enabled: false }), ["key-usable"]],
  ] as const) {
    it(`is ${what}`, () => {
      assert.deepEqual(blockersOf(facts), expected);
    });
  }

  it("is no vault in another subscription by the current edition", () => {
    const facts = withVault({ subscriptionId: OTHER_SUBSCRIPTION });
    assert.deepEqual(planDiskEncryptionSet(facts, request, { edition: "current" }).blockers, []);
  });

  it("is nothing that was overridden by name", () => {
    const overrides = [{ requirement: "vault-firewall", reason: "the perimeter has a rule" }] as const;
    const plan = planDiskEncryptionSet(withVault({ publicNetworkAccess: "SecuredByPerimeter" }), request, {
      overrides,
    });
    assert.deepEqual(plan.blockers, []);
    assert.deepEqual(plan.overrides, overrides);
  });

  for (const [what, facts] of [
    ["the vault", nothingBut({ keyVault: missing("no rights") })],
    ["the set", nothingBut({ ...vaultAndKey, diskEncryptionSet: missing("no rights") })],
    ["the key", nothingBut({ ...vaultAndKey, newestKey: missing("no rights") })],
    ["the grant", allBut({ grants: [notRead("no rights")] })],
    ["the identity", nothingBut({ ...vaultAndKey, identity: missing("no rights") })],
  ] as const) {
    it(`is that ${what} could not be read: it may well be there`, () => {
      const asked = what === "the identity" ? assignedRequest : request;
      assert.throws(() => planDiskEncryptionSet(facts, asked), blockedWith(/could not be read: no rights/));
    });
  }
});
