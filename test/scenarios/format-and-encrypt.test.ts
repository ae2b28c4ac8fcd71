import assert from "node:assert/strict";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import { RunbookError } from "@runbooks/azure";
import {
  apply,
  approve,
  approveDestruction,
  connect,
  observe,
  probeScript,
  verify,
  watch,
} from "@runbooks/disk-encryption";
import { contentsScript, readContents } from "../../lib/disk-encryption/change/waits/contents";
import { observeAdeKeys } from "../../lib/disk-encryption/jobs/rotate-ade-keys/observe";
import { planFormatAndEncrypt } from "../../lib/disk-encryption/jobs/format-and-encrypt/plan";
import { contosoWithShortKeys, guestOf, KEY, LINUX, observed, VAULT, withEncrypted } from "./encrypted-vm";

const WIPED = ["/mnt (sdb1 on sdb)", "/data1 (sdc1 on sdc)", "/data2 (sdd1 on sdd)"];
const WISHED = { keyVaultId: VAULT, keyEncryptionKeyUrl: KEY };
const script = probeScript("Linux");

async function planOf(azure: SandboxConnection): Promise<Plan> {
  const facts = await observed(azure, LINUX, WISHED);
  return planFormatAndEncrypt(facts, await readContents(azure, facts.virtualMachine, contentsScript(facts)));
}

const rejectsWith =
  (code: string, words: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof RunbookError);
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  };

describe("Formatting and encrypting an empty disk of an encrypted Linux VM", () => {
  let azure: SandboxConnection;
  let added: string;

  before(async () => {
    azure = await withEncrypted(LINUX);
    const { id } = (await observe(azure, LINUX)).virtualMachine;
    added = azure.sandbox.outsideAzure.addDisk(id, {
      diskSizeGB: 64,
      mountPoint: "/data3",
      fileSystem: "xfs",
    });
  });

  it("names the empty volume alone: those that are encrypted are not wiped", async () => {
    const plan = await planOf(azure);
    const step = plan.steps.at(-1);
    assert.deepEqual(step?.destroys, ["/data3 (sdd1 on sdd)"]);
    assert.equal(step.undo.kind, "impossible");
    assert.deepEqual(plan.blockers, []);
  });

  it("sends nothing on the plan's approval alone", async () => {
    const plan = await planOf(azure);
    const before = azure.changes.length;
    await assert.rejects(
      apply(azure, plan, approve(azure, plan, plan.hash)),
      rejectsWith("ApprovalRefused", /wipes \/data3 \(sdd1 on sdd\)/),
    );
    assert.equal(azure.changes.length, before);
  });

  it("wipes nothing where a volume is not empty any more, right before it would be", async () => {
    const plan = await planOf(azure);
    const guest = await guestOf(azure, LINUX);
    const { specification } = guest;
    const { dataVolumes = [] } = specification;
    const step = plan.steps.at(-1);
    assert.ok(step);
    const destruction = [approveDestruction(azure, plan, step.id, `${LINUX} /data3 (sdd1 on sdd)`)];
    guest.specification = {
      ...specification,
      dataVolumes: dataVolumes.map((volume) => ({ ...volume, empty: false })),
    };
    await assert.rejects(
      apply(azure, plan, approve(azure, plan, LINUX), { destruction }),
      rejectsWith("StateChanged", /not known to be empty any more/),
    );
    assert.ok(azure.changes.every(({ intent }) => intent.destroys === undefined));
    guest.specification = specification;
  });

  it("encrypts it once both approvals are given, and the other disks keep their keys", async () => {
    const before = await observeAdeKeys(azure, LINUX);
    const plan = await planOf(azure);
    const step = plan.steps.at(-1);
    assert.ok(step);
    const destruction = [approveDestruction(azure, plan, step.id, `${LINUX} /data3 (sdd1 on sdd)`)];
    await apply(azure, plan, approve(azure, plan, LINUX), { destruction });
    await watch(azure, LINUX, { script });
    const after = await observeAdeKeys(azure, LINUX, { former: before });
    assert.deepEqual(after.former, []);
    const proof = await verify(azure, LINUX, { script });
    assert.equal(proof.disks.find(({ disk }) => disk === added)?.azureDiskEncryption.state, "encrypted");
    assert.equal(proof.proven, true);
  });

  it("has nothing left to do afterwards", async () => {
    assert.deepEqual((await planOf(azure)).steps, []);
  });
});

describe("Formatting and encrypting", () => {
  it("is refused while a volume that would be wiped holds files", async () => {
    const azure = await connect({ fleet: contosoWithShortKeys() });
    await assert.rejects(planOf(azure), rejectsWith("PlanBlocked", /\/data1 .* it holds files/));
  });

  it("encrypts the temporary disk of a Linux VM too, which nothing else does", async () => {
    const fleet = contosoWithShortKeys();
    const virtualMachines = fleet.virtualMachines.map((machine) =>
      machine.name === LINUX && machine.guest.osType === "Linux"
        ? {
            ...machine,
            vmSize: "Standard_D4ds_v5",
            guest: {
              ...machine.guest,
              dataVolumes: (machine.guest.dataVolumes ?? []).map((volume) => ({ ...volume, empty: true })),
            },
          }
        : machine,
    );
    const azure = await connect({ fleet: { ...fleet, virtualMachines } });
    const plan = await planOf(azure);
    const step = plan.steps.at(-1);
    assert.deepEqual(step?.destroys, WIPED);
    const destruction = [approveDestruction(azure, plan, step.id, `${LINUX} ${WIPED.join(" ")}`)];
    await apply(azure, plan, approve(azure, plan, LINUX), { destruction });
    await watch(azure, LINUX, { script });
    const proof = await verify(azure, LINUX, { script });
    assert.deepEqual(
      proof.disks.map(({ role, azureDiskEncryption }) => [role, azureDiskEncryption.state]),
      [
        ["os", "none"],
        ["data", "encrypted"],
        ["data", "encrypted"],
        ["temporary", "encrypted"],
      ],
    );
  });
});
