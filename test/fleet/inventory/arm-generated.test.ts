import assert from "node:assert/strict";

import { connect } from "../../../lib/disk-encryption/connection/connect";
import { readFleet, type FleetProgress } from "../../../lib/fleet/inventory/arm";
import { truthOf } from "../../sandbox/fleet/generated/truth";

describe("A generated fleet that is read from lists of Resource Manager", () => {
  it("costs its pages, and one request for each VM that has a stamped disk, the extension, or settings in its model by the lists", async () => {
    const azure = await connect({ generate: { virtualMachines: 600, subscriptions: 3 }, pageSize: 100 });
    const before = azure.sandbox.requests.total;
    let last: FleetProgress | undefined;
    const fleet = await readFleet(azure, {
      onProgress: (progress) => {
        last = progress;
      },
    });
    const stamped = new Set(
      fleet.disks.flatMap(({ adeStamp, managedBy }) =>
        adeStamp === "never" || typeof managedBy !== "string" ? [] : [managedBy.toLowerCase()],
      ),
    );
    assert.ok(stamped.size > 0);
    // A VM whose encryption was refused has the extension, and no disk with a stamp.
    const withExtension = new Set(
      fleet.virtualMachines.flatMap(({ id, hasAdeExtension }) =>
        hasAdeExtension === true ? [id.toLowerCase()] : [],
      ),
    );
    // One that was made of an encrypted disk has neither.
    const byModel = new Set(
      fleet.virtualMachines.flatMap(({ id, osDiskAdeStamp }) =>
        osDiskAdeStamp === "on" ? [id.toLowerCase()] : [],
      ),
    );
    assert.ok([...byModel].some((id) => !withExtension.has(id)));
    const candidates = new Set([...stamped, ...withExtension, ...byModel]);
    assert.ok(candidates.size > stamped.size);
    assert.equal(last?.candidates, candidates.size);
    assert.deepEqual(
      new Set(
        fleet.virtualMachines
          .filter(({ extensions }) => extensions !== undefined)
          .map(({ id }) => id.toLowerCase()),
      ),
      candidates,
    );
    const lists = [
      fleet.virtualMachines,
      fleet.disks,
      fleet.snapshots,
      fleet.images,
      fleet.diskEncryptionSets,
    ];
    const pages = fleet.subscriptions.flatMap(({ subscriptionId }) =>
      lists.map((rows) =>
        Math.max(1, Math.ceil(rows.filter((row) => row.subscriptionId === subscriptionId).length / 100)),
      ),
    );
    const sum = pages.reduce((total, count) => total + count, 0);
    assert.equal(azure.sandbox.requests.total - before, sum + candidates.size);
    assert.deepEqual([fleet.gaps, fleet.virtualMachines.length], [[], 600]);
  });

  it("tells what is true of each VM and each managed disk", async () => {
    const azure = await connect({ generate: { virtualMachines: 400, subscriptions: 2 } });
    const fleet = await readFleet(azure, { withPowerStates: true });
    const disks = new Map(fleet.disks.map((disk) => [disk.id.toLowerCase(), disk]));
    const virtualMachines = new Map(fleet.virtualMachines.map((vm) => [vm.id.toLowerCase(), vm]));
    const truth = [...truthOf(azure.sandbox.generated)];
    const trueMachines = truth.filter((row) => row.row === "virtualMachine");
    const trueDisks = truth.flatMap((row) =>
      row.row === "disk" && row.diskId !== null ? [{ ...row, diskId: row.diskId }] : [],
    );
    assert.deepEqual(
      [trueMachines.length, trueDisks.length],
      [fleet.virtualMachines.length, fleet.disks.length],
    );
    for (const {
      vmId,
      vmName,
      vmSize,
      osType,
      powerState,
      diskCount,
      location,
      tags,
      ...vm
    } of trueMachines) {
      const row = virtualMachines.get(vmId.toLowerCase());
      assert.deepEqual([row?.hasAdeExtension, row?.osDiskAdeStamp], [vm.hasAdeExtension, vm.modelAdeStamp]);
      assert.deepEqual(
        [row?.name, row?.vmSize, row?.osType, row?.powerState, row?.disks?.length, row?.location, row?.tags],
        [vmName, vmSize, osType, powerState, diskCount, location, tags],
      );
    }
    for (const disk of trueDisks) {
      const row = disks.get(disk.diskId.toLowerCase());
      assert.deepEqual(
        [row?.name, row?.sku, row?.diskSizeGB ?? null, row?.diskState, row?.adeStamp, row?.tags],
        [disk.diskName, disk.sku, disk.diskSizeGB, disk.diskState, disk.adeStamp, disk.tags],
      );
      const setId = row?.secureVMDiskEncryptionSetId ?? row?.diskEncryptionSetId;
      assert.deepEqual(
        [row?.managedBy?.toLowerCase(), setId?.toLowerCase()],
        [disk.vmId?.toLowerCase(), disk.diskEncryptionSet?.toLowerCase()],
      );
      const holder = virtualMachines.get(disk.vmId?.toLowerCase() ?? "");
      if (holder !== undefined) assert.equal(holder.encryptionAtHost, disk.encryptionAtHost === "yes");
    }
  });
});
