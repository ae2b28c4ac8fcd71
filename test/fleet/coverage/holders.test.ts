import assert from "node:assert/strict";

import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import { holdersOf } from "../../../lib/fleet/coverage/holders";
import {
  aGap,
  anAttachedDisk,
  anInventoriedDisk,
  anInventoriedVirtualMachine,
  anInventory,
  anOsDiskOf,
  computeId,
} from "../../fleet-builders";

/** Per VM its disks as `role name`, with an asterisk where the disk is counted with another; then the unattached ones. */
function handsOf(inventory: Inventory): {
  readonly held: Readonly<Record<string, readonly string[]>>;
  readonly unattached: readonly string[];
  readonly remarks: readonly string[];
} {
  const { holders, unattached, remarks } = holdersOf(inventory);
  return {
    held: Object.fromEntries(
      holders.map(({ vm, disks }) => [
        vm?.name ?? "nobody knows",
        disks.map(
          ({ role, attached, disk, counted }) =>
            `${role} ${disk?.name ?? attached?.name ?? "?"}${counted ? "" : " *"}`,
        ),
      ]),
    ),
    unattached: unattached.map(({ name }) => name),
    remarks,
  };
}

const vm1 = anInventoriedVirtualMachine({ name: "vm-1" });
const vm2 = anInventoriedVirtualMachine({ name: "vm-2" });
const twoWith = (disk: string): Inventory["virtualMachines"] =>
  [vm1, vm2].map((vm) => ({ ...vm, disks: [...(vm.disks ?? []), anAttachedDisk(disk, { role: "data" })] }));
const osDisks = [anOsDiskOf(vm1), anOsDiskOf(vm2)];

