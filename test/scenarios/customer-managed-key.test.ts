import assert from "node:assert/strict";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { CustomerKeyFacts } from "../../lib/disk-encryption/checks/customer-key/facts";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { DiskEncryptionSetRequest } from "../../lib/disk-encryption/jobs/disk-encryption-set/request";
import { readDiskEncryptionSet } from "../../lib/disk-encryption/observe/read-disk-encryption-set";
import { readDisk } from "../../lib/disk-encryption/observe/read-disks";
import { readSnapshot } from "../../lib/disk-encryption/observe/read-snapshots";
import { type ManagedDisk, RunbookError } from "@runbooks/azure";
import { apply, approve, connect, evaluate, observe, readiness, verify } from "@runbooks/disk-encryption";
import { evaluateCustomerKey } from "../../lib/disk-encryption/checks/customer-key/evaluate";
import { observeCustomerKey } from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/observe";
import { observeDiskEncryptionSet } from "../../lib/disk-encryption/jobs/disk-encryption-set/observe";
import {
  planCustomerKey,
  planPlatformKey,
} from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/plan";
import { planDiskEncryptionSet } from "../../lib/disk-encryption/jobs/disk-encryption-set/plan";
import { planImage, planSnapshots } from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/copies";
import { planKeyEnabled } from "../../lib/disk-encryption/jobs/disk-encryption-set/revoke";
import { planKeyRotation } from "../../lib/disk-encryption/jobs/disk-encryption-set/rotate";
import { readKeyUse } from "../../lib/disk-encryption/jobs/disk-encryption-set/key-use";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const PRODUCTION = "c0015001-50b5-4000-8000-c0ffee000001";
const GROUP = `/subscriptions/${PRODUCTION}/resourceGroups/rg-security-weu/providers`;
const SET_ID = `${GROUP}/Microsoft.Compute/diskEncryptionSets/des-test-weu`;
const VM = "vm-web-01";
const MINUTE = 60_000;

const requestFor = (azure: SandboxConnection): DiskEncryptionSetRequest => ({
  diskEncryptionSetId: SET_ID,
  location: "westeurope",
  tenantId: azure.tenantId,
  keyVaultId: `${GROUP}/Microsoft.KeyVault/vaults/kv-test-des-weu`,
  key: { name: "key-des" },
});

async function carryOut(azure: SandboxConnection, plan: Plan): Promise<void> {
  await apply(azure, plan, approve(azure, plan, plan.target));
}

/** Observes, plans and applies until nothing is left; answers what each plan did. */
async function prepareSet(
  azure: SandboxConnection,
  changes: Partial<DiskEncryptionSetRequest> = {},
): Promise<readonly (readonly string[])[]> {
  const request = { ...requestFor(azure), ...changes };
  const done: (readonly string[])[] = [];
  for (;;) {
    const plan = planDiskEncryptionSet(await observeDiskEncryptionSet(azure, request), request);
    assert.deepEqual(plan.blockers, []);
    if (plan.steps.length === 0) return done;
    assert.ok(done.length < 5, "it comes to an end");
    done.push(plan.steps.map(({ action }) => action.kind));
    await carryOut(azure, plan);
  }
}

const observed = async (azure: SandboxConnection): Promise<CustomerKeyFacts> =>
  await observeCustomerKey(azure, { virtualMachine: VM, diskEncryptionSetId: SET_ID });

/** A sandbox in which the VM's disks have the set's key. */
async function encrypted(changes: Partial<DiskEncryptionSetRequest> = {}): Promise<SandboxConnection> {
  const azure = await connect();
  await prepareSet(azure, changes);
  await carryOut(azure, planCustomerKey(await observed(azure)));
  return azure;
}

