import assert from "node:assert/strict";

import type { DiskEncryptionSet } from "@azure/arm-compute";

import { emptyFleet, resourceGroupName } from "../support";
import { aLinuxMachine, minutes } from "../support-compute";
import {
  aSet,
  cmkUrl,
  encryptionBench,
  fleetWithSet,
  otherKeyUrl,
  setId,
  setName,
  type EncryptionBench,
} from "../support-disk-encryption-sets";

const machine = aLinuxMachine({
  osDisk: { name: "os", diskSizeGB: 30, sku: "Premium_LRS", diskEncryptionSetId: setId },
  dataDisks: [],
});
const following = aSet({}, { rotationToLatestKeyVersionEnabled: true });

async function read({ compute }: EncryptionBench): Promise<DiskEncryptionSet> {
  return compute.diskEncryptionSets.get(resourceGroupName, setName);
}

describe("Rotation of a customer-managed key by hand", () => {
  it("wraps what is encrypted anew, and names the key before it until that is done", async () => {
    const bench = encryptionBench(fleetWithSet({ virtualMachines: [machine] }));
    const { compute, drive, sandbox } = bench;
    const activeKey = { keyUrl: otherKeyUrl };
    const set = await drive(compute.diskEncryptionSets.update(resourceGroupName, setName, { activeKey }));
    assert.equal(set.activeKey?.keyUrl, otherKeyUrl);
    assert.deepEqual(
      set.previousKeys?.map(({ keyUrl }) => keyUrl),
      [cmkUrl],
    );
    assert.ok(set.lastKeyRotationTimestamp !== undefined);
    sandbox.clock.advance(minutes(15));
    assert.equal((await read(bench)).previousKeys, undefined);
  });

  it("restarts no VM", async () => {
    const bench = encryptionBench(fleetWithSet({ virtualMachines: [machine] }));
    const { compute, drive, sandbox } = bench;
    const [guest] = sandbox.world.guests.values();
    const bootedAt = guest?.bootedAt;
    const activeKey = { keyUrl: otherKeyUrl };
    await drive(compute.diskEncryptionSets.update(resourceGroupName, setName, { activeKey }));
    sandbox.clock.advance(minutes(180));
    assert.equal(guest?.powerState, "running");
    assert.equal(guest.bootedAt, bootedAt);
  });

  it("is over at once where nothing is encrypted", async () => {
    const { compute, drive } = encryptionBench();
    const activeKey = { keyUrl: otherKeyUrl };
    const set = await drive(compute.diskEncryptionSets.update(resourceGroupName, setName, { activeKey }));
    assert.equal(set.previousKeys, undefined);
    assert.ok(set.lastKeyRotationTimestamp !== undefined);
  });

  it("is not begun by a new version alone, unless the set follows", async () => {
    const bench = encryptionBench();
    await bench.keys.rotateKey("cmk");
    bench.sandbox.clock.advance(minutes(180));
    assert.equal((await read(bench)).activeKey?.keyUrl, cmkUrl);
  });
});

describe("Automatic rotation of a customer-managed key", () => {
  it("follows a new version within the hour", async () => {
    const bench = encryptionBench(fleetWithSet({ resources: [following], virtualMachines: [machine] }));
    const { keys, sandbox } = bench;
    const { id } = await keys.rotateKey("cmk");
    sandbox.clock.advance(minutes(10));
    assert.equal((await read(bench)).activeKey?.keyUrl, cmkUrl);
    sandbox.clock.advance(minutes(12));
    const rotating = await read(bench);
    assert.equal(rotating.activeKey?.keyUrl, id);
    assert.deepEqual(
      rotating.previousKeys?.map(({ keyUrl }) => keyUrl),
      [cmkUrl],
    );
    sandbox.clock.advance(minutes(38));
    assert.equal((await read(bench)).previousKeys, undefined);
    const [guest] = sandbox.world.guests.values();
    assert.equal(guest?.powerState, "running");
  });

  it("follows the versions that a rotation policy makes", async () => {
    const bench = encryptionBench(fleetWithSet({ resources: [following] }));
    const { keys, sandbox } = bench;
    await keys.updateKeyRotationPolicy("cmk", {
      lifetimeActions: [{ action: "Rotate", timeAfterCreate: "P30D" }],
    });
    sandbox.clock.advance(minutes(31 * 24 * 60));
    const { id } = await keys.getKey("cmk");
    assert.notEqual(id, cmkUrl);
    assert.equal((await read(bench)).activeKey?.keyUrl, id);
  });

  it("stops at a version that can't be used, says so, and goes on once the set was mended", async () => {
    const bench = encryptionBench(fleetWithSet({ resources: [following] }));
    const { keys, sandbox, compute, drive } = bench;
    const { name, properties } = await keys.rotateKey("cmk");
    await keys.updateKeyProperties(name, properties.version ?? "", { enabled: false });
    sandbox.clock.advance(minutes(60));
    const stopped = await read(bench);
    assert.equal(stopped.activeKey?.keyUrl, cmkUrl);
    assert.equal(stopped.autoKeyRotationError?.code, "KeyVaultKeyNotEnabled");
    await keys.updateKeyProperties(name, properties.version ?? "", { enabled: true });
    sandbox.clock.advance(minutes(120));
    assert.equal((await read(bench)).activeKey?.keyUrl, cmkUrl);
    await drive(
      compute.diskEncryptionSets.update(resourceGroupName, setName, {
        rotationToLatestKeyVersionEnabled: true,
      }),
    );
    sandbox.clock.advance(minutes(10));
    const mended = await read(bench);
    assert.equal(mended.autoKeyRotationError, undefined);
    assert.match(mended.activeKey?.keyUrl ?? "", new RegExp(`${properties.version ?? ""}$`));
  });

  it("stops where the set lost its identity", async () => {
    const bench = encryptionBench(
      fleetWithSet({
        resources: [{ ...following, identity: { type: "None" } }],
        roleAssignments: emptyFleet.roleAssignments,
      }),
    );
    await bench.keys.rotateKey("cmk");
    bench.sandbox.clock.advance(minutes(60));
    const { autoKeyRotationError } = await read(bench);
    assert.equal(autoKeyRotationError?.code, "ManagedServiceIdentityNotFound");
    assert.match(
      autoKeyRotationError.message ?? "",
      /associated with DiskEncryptionSet 'des-test' was not found/,
    );
  });
});
