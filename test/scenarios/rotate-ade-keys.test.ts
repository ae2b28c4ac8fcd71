import assert from "node:assert/strict";

import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { AdeKeys } from "../../lib/disk-encryption/jobs/rotate-ade-keys/observe";
import { RunbookError } from "@runbooks/azure";
import { approve, observe, planKeyVault, probeScript, readKeyVault, verify } from "@runbooks/disk-encryption";
import { observeAdeKeys, observeKeyVersions } from "../../lib/disk-encryption/jobs/rotate-ade-keys/observe";
import { planAdeKeyRotation } from "../../lib/disk-encryption/jobs/rotate-ade-keys/plan";
import { planNewKeyVersion } from "../../lib/disk-encryption/jobs/rotate-ade-keys/new-version";
import { verifyAdeKeys } from "../../lib/disk-encryption/jobs/rotate-ade-keys/verify";
import {
  carryOut,
  guestOf,
  KEY,
  LINUX,
  observed,
  restarted,
  VAULT,
  WINDOWS,
  withEncrypted,
} from "./encrypted-vm";

const OTHER_VAULT = `${VAULT}-2`;

/** Makes a new version of the key; answers its URL. */
async function newVersion(azure: SandboxConnection): Promise<string> {
  await carryOut(azure, planNewKeyVersion(await observeKeyVersions(azure, KEY, VAULT)));
  const { newest } = await observeKeyVersions(azure, KEY, VAULT);
  assert.ok(newest.kind === "known" && newest.value.url !== KEY);
  return newest.value.url;
}

/** Disables every version of the key in the vault. */
function disableKey(azure: SandboxConnection): void {
  const versions = azure.sandbox.world.vaultContents.get("kv-contoso-weu")?.keys.get("kek-ade-2048");
  assert.ok(versions);
  versions.splice(0, versions.length, ...versions.map((version) => ({ ...version, enabled: false })));
}

async function rotated(
  azure: SandboxConnection,
  name: string,
  wished: {
    readonly keyVaultId?: string;
    readonly keyEncryptionKeyUrl: string;
    readonly keyEncryptionKeyVaultId?: string;
  },
): Promise<AdeKeys> {
  const former = await observeAdeKeys(azure, name);
  const plan = planAdeKeyRotation(await observed(azure, name, { keyVaultId: VAULT, ...wished }));
  assert.deepEqual(plan.blockers, []);
  await carryOut(azure, plan);
  return await observeAdeKeys(azure, name, { former });
}

const scriptOf = (name: string): ReturnType<typeof probeScript> =>
  probeScript(name === WINDOWS ? "Windows" : "Linux");

