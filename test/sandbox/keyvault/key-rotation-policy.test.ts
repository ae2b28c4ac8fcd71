import assert from "node:assert/strict";

import type { KeyRotationPolicyProperties } from "@azure/keyvault-keys";

import { testSandbox } from "../support";
import { keyClient, makeVault, vaultUrl } from "./clients";

const dayInMs = 24 * 60 * 60 * 1000;

describe("a key that rotates", () => {
  it("gets a new version by hand, like its newest in all but its material", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const keys = keyClient(sandbox);
    const first = await keys.createKey("k", "RSA", { keySize: 3072, keyOps: ["wrapKey"], tags: { a: "1" } });
    const second = await keys.rotateKey("k");
    assert.notEqual(second.properties.version, first.properties.version);
    assert.equal(second.key?.n?.length, 384);
    assert.deepEqual(second.keyOperations, ["wrapKey"]);
    assert.deepEqual(second.properties.tags, { a: "1" });
    assert.equal((await keys.getKey("k")).id, second.id);
  });

  it("needs the right to rotate", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    await keyClient(sandbox).createKey("k", "RSA");
    const reader = keyClient(sandbox, "reader@contoso.example");
    await assert.rejects(reader.rotateKey("k"), {
      statusCode: 403,
      message: /Action: 'Microsoft\.KeyVault\/vaults\/keys\/rotate\/action'/,
    });
    await assert.rejects(reader.getKeyRotationPolicy("k"), {
      statusCode: 403,
      message: /Action: 'Microsoft\.KeyVault\/vaults\/keyrotationpolicies\/read'/,
    });
  });
});