describe("Who holds which disk", () => {
  it("is told by the VM's model, whatever case the ids are in", () => {
    const disk = anOsDiskOf(vm1, { id: computeId("disks", "vm-1-os").toUpperCase() });
    const { held, unattached, remarks } = handsOf(anInventory({ virtualMachines: [vm1], disks: [disk] }));
    assert.deepEqual([held, unattached, remarks], [{ "vm-1": ["os vm-1-os"] }, [], []]);
  });

  it("leaves a disk that no VM names unattached", () => {
    assert.deepEqual(handsOf(anInventory({ disks: [anInventoriedDisk()] })).unattached, ["disk-1"]);
  });

  it("does not call a disk unattached whose state says that a VM holds it", () => {
    const disks = [anInventoriedDisk({ diskState: "Reserved", managedBy: null })];
    assert.deepEqual(handsOf(anInventory({ disks })).held, { "nobody knows": ["data disk-1"] });
  });

  for (const diskState of ["Unattached", "ReadyToUpload", undefined, "ActiveSAS"] as const) {
    it(`of a disk whose VM was not told: ${diskState ?? "no state"} ${diskState === "Unattached" || diskState === "ReadyToUpload" ? "is unattached" : "is not called unattached"}`, () => {
      const disks = [anInventoriedDisk({ diskState, managedBy: undefined })];
      const loose = diskState === "Unattached" || diskState === "ReadyToUpload";
      assert.deepEqual(handsOf(anInventory({ disks })).unattached, loose ? ["disk-1"] : []);
    });
  }

  it("knows a VM that is not in the inventory by its disks, the first with an operating system as the OS disk", () => {
    const data = anInventoriedDisk({ name: "data", managedBy: vm1.id, diskState: "Attached" });
    const second = anOsDiskOf(vm1, { name: "was-os" });
    const disks = [data, anOsDiskOf(vm1, { managedBy: vm1.id.toUpperCase() }), second];
    const { holders } = holdersOf(anInventory({ disks }));
    assert.deepEqual(handsOf(anInventory({ disks })).held, {
      "vm-1": ["data data", "os vm-1-os", "data was-os"],
    });
    assert.deepEqual(
      holders.map(({ isInventoried }) => isInventoried),
      [false],
    );
  });

  it("calls an instance of a uniform scale set as Azure does", () => {
    const managedBy = `${computeId("virtualMachineScaleSets", "vmss-web")}/virtualMachines/7`;
    const disks = [anInventoriedDisk({ managedBy, diskState: "Attached" })];
    assert.deepEqual(Object.keys(handsOf(anInventory({ disks })).held), ["vmss-web_7"]);
  });

  describe("of a disk that names a VM which is not there", () => {
    const gone = computeId("virtualMachines", "vm-gone");
    const orphan = (name: string, diskState?: string) =>
      anInventoriedDisk({ name, managedBy: gone, diskState });
    const fleet = (disks: Inventory["disks"], more: Partial<Inventory> = {}): Inventory => ({
      ...anInventory({ virtualMachines: [vm1], disks: [anOsDiskOf(vm1), ...disks] }),
      ...more,
    });

    it("is not known, for Azure calls it held: it is named as orphaned", () => {
      const { held, unattached, remarks } = handsOf(fleet([orphan("left", "Reserved"), orphan("untold")]));
      assert.deepEqual(held, { "vm-1": ["os vm-1-os"], "vm-gone": ["data left", "data untold"] });
      assert.deepEqual(unattached, []);
      assert.equal(remarks.length, 1);
      assert.match(remarks[0] ?? "", /^2 disks \(left, untold\) are orphaned: /);
    });

    it("is nobody where its own state says so: it is unattached, and named as orphaned", () => {
      const { unattached, remarks } = handsOf(fleet([orphan("left", "Unattached")]));
      assert.deepEqual(unattached, ["left"]);
      assert.match(remarks.join(), /^Disk left is orphaned: all VMs of the subscription were read/);
    });

    it("is not told in so many words of each of many: five are named", () => {
      const disks = Array.from({ length: 7 }, (_, index) => orphan(`d-${index}`, "Attached"));
      const { remarks } = handsOf(fleet(disks));
      assert.match(remarks.join(), /^7 disks \(d-0, d-1, d-2, d-3, d-4 …\) are orphaned: /);
    });

    for (const [what, inventory] of [
      [
        "the list of VMs has a gap",
        fleet([orphan("left", "Unattached")], { gaps: [aGap({ kind: "virtualMachines", readBefore: 1 })] }),
      ],
      [
        "no VMs of its subscription were exported",
        fleet([orphan("left", "Unattached")], { source: "files", virtualMachines: [] }),
      ],
      ["nobody asked of its subscription", fleet([orphan("left", "Unattached")], { subscriptions: [] })],
    ] as const)
      it(`is not called orphaned where ${what}`, () => {
        const { held, remarks } = handsOf(inventory);
        assert.deepEqual(held["vm-gone"], ["data left"]);
        assert.deepEqual(remarks, []);
      });

    it("is not called orphaned where it is an instance of a uniform scale set", () => {
      const managedBy = `${computeId("virtualMachineScaleSets", "vmss-web")}/virtualMachines/7`;
      const disks = [anInventoriedDisk({ managedBy, diskState: "Attached" })];
      assert.deepEqual(handsOf(fleet(disks)).remarks, []);
    });
  });

  it("counts a shared disk once, with the VM that it names", () => {
    const disks = [
      ...osDisks,
      anInventoriedDisk({ name: "shared", maxShares: 2, managedBy: vm2.id, diskState: "Attached" }),
    ];
    const { held, remarks } = handsOf(anInventory({ virtualMachines: twoWith("shared"), disks }));
    assert.deepEqual(held, {
      "vm-1": ["os vm-1-os", "data shared *"],
      "vm-2": ["os vm-2-os", "data shared"],
    });
    assert.deepEqual(remarks, []);
  });

  it("gives a disk that changed hands between two pages to the VM that it names, and says so", () => {
    const disks = [
      ...osDisks,
      anInventoriedDisk({ name: "moved", managedBy: vm2.id, diskState: "Attached" }),
    ];
    const { held, remarks } = handsOf(anInventory({ virtualMachines: twoWith("moved"), disks }));
    assert.deepEqual(held, { "vm-1": ["os vm-1-os"], "vm-2": ["os vm-2-os", "data moved"] });
    assert.match(remarks.join(), /^Disk moved was listed by two VMs and is not shared/);
  });

  it("counts a disk that two VMs list and no list of disks has with the first", () => {
    const { held } = handsOf(anInventory({ virtualMachines: twoWith("unread"), disks: osDisks }));
    assert.deepEqual(held, {
      "vm-1": ["os vm-1-os", "data unread"],
      "vm-2": ["os vm-2-os", "data unread *"],
    });
  });

  it("keeps a disk with the VM that lists it where the disk denies it, and says so", () => {
    const disks = [anOsDiskOf(vm1, { managedBy: null, diskState: "Unattached" })];
    const { held, unattached, remarks } = handsOf(anInventory({ virtualMachines: [vm1], disks }));
    assert.deepEqual([held, unattached], [{ "vm-1": ["os vm-1-os"] }, []]);
    assert.match(remarks.join(), /^Disk vm-1-os and a VM's model do not agree on who holds it/);
  });

  it("takes a disk that a model lists twice once", () => {
    const disks = [
      anAttachedDisk("vm-1-os"),
      anAttachedDisk("data", { role: "data" }),
      anAttachedDisk("data", { role: "data" }),
    ];
    const { held, remarks } = handsOf(
      anInventory({ virtualMachines: [{ ...vm1, disks }], disks: [anOsDiskOf(vm1)] }),
    );
    assert.deepEqual([held, remarks], [{ "vm-1": ["os vm-1-os", "data data"] }, []]);
  });

  it("gives a VM a disk that names it and that its model does not list, and says so", () => {
    const disks = [
      anOsDiskOf(vm1),
      anInventoriedDisk({ name: "new", managedBy: vm1.id, diskState: "Attached" }),
    ];
    const { held, remarks } = handsOf(anInventory({ virtualMachines: [vm1], disks }));
    assert.deepEqual(held, { "vm-1": ["os vm-1-os", "data new"] });
    assert.equal(remarks.length, 1);
  });

  it("takes VMs and disks that came twice once, and says so", () => {
    const again = { ...vm1, id: vm1.id.toLowerCase() };
    const disk = anOsDiskOf(vm1);
    const inventory = anInventory({
      virtualMachines: [vm1, again],
      disks: [disk, { ...disk, id: disk.id.toUpperCase() }],
    });
    const { held, remarks } = handsOf(inventory);
    assert.deepEqual(held, { "vm-1": ["os vm-1-os"] });
    assert.deepEqual(remarks, [
      "VM vm-1 came more than once and is counted once.",
      "Disk vm-1-os came more than once and is counted once.",
    ]);
  });
});