/** Has Azure answer the requests of one URL with an error: instead of carrying them out, or afterwards. Answers how to end it. */
function answering(
  { sandbox }: SandboxConnection,
  url: RegExp,
  status: number,
  code: string,
  { afterwards = false } = {},
): () => void {
  const carryOutRequest = sandbox.fetch.bind(sandbox);
  sandbox.fetch = async (request) => {
    if (!url.test(request.url)) return await carryOutRequest(request);
    if (afterwards) {
      const answer = await carryOutRequest(request);
      // The vault's challenge to sign in: nothing was carried out.
      if (!answer.ok) return answer;
    }
    return Response.json(
      { error: { code, message: "(test) Not now." } },
      { status, headers: { "retry-after": "0" } },
    );
  };
  return () => {
    sandbox.fetch = carryOutRequest;
  };
}

const disksOf = ({ targets }: CustomerKeyFacts): readonly ManagedDisk[] =>
  targets.flatMap((target) =>
    target.kind === "disk" && target.disk.kind === "known" ? [target.disk.value] : [],
  );

const rejectsWith =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof RunbookError && error.code === code && error.hint.length > 0;

describe("A disk encryption set in the sandbox, through Azure's own clients", () => {
  it("is made from nothing in three plans where it has an identity of its own", async () => {
    const azure = await connect();
    assert.deepEqual(await prepareSet(azure), [
      ["create-key-vault", "create-key"],
      ["create-disk-encryption-set"],
      ["create-role-assignment"],
    ]);
  });

  it("is made from nothing in two plans with a user-assigned identity, whose grant it waits for", async () => {
    const azure = await connect();
    const userAssignedIdentityId = `${GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-des-test`;
    assert.deepEqual(await prepareSet(azure, { userAssignedIdentityId }), [
      ["create-key-vault", "create-key", "create-managed-identity"],
      ["create-role-assignment", "create-disk-encryption-set"],
    ]);
  });

  it("moves to a key in another vault, where its identity is granted the key first", async () => {
    const azure = await connect();
    await prepareSet(azure);
    const keyVaultId = `${GROUP}/Microsoft.KeyVault/vaults/kv-test-des-other`;
    assert.deepEqual(await prepareSet(azure, { keyVaultId }), [
      ["create-key-vault", "create-key"],
      ["create-role-assignment", "update-disk-encryption-set"],
    ]);
    const set = await readDiskEncryptionSet(azure, SET_ID);
    assert.ok(set.kind === "known");
    assert.match(set.value.keyUrl ?? "", /kv-test-des-other/);
  });

  it("encrypts twice where that is asked for", async () => {
    const azure = await connect();
    await prepareSet(azure, { encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" });
    const set = await readDiskEncryptionSet(azure, SET_ID);
    assert.ok(set.kind === "known");
    assert.equal(set.value.encryptionType, "EncryptionAtRestWithPlatformAndCustomerKeys");
  });
});

describe("A VM's disks under a customer's key in the sandbox, through Azure's own clients", () => {
  it("take the VM down, get the key, and the VM runs again", async () => {
    const azure = await connect();
    await prepareSet(azure);
    const facts = await observed(azure);
    assert.equal(readiness(evaluateCustomerKey(facts)).outcome, "ready");
    const plan = planCustomerKey(facts);
    await carryOut(azure, plan);
    const after = await observed(azure);
    assert.equal(after.virtualMachine?.powerState, "running");
    assert.ok(disksOf(after).length > 1);
    for (const disk of disksOf(after)) {
      assert.equal(disk.encryptionType, "EncryptionAtRestWithCustomerKey");
      assert.equal(disk.diskEncryptionSetId?.toLowerCase(), SET_ID.toLowerCase());
    }
    assert.deepEqual(planCustomerKey(after).steps, []);
  });

  it("wait for a grant that was made a moment ago to take effect", async () => {
    const azure = await connect();
    await prepareSet(azure);
    const startedAt = azure.clock.now().getTime();
    await carryOut(azure, planCustomerKey(await observed(azure)));
    assert.ok(azure.clock.now().getTime() - startedAt > MINUTE);
  });

  it("are shown by verify with the set and the version, and the key's state", async () => {
    const azure = await encrypted();
    const { disks } = await verify(azure, VM);
    const [osDisk] = disks;
    assert.ok(osDisk?.serverSideEncryption.kind === "customer-key");
    assert.match(osDisk.serverSideEncryption.keyUrl ?? "", /\/keys\/key-des\/[0-9a-f]{32}$/);
    assert.match(osDisk.views.vault.says, /usable/);
    assert.deepEqual(
      disks.flatMap(({ contradictions }) => contradictions),
      [],
    );
  });

  it("go back to the platform's key", async () => {
    const azure = await encrypted();
    await carryOut(azure, planPlatformKey(await observed(azure)));
    for (const disk of disksOf(await observed(azure))) {
      assert.equal(disk.encryptionType, "EncryptionAtRestWithPlatformKey");
      assert.equal(disk.diskEncryptionSetId, undefined);
    }
  });

  it("tell their set, which need not be named, and rule Azure Disk Encryption out", async () => {
    const azure = await encrypted();
    const facts = await observeCustomerKey(azure, { virtualMachine: VM });
    assert.ok(facts.diskEncryptionSet.kind === "known");
    assert.equal(facts.diskEncryptionSet.value.name, "des-test-weu");
    const findings = evaluate(await observe(azure, VM));
    const finding = findings.find(({ requirement }) => requirement === "customer-managed-key");
    assert.deepEqual([finding?.module.outcome, finding?.current.outcome], ["fail", "fail"]);
  });

  it("are done where the start alone fails, and the next plan with startAfterwards is that start", async () => {
    const azure = await connect();
    await prepareSet(azure);
    const plan = planCustomerKey(await observed(azure));
    const restore = answering(azure, /\/start\?/, 409, "AllocationFailed");
    await assert.rejects(carryOut(azure, plan), rejectsWith("AllocationFailed"));
    restore();
    const left = await observed(azure);
    assert.match(planCustomerKey(left).warnings.join(), /is deallocated, and this plan does not start it/);
    const start = planCustomerKey(left, { startAfterwards: true });
    assert.deepEqual(
      start.steps.map(({ action }) => action.kind),
      ["start"],
    );
    await carryOut(azure, start);
    assert.equal((await observed(azure)).virtualMachine?.powerState, "running");
  });

  it("stay as they were where the grant is taken away meanwhile; the next plan carries on and starts the VM", async () => {
    const azure = await connect();
    await prepareSet(azure);
    const plan = planCustomerKey(await observed(azure));
    const takeAwayGrant = (): void => {
      const [grant] = azure.sandbox.world.roleAssignments.splice(-1);
      assert.ok(grant?.scope.endsWith("kv-test-des-weu"));
    };
    await assert.rejects(
      apply(azure, plan, approve(azure, plan, plan.target), { onStepDone: takeAwayGrant }),
      rejectsWith("StateChanged"),
    );
    const down = await observed(azure);
    assert.equal(down.virtualMachine?.powerState, "deallocated");
    assert.ok(disksOf(down).every(({ diskEncryptionSetId }) => diskEncryptionSetId === undefined));
    assert.deepEqual(
      planCustomerKey(down).blockers.map(({ requirement }) => requirement),
      ["key-grant"],
    );
    await prepareSet(azure);
    await carryOut(azure, planCustomerKey(await observed(azure), { startAfterwards: true }));
    const up = await observed(azure);
    assert.equal(up.virtualMachine?.powerState, "running");
    assert.ok(disksOf(up).every(({ diskEncryptionSetId }) => diskEncryptionSetId !== undefined));
  });

  it("are left alone, and the VM up, where the grant was taken away after the plan was made", async () => {
    const azure = await connect();
    await prepareSet(azure);
    const plan = planCustomerKey(await observed(azure));
    azure.sandbox.world.roleAssignments.splice(-1);
    const before = azure.changes.length;
    await assert.rejects(carryOut(azure, plan), rejectsWith("StateChanged"));
    assert.equal(azure.changes.length, before);
    assert.equal((await observed(azure)).virtualMachine?.powerState, "running");
  });

  it("are left alone where the VM changed after the plan was made", async () => {
    const azure = await connect();
    await prepareSet(azure);
    const facts = await observed(azure);
    const plan = planCustomerKey(facts);
    await carryOut(azure, planCustomerKey(facts));
    await assert.rejects(carryOut(azure, plan), rejectsWith("StateChanged"));
  });
});

describe("The rotation of a customer's key in the sandbox", () => {
  const keyUrlOf = async (azure: SandboxConnection): Promise<string> => {
    const set = await readDiskEncryptionSet(azure, SET_ID);
    assert.ok(set.kind === "known");
    return set.value.keyUrl ?? "";
  };

  it("by hand makes a version and points the set to it, in two plans", async () => {
    const azure = await encrypted({ automaticRotation: false });
    const replaces = await keyUrlOf(azure);
    const kinds: string[] = [];
    for (;;) {
      const plan = planKeyRotation(await observed(azure), { kind: "by-hand", replaces });
      if (plan.steps.length === 0) break;
      kinds.push(...plan.steps.map(({ action }) => action.kind));
      await carryOut(azure, plan);
    }
    assert.deepEqual(kinds, ["rotate-key", "update-disk-encryption-set"]);
    assert.notEqual(await keyUrlOf(azure), replaces);
    assert.equal((await observed(azure)).virtualMachine?.powerState, "running");
  });

  it("makes one version of one approval, also where the answer to the request is lost", async () => {
    const azure = await encrypted();
    const replaces = await keyUrlOf(azure);
    const versions = (): number =>
      azure.sandbox.world.vaultContents.get("kv-test-des-weu")?.keys.get("key-des")?.length ?? 0;
    const plan = planKeyRotation(await observed(azure), { kind: "by-hand", replaces });
    const before = versions();
    const restore = answering(azure, /\/rotate\?/, 503, "ServiceUnavailable", { afterwards: true });
    await assert.rejects(carryOut(azure, plan), rejectsWith("ServiceUnavailable"));
    restore();
    assert.equal(versions(), before + 1);
    await assert.rejects(carryOut(azure, plan), rejectsWith("StateChanged"));
  });

  it("is followed within the hour by a set that rotates by itself", async () => {
    const azure = await encrypted();
    const replaces = await keyUrlOf(azure);
    await carryOut(azure, planKeyRotation(await observed(azure), { kind: "by-hand", replaces }));
    assert.equal(await keyUrlOf(azure), replaces);
    await azure.clock.wait(61 * MINUTE);
    assert.notEqual(await keyUrlOf(azure), replaces);
  });

  it("is switched on together with the policy by which Key Vault makes versions", async () => {
    const azure = await encrypted({ automaticRotation: false });
    const request = { kind: "automatic", newVersionAfter: "P6M" } as const;
    const plan = planKeyRotation(await observed(azure), request);
    await carryOut(azure, plan);
    const after = await observed(azure);
    assert.deepEqual(after.keyRotationPolicy.kind === "known" && after.keyRotationPolicy.value, {
      rotates: { timeAfterCreate: "P6M" },
      // Key Vault's own, which stays.
      notifies: { timeBeforeExpiry: "P30D" },
    });
    assert.deepEqual(planKeyRotation(after, request).steps, []);
  });
});

describe("The revocation of a customer's key in the sandbox", () => {
  it("stops the VMs within an hour, and they start again once the key is enabled", async () => {
    const azure = await encrypted();
    const powerStates = async (): Promise<readonly string[]> => {
      const { users } = await readKeyUse(azure, SET_ID);
      assert.ok(users.kind === "known" && users.value.length > 0);
      return users.value.map(({ virtualMachine: vm }) =>
        vm?.powerState.kind === "known" ? vm.powerState.value : "-",
      );
    };
    assert.ok((await powerStates()).every((state) => state === "running"));
    await carryOut(azure, planKeyEnabled(await observed(azure), false));
    await azure.clock.wait(61 * MINUTE);
    assert.ok((await powerStates()).every((state) => state !== "running"));
    const findings = evaluateCustomerKey(await observed(azure));
    assert.equal(findings.find(({ requirement }) => requirement === "key-usable")?.current.outcome, "fail");
    const { disks } = await verify(azure, VM);
    assert.ok(disks.some(({ contradictions }) => contradictions.join().includes("disabled")));
    await carryOut(azure, planKeyEnabled(await observed(azure), true));
    assert.equal(readiness(evaluateCustomerKey(await observed(azure))).outcome, "ready");
  });
});

describe("Copies under a customer's key in the sandbox", () => {
  it("are snapshots with the set's key, which go back to the platform's by themselves", async () => {
    const azure = await connect();
    await prepareSet(azure);
    await carryOut(azure, planSnapshots(await observed(azure)));
    const made = azure.changes.flatMap(({ intent }) =>
      intent.request.path.includes("/snapshots/") ? [intent.request.path] : [],
    );
    const [snapshotId = ""] = made;
    const snapshot = await readSnapshot(azure, snapshotId);
    assert.ok(snapshot.kind === "known");
    assert.equal(snapshot.value.encryptionType, "EncryptionAtRestWithCustomerKey");
    const back = planPlatformKey(await observeCustomerKey(azure, { snapshots: [snapshotId] }));
    await carryOut(azure, back);
    const after = await readSnapshot(azure, snapshotId);
    assert.ok(after.kind === "known");
    assert.equal(after.value.encryptionType, "EncryptionAtRestWithPlatformKey");
  });

  it("are an image of a VM, which keeps its disks' key", async () => {
    const azure = await encrypted();
    const imageId = `${GROUP}/Microsoft.Compute/images/img-test`;
    await carryOut(azure, planImage(await observed(azure), { imageId }));
    const image = await clientsOf(azure).compute(PRODUCTION).images.get("rg-security-weu", "img-test");
    assert.equal(image.sourceVirtualMachine?.id?.split("/").pop(), VM);
  });

  it("are no image where its name is taken: the VM is neither taken down nor generalized for it", async () => {
    const azure = await encrypted();
    const imageId = `${GROUP}/Microsoft.Compute/images/img-test`;
    const plan = planImage(await observed(azure), { imageId });
    const [disk] = disksOf(await observed(azure));
    const managedDisk = { id: disk?.id ?? "" };
    azure.sandbox.world.resources.put({
      id: imageId,
      name: "img-test",
      type: "Microsoft.Compute/images",
      location: "westeurope",
      properties: { storageProfile: { osDisk: { managedDisk, osType: "Linux", osState: "Generalized" } } },
    });
    const sent = azure.changes.length;
    await assert.rejects(carryOut(azure, plan), rejectsWith("StateChanged"));
    assert.equal(azure.changes.length, sent);
    assert.equal((await observed(azure)).virtualMachine?.powerState, "running");
    const again = await observeCustomerKey(azure, { virtualMachine: VM, imageId });
    assert.throws(() => planImage(again, { imageId }), rejectsWith("PlanBlocked"));
  });
});

describe("What Azure refuses under a customer's key is refused before anything is sent", () => {
  it("for a disk by itself that a running VM holds", async () => {
    const azure = await connect();
    await prepareSet(azure);
    const id = disksOf(await observed(azure))[0]?.id ?? "";
    const facts = await observeCustomerKey(azure, { disks: [id], diskEncryptionSetId: SET_ID });
    const plan = planCustomerKey(facts);
    assert.deepEqual(
      plan.blockers.map(({ requirement }) => requirement),
      ["deallocation"],
    );
    const sent = azure.changes.length;
    await assert.rejects(carryOut(azure, plan), rejectsWith("PlanBlocked"));
    assert.equal(azure.changes.length, sent);
    const disk = await readDisk(azure, id);
    assert.ok(disk.kind === "known");
    assert.equal(disk.value.encryptionType, "EncryptionAtRestWithPlatformKey");
  });

  it("and by Azure where it was overridden", async () => {
    const azure = await connect();
    await prepareSet(azure);
    const id = disksOf(await observed(azure))[0]?.id ?? "";
    const facts = await observeCustomerKey(azure, { disks: [id], diskEncryptionSetId: SET_ID });
    const overrides = [{ requirement: "deallocation", reason: "to see what Azure says" }] as const;
    await assert.rejects(carryOut(azure, planCustomerKey(facts, { overrides })), RunbookError);
  });
});
