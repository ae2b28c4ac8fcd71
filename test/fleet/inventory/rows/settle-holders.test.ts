import assert from "node:assert/strict";

import fc from "fast-check";

import type { InventoriedDisk } from "../../../../lib/fleet/nouns/inventory";
import type { RowsById } from "../../../../lib/fleet/inventory/rows/read-rows";
import type { Unfinished } from "../../../../lib/fleet/inventory/rows/resource-row";
import { settleHolders } from "../../../../lib/fleet/inventory/rows/settle-holders";
import type { VirtualMachineRow } from "../../../../lib/fleet/inventory/rows/virtual-machine-row";
import { diskId, vmId } from "../arm-builders";

const names = ["vm-a", "vm-b", "vm-c"] as const;
type Holder = (typeof names)[number] | null;
type Answered = (typeof names)[number] | "disk";

/** What the disk's and the VMs' answers told, each with its place: who had the disk at that moment. */
interface Told {
  readonly answered: Answered;
  readonly answer: number;
  readonly holder: Holder;
}

const common = (id: string, name: string) => ({
  id,
  name,
  subscriptionId: "11111111-1111-4111-8111-111111111111",
  resourceGroupName: "rg-app",
});

/** Settles what was told of a disk; who has it then by the disk, and by the VMs. */
function settled(told: readonly Told[]): {
  readonly named: Holder | undefined;
  readonly diskState: string | undefined;
  readonly listedBy: readonly string[];
  readonly remarks: readonly string[];
} {
  const virtualMachines: RowsById<VirtualMachineRow> = new Map();
  const disks: RowsById<Unfinished<InventoriedDisk>> = new Map();
  for (const { answered, answer, holder } of told) {
    if (answered === "disk") {
      const managedBy = holder === null ? null : vmId(holder);
      const diskState = holder === null ? "Unattached" : "Attached";
      const row = { ...common(diskId("d"), "d"), managedBy, maxShares: 1, diskState };
      disks.set(row.id.toLowerCase(), { row, answer });
    } else {
      const attached = {
        name: "d",
        role: "data" as const,
        managedDiskId: diskId("d"),
        writeAcceleratorEnabled: false,
        ephemeral: false,
      };
      const row = { ...common(vmId(answered), answered), disks: holder === answered ? [attached] : [] };
      virtualMachines.set(row.id.toLowerCase(), { row, answer });
    }
  }
  const remarks = settleHolders(virtualMachines, disks);
  const [disk] = [...disks.values()];
  const listedBy = [...virtualMachines.values()].flatMap(({ row }) =>
    row.disks?.length === 0 ? [] : [row.name],
  );
  const managedBy = disk?.row.managedBy;
  const named = managedBy === null ? null : names.find((name) => vmId(name) === managedBy);
  return { named, diskState: disk?.row.diskState, listedBy, remarks };
}

/** A disk that moves while the disk and three VMs are read, in any order: who has it at each answer. */
const readings: fc.Arbitrary<readonly Told[]> = fc
  .record({
    order: fc.shuffledSubarray<Answered>(["disk", ...names], { minLength: 4 }),
    holders: fc.array(fc.constantFrom<Holder>(...names, null), { minLength: 4, maxLength: 4 }),
  })
  .map(({ order, holders }) =>
    order.map((answered, answer) => ({ answered, answer, holder: holders[answer] ?? null })),
  );

const runs = { numRuns: 500, seed: 20261124 };

describe("Who has a disk that changes hands while a fleet is read", () => {
  it("is one VM at most, which the disk names", () => {
    fc.assert(
      fc.property(readings, (told) => {
        const { named, listedBy } = settled(told);
        assert.notEqual(named, undefined);
        for (const name of listedBy) assert.equal(name, named);
        assert.ok(listedBy.length <= 1);
      }),
      runs,
    );
  });

  it("is the VM that lists it, or the one that it names, whichever was told last", () => {
    fc.assert(
      fc.property(readings, (told) => {
        // A VM that does not list it says nothing of the others.
        const words = told.filter(({ answered, holder }) => answered === "disk" || answered === holder);
        const last = words.at(-1) ?? assert.fail();
        const denied = told.find(({ answered }) => answered === last.holder);
        const isDenied = denied !== undefined && denied.answer > last.answer;
        const { named, listedBy } = settled(told);
        assert.equal(named, isDenied ? null : last.holder);
        if (last.answered !== "disk") assert.deepEqual(listedBy, [last.holder]);
      }),
      runs,
    );
  });

  it("is whoever has it in the end, where any answer since it moved there tells so", () => {
    fc.assert(
      fc.property(readings, (told) => {
        const end = told.at(-1)?.holder ?? null;
        const movedAt = told.map(({ holder }) => holder === end).lastIndexOf(false) + 1;
        const tells = told
          .slice(movedAt)
          .some(({ answered }) => answered === "disk" || (end !== null && answered === end));
        fc.pre(tells);
        assert.equal(settled(told).named, end);
      }),
      runs,
    );
  });

  it("leaves the disk its state where it stays with the VM that it named", () => {
    fc.assert(
      fc.property(readings, (told) => {
        const before = told.find(({ answered }) => answered === "disk")?.holder;
        const { named, diskState } = settled(told);
        assert.equal(diskState === undefined, named !== before);
      }),
      runs,
    );
  });

  it("is the VM that it names, where two that list it came in one answer", () => {
    for (const holder of ["vm-a", "vm-b"] as const) {
      const { named, listedBy } = settled([
        { answered: "disk", answer: 0, holder },
        { answered: "vm-a", answer: 1, holder: "vm-a" },
        { answered: "vm-b", answer: 1, holder: "vm-b" },
      ]);
      assert.deepEqual([named, listedBy], [holder, [holder]]);
    }
  });
});