describe("a key's rotation policy", () => {
  const yearly: KeyRotationPolicyProperties = {
    expiresIn: "P2Y",
    lifetimeActions: [
      { action: "Rotate", timeAfterCreate: "P90D" },
      { action: "Notify", timeBeforeExpiry: "P30D" },
    ],
  };

  it("tells of the expiry 30 days before, where none was set", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const keys = keyClient(sandbox);
    await keys.createKey("k", "RSA");
    const policy = await keys.getKeyRotationPolicy("k");
    assert.deepEqual(policy.lifetimeActions, [
      { action: "Notify", timeAfterCreate: undefined, timeBeforeExpiry: "P30D" },
    ]);
    assert.equal(policy.createdOn, undefined);
  });

  it("is answered as it was set, with its times", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const keys = keyClient(sandbox);
    await keys.createKey("k", "RSA");
    const set = await keys.updateKeyRotationPolicy("k", yearly);
    assert.equal(set.id, `${vaultUrl}/keys/k/rotationpolicy`);
    assert.equal(set.expiresIn, "P2Y");
    assert.equal(set.lifetimeActions?.length, 2);
    assert.deepEqual(await keys.getKeyRotationPolicy("k"), set);
    sandbox.clock.advance(dayInMs);
    const again = await keys.updateKeyRotationPolicy("k", { lifetimeActions: [] });
    assert.deepEqual(again.createdOn, set.createdOn);
    assert.notDeepEqual(again.updatedOn, set.updatedOn);
    assert.equal(again.lifetimeActions?.[0]?.action, "Notify");
  });

  it("makes a new version when it is due, again and again, each with its own end", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const keys = keyClient(sandbox);
    const { properties } = await keys.createKey("k", "RSA");
    await keys.updateKeyRotationPolicy("k", yearly);
    sandbox.clock.advance(89 * dayInMs);
    assert.equal((await keys.getKey("k")).properties.version, properties.version);
    sandbox.clock.advance(2 * dayInMs);
    const second = await keys.getKey("k");
    assert.notEqual(second.properties.version, properties.version);
    const { createdOn, expiresOn } = second.properties;
    assert.equal(expiresOn?.getUTCFullYear(), (createdOn?.getUTCFullYear() ?? 0) + 2);
    sandbox.clock.advance(90 * dayInMs);
    let versions = 0;
    for await (const version of keys.listPropertiesOfKeyVersions("k"))
      versions += version.enabled === true ? 1 : 0;
    assert.equal(versions, 3);
  });

  it("counts from a version that was made by hand meanwhile", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const keys = keyClient(sandbox);
    await keys.createKey("k", "RSA");
    await keys.updateKeyRotationPolicy("k", yearly);
    sandbox.clock.advance(45 * dayInMs);
    const { id } = await keys.rotateKey("k");
    sandbox.clock.advance(60 * dayInMs);
    assert.equal((await keys.getKey("k")).id, id);
    sandbox.clock.advance(31 * dayInMs);
    assert.notEqual((await keys.getKey("k")).id, id);
  });

  it("makes a new version before the newest expires", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const keys = keyClient(sandbox);
    const expiresOn = new Date(sandbox.clock.now().getTime() + 60 * dayInMs);
    const { id } = await keys.createKey("k", "RSA", { expiresOn });
    await keys.updateKeyRotationPolicy("k", {
      expiresIn: "P60D",
      lifetimeActions: [{ action: "Rotate", timeBeforeExpiry: "P10D" }],
    });
    sandbox.clock.advance(49 * dayInMs);
    assert.equal((await keys.getKey("k")).id, id);
    sandbox.clock.advance(2 * dayInMs);
    assert.notEqual((await keys.getKey("k")).id, id);
  });

  it("does nothing for a deleted key, and goes on once that is recovered", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox, { softDeleteRetentionInDays: 90 });
    const keys = keyClient(sandbox);
    await keys.createKey("k", "RSA");
    await keys.updateKeyRotationPolicy("k", {
      lifetimeActions: [{ action: "Rotate", timeAfterCreate: "P10D" }],
    });
    await keys.beginDeleteKey("k");
    sandbox.clock.advance(20 * dayInMs);
    await keys.beginRecoverDeletedKey("k");
    let versions = 0;
    sandbox.clock.advance(1000);
    for await (const version of keys.listPropertiesOfKeyVersions("k"))
      versions += version.name === "k" ? 1 : 0;
    assert.equal(versions, 2);
  });

  for (const [what, policy, says] of [
    ["expires within less than 28 days", { expiresIn: "P27D" }, /less than 28 days/],
    [
      "rotates within less than 7 days",
      { lifetimeActions: [{ action: "Rotate", timeAfterCreate: "P6D" }] },
      /less than 7 days/,
    ],
    [
      "rotates before an expiry that it does not set",
      { lifetimeActions: [{ action: "Rotate", timeBeforeExpiry: "P30D" }] },
      /needs attributes\.expiryTime/,
    ],
    [
      "has no trigger",
      { lifetimeActions: [{ action: "Rotate" }] },
      /either timeAfterCreate or timeBeforeExpiry/,
    ],
    [
      "has no duration",
      { lifetimeActions: [{ action: "Rotate", timeAfterCreate: "90 days" }] },
      /is not an ISO 8601 duration/,
    ],
    [
      "rotates twice",
      {
        lifetimeActions: [
          { action: "Rotate", timeAfterCreate: "P30D" },
          { action: "Rotate", timeAfterCreate: "P40D" },
        ],
      },
      /more than one rotate/,
    ],
  ] as const satisfies readonly (readonly [string, KeyRotationPolicyProperties, RegExp])[]) {
    it(`is refused where it ${what}`, async () => {
      const sandbox = testSandbox();
      await makeVault(sandbox);
      const keys = keyClient(sandbox);
      await keys.createKey("k", "RSA");
      await assert.rejects(
        keys.updateKeyRotationPolicy("k", {
          ...policy,
          lifetimeActions: [...("lifetimeActions" in policy ? policy.lifetimeActions : [])],
        }),
        { statusCode: 400, message: says },
      );
    });
  }
});