for (const name of [WINDOWS, LINUX]) {
  // One sandbox for all: each rotation starts from the one before.
  describe(`Rotating the keys of encrypted ${name}`, () => {
    let azure: SandboxConnection;
    let version = KEY;

    before(async () => {
      azure = await withEncrypted(name);
    });

    it("has nothing to do for a new version in the vault alone: the disks go on naming the old one", async () => {
      version = await newVersion(azure);
      const keys = await observeAdeKeys(azure, name);
      assert.ok(keys.keys.every(({ keyEncryptionKeyUrl }) => keyEncryptionKeyUrl === KEY));
      assert.equal(verifyAdeKeys(keys, { keyVaultId: VAULT, keyEncryptionKeyUrl: version }).verified, false);
      assert.deepEqual(planNewKeyVersion(await observeKeyVersions(azure, KEY, VAULT)).steps, []);
    });

    it("stamps every disk with the new version of the key, in new secrets whose tags name it", async () => {
      const after = await rotated(azure, name, { keyEncryptionKeyUrl: version });
      assert.equal(after.former.length, after.keys.length, "every disk has a new secret");
      const proof = verifyAdeKeys(after, { keyVaultId: VAULT, keyEncryptionKeyUrl: version });
      assert.deepEqual(
        proof.items.filter(({ outcome }) => outcome !== "pass"),
        [],
      );
      assert.equal(proof.verified, true);
      assert.equal((await verify(azure, name, { script: scriptOf(name) })).proven, true);
    });

    it("has nothing left to do afterwards", async () => {
      const facts = await observed(azure, name, { keyVaultId: VAULT, keyEncryptionKeyUrl: version });
      assert.deepEqual(planAdeKeyRotation(facts).steps, []);
    });

    it("makes new disk keys in another vault, and the former secrets stay in theirs", async () => {
      const request = { keyVaultId: OTHER_VAULT, location: "westeurope", tenantId: azure.tenantId };
      await carryOut(azure, planKeyVault(await readKeyVault(azure, OTHER_VAULT), request));
      const wished = {
        keyVaultId: OTHER_VAULT,
        keyEncryptionKeyUrl: version,
        keyEncryptionKeyVaultId: VAULT,
      };
      const after = await rotated(azure, name, wished);
      assert.equal(verifyAdeKeys(after, wished).verified, true);
      assert.ok(after.former.every(({ secretVaultId }) => secretVaultId === VAULT));
    });

    it("drops the key encryption key, and adds one again", async () => {
      for (const keyEncryptionKeyUrl of ["none", KEY]) {
        const wished = { keyVaultId: VAULT, keyEncryptionKeyUrl };
        assert.equal(verifyAdeKeys(await rotated(azure, name, wished), wished).verified, true);
      }
    });

    it("starts again with its last keys", async () => {
      assert.equal(await restarted(azure, name), "Ready");
    });
  });
}

describe("Rotating the keys of a Linux VM whose OS volume is encrypted", () => {
  let azure: SandboxConnection;

  before(async () => {
    azure = await withEncrypted(LINUX, { volumeType: "All" });
  });

  it("needs no more the memory that its encryption took, and encrypts nothing anew", async () => {
    const { world } = azure.sandbox;
    const vm = world.resources.get((await observe(azure, LINUX)).virtualMachine.id);
    assert.ok(vm);
    world.resources.put({
      ...vm,
      properties: { ...vm.properties, hardwareProfile: { vmSize: "Standard_B2s" } },
    });
    const wished = { keyVaultId: VAULT, keyEncryptionKeyUrl: "none" };
    assert.equal(verifyAdeKeys(await rotated(azure, LINUX, wished), wished).verified, true);
    const { virtualMachine } = await observe(azure, LINUX);
    assert.equal(virtualMachine.extensions[0]?.statusMessage, "Encryption settings updated");
  });

  it("shows in its proof a former key version that was disabled, which snapshots need", async () => {
    const wished = { keyVaultId: VAULT, keyEncryptionKeyUrl: KEY };
    const between = await rotated(azure, LINUX, wished);
    await rotated(azure, LINUX, { ...wished, keyEncryptionKeyUrl: "none" });
    disableKey(azure);
    const proof = verifyAdeKeys(await observeAdeKeys(azure, LINUX, { former: between }), {
      ...wished,
      keyEncryptionKeyUrl: "none",
    });
    assert.equal(proof.verified, false);
    assert.match(proof.items.find(({ outcome }) => outcome === "fail")?.title ?? "", /former/);
  });

  it("is blocked by a key that is disabled", async () => {
    const facts = await observed(azure, LINUX, { keyVaultId: VAULT, keyEncryptionKeyUrl: KEY });
    assert.throws(() => approve(azure, planAdeKeyRotation(facts), LINUX), { code: "PlanBlocked" });
  });

  it("is refused while the VM is being encrypted", async () => {
    const guest = await guestOf(azure, LINUX);
    for (const [key, encryption] of guest.encryption)
      guest.encryption.set(key, { ...encryption, startedAt: azure.clock.now() });
    const facts = await observed(azure, LINUX, { keyVaultId: VAULT, keyEncryptionKeyUrl: "none" });
    assert.throws(
      () => planAdeKeyRotation(facts),
      (error) =>
        error instanceof RunbookError &&
        error.code === "PlanBlocked" &&
        error.message.includes("not done yet"),
    );
  });
});
