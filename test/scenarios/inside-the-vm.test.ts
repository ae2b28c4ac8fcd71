import assert from "node:assert/strict";

import type { Override } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type {
  DiskProtection,
  VirtualMachineProtection,
} from "../../lib/disk-encryption/protection/protection";
import { RunbookError } from "@runbooks/azure";
import {
  apply,
  approve,
  connect,
  type EncryptionFacts,
  observe,
  planDisable,
  planEncryption,
  probeScriptFor,
  readGuest,
  sandboxOf,
  verify,
  watch,
} from "@runbooks/disk-encryption";

const WEB = "vm-web-01";
const FILE = "vm-file-01";
const TWO_HOURS_IN_MS = 2 * 60 * 60_000;

async function probed(azure: SandboxConnection, name: string): Promise<EncryptionFacts> {
  const facts = await observe(azure, name);
  const guest = await readGuest(azure, facts.virtualMachine, probeScriptFor(facts));
  return await observe(azure, name, { guest });
}

async function encrypt(
  azure: SandboxConnection,
  name: string,
  overrides: readonly Override[] = [],
): Promise<EncryptionFacts> {
  const facts = await probed(azure, name);
  const plan = planEncryption(facts, { overrides });
  await apply(azure, plan, approve(azure, plan, name));
  await watch(azure, name, { script: probeScriptFor(facts) });
  return facts;
}

async function proofOf(azure: SandboxConnection, facts: EncryptionFacts): Promise<VirtualMachineProtection> {
  return await verify(azure, facts.virtualMachine.id, { script: probeScriptFor(facts) });
}

function diskOf({ disks }: VirtualMachineProtection, role: DiskProtection["role"]): DiskProtection {
  const found = disks.find((disk) => disk.role === role);
  assert.ok(found, `there is no ${role} disk`);
  return found;
}

describe("BitLocker, switched off inside an encrypted VM", () => {
  let azure: SandboxConnection;
  let facts: EncryptionFacts;
  const switchOff = (): void => {
    azure.sandbox.outsideAzure.switchBitLockerOff(facts.virtualMachine.id, "F:");
  };

  beforeEach(async () => {
    azure = await connect();
    facts = await encrypt(azure, WEB);
    assert.equal((await proofOf(azure, facts)).proven, true);
    switchOff();
  });

  it("is a contradiction while the volume decrypts: Azure has not told it to", async () => {
    azure.sandbox.clock.advance(60_000);
    const proof = await proofOf(azure, facts);
    assert.equal(proof.proven, false);
    const data = diskOf(proof, "data");
    assert.equal(data.azureDiskEncryption.state, "decrypting");
    assert.match(data.contradictions.join(), /stamped; the guest decrypts it, and Azure did not tell it to/);
    assert.deepEqual(diskOf(proof, "os").contradictions, []);
  });

  it("leaves model, instance view and extension saying encrypted, and the guest decrypted", async () => {
    azure.sandbox.clock.advance(TWO_HOURS_IN_MS);
    const proof = await proofOf(azure, facts);
    assert.equal(proof.proven, false);
    const { azureDiskEncryption, contradictions, views } = diskOf(proof, "data");
    assert.equal(azureDiskEncryption.state, "stale");
    assert.match(views.model.says, /^stamped/);
    assert.match(views.instanceView.says, /^encrypted; extension says Encrypted$/);
    assert.match(views.guest.says, /^F: decrypted/);
    assert.match(contradictions.join(), /The guest is right\. .*again, through Azure\.$/);
  });

  it("is put right by encrypting again through Azure", async () => {
    azure.sandbox.clock.advance(TWO_HOURS_IN_MS);
    await encrypt(azure, WEB);
    assert.equal((await proofOf(azure, facts)).proven, true);
  });

  it("is put right by disabling through Azure", async () => {
    azure.sandbox.clock.advance(TWO_HOURS_IN_MS);
    const plan = planDisable(await probed(azure, WEB));
    await apply(azure, plan, approve(azure, plan, WEB));
    azure.sandbox.clock.advance(TWO_HOURS_IN_MS);
    assert.deepEqual(
      (await proofOf(azure, facts)).disks.flatMap(({ contradictions }) => contradictions),
      [],
    );
  });

  it("can't be switched off twice", () => {
    assert.throws(switchOff, /\(sandbox\) Volume F: of vm-web-01 is not encrypted/);
  });

  it("is nothing that a Linux VM has", async () => {
    const linux = await observe(azure, "vm-data-01");
    assert.throws(() => {
      azure.sandbox.outsideAzure.switchBitLockerOff(linux.virtualMachine.id, "/");
    }, /is not a Windows VM of the sandbox/);
  });
});

describe("A Group Policy that forbids the 256-bit recovery key", () => {
  const reason = "a lesson: what does Azure itself say?";
  const overrides: readonly Override[] = [
    { requirement: "group-policy-recovery-key", reason },
    { requirement: "group-policy-compatible", reason },
    { requirement: "group-policy-aes-cbc", reason },
  ];

  it("is refused by Azure too, by the code of BitLocker in decimal", async () => {
    const azure = await connect();
    await assert.rejects(
      () => encrypt(azure, FILE, overrides),
      (error: unknown) =>
        error instanceof RunbookError &&
        error.message.includes("ProtectKeyWithExternalKey failed with 2150695006"),
    );
  });

  it("no longer blocks once the domain allows that key; then the temporary disk is encrypted too", async () => {
    const azure = await connect();
    const { virtualMachine } = await observe(azure, FILE);
    azure.sandbox.outsideAzure.changeGroupPolicy(virtualMachine.id, {
      OSRecoveryKey: 2,
      OSRecoveryPassword: 2,
    });
    const facts = await encrypt(azure, FILE, overrides.slice(2));
    const proof = await proofOf(azure, facts);
    assert.equal(proof.proven, true);
    const temporary = diskOf(proof, "temporary");
    assert.equal(temporary.azureDiskEncryption.state, "encrypted");
    assert.match(temporary.views.guest.says, /^D: encrypted/);
  });
});

describe("The sandbox behind a connection", () => {
  it("is there in sandbox mode, and not on live Azure", async () => {
    const azure = await connect();
    assert.equal(sandboxOf(azure), azure.sandbox);
    assert.equal(sandboxOf({ ...azure, mode: "live" }), undefined);
  });
});
