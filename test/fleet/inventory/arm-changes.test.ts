import assert from "node:assert/strict";

import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import {
  aDisk,
  answerWith,
  aVirtualMachine,
  diskId,
  namesOf,
  readOf,
  stamp,
  vmId,
  type Answers,
} from "./arm-builders";

/** Who lists which disks, and what each disk says of its VM and its state. */
const holdersOf = (fleet: Inventory) => ({
  virtualMachines: Object.fromEntries(
    fleet.virtualMachines.map(({ name, disks = [] }) => [name, namesOf(disks)]),
  ),
  disks: Object.fromEntries(
    fleet.disks.map(({ name, managedBy, diskState }) => [
      name,
      [managedBy?.split("/").at(-1) ?? null, diskState ?? "untold"],
    ]),
  ),
});

/** As many empty pages before it: the later a page of a list comes, the later it is read. */
const late = (page: readonly Readonly<Record<string, unknown>>[]) => [[], [], [], page];

describe("A fleet that changes while it is read", () => {
  it("has a resource that came twice once, as it was told last", async () => {
    const fleet = await readOf({
      lists: {
        disks: [
          [aDisk("d-1", undefined, { diskSizeGB: 64 }), aDisk("d-2")],
          [aDisk("d-3"), aDisk("d-1", undefined, { diskSizeGB: 128 })],
        ],
      },
    });
    assert.deepEqual(
      fleet.disks.map(({ name, diskSizeGB }) => [name, diskSizeGB]),
      [
        ["d-1", 128],
        ["d-2", 64],
        ["d-3", 64],
      ],
    );
    assert.deepEqual(fleet.remarks, [
      "The list of disks of 'Contoso' told d-1 more than once; each is counted once, as it was told last.",
    ]);
    assert.deepEqual(fleet.gaps, []);
  });

  it("has it once too where its id came in another case", async () => {
    const fleet = await readOf({
      lists: { disks: [[aDisk("d-1")], [{ ...aDisk("d-1"), id: diskId("d-1").toUpperCase() }]] },
    });
    assert.equal(fleet.disks.length, 1);
    assert.equal(fleet.remarks.length, 1);
  });

  it("names five of many that came twice, and counts the others", async () => {
    const page = Array.from({ length: 8 }, (_, index) => aDisk(`d-${index}`));
    const fleet = await readOf({ lists: { disks: [page, page] } });
    assert.equal(fleet.disks.length, 8);
    assert.match(fleet.remarks[0] ?? "", /told d-0, d-1, d-2, d-3, d-4 and 3 more more than once/);
  });

  const contradictions: readonly {
    readonly what: string;
    readonly lists: NonNullable<Answers["lists"]>;
    readonly expected: ReturnType<typeof holdersOf>;
    readonly remark: RegExp;
  }[] = [
    {
      what: "with the VM that it names, where it was read after the VM that lists it",
      lists: {
        virtualMachines: [[aVirtualMachine("vm-a", ["os-a", "d"]), aVirtualMachine("vm-b", ["os-b"])]],
        disks: late([aDisk("os-a", "vm-a"), aDisk("os-b", "vm-b"), aDisk("d", "vm-b")]),
      },
      expected: {
        virtualMachines: { "vm-a": ["os-a"], "vm-b": ["os-b"] },
        disks: { "os-a": ["vm-a", "Attached"], "os-b": ["vm-b", "Attached"], d: ["vm-b", "Attached"] },
      },
      remark:
        /^Disk d changed hands .* it named vm-b, and vm-a listed it\. The later answer stands: vm-b has it\.$/,
    },
    {
      what: "with the VM that lists it, where that was read after the disk",
      lists: {
        virtualMachines: late([aVirtualMachine("vm-a", ["os-a", "d"]), aVirtualMachine("vm-b", ["os-b"])]),
        disks: [[aDisk("os-a", "vm-a"), aDisk("os-b", "vm-b"), aDisk("d", "vm-b")]],
      },
      expected: {
        virtualMachines: { "vm-a": ["os-a", "d"], "vm-b": ["os-b"] },
        disks: { "os-a": ["vm-a", "Attached"], "os-b": ["vm-b", "Attached"], d: ["vm-a", "untold"] },
      },
      remark: /it named vm-b, and vm-a listed it\. The later answer stands: vm-a has it\.$/,
    },
    {
      what: "with the later of two VMs that list it",
      lists: {
        virtualMachines: [
          [aVirtualMachine("vm-a", ["os-a", "d"])],
          [],
          [],
          [aVirtualMachine("vm-b", ["os-b", "d"])],
        ],
        disks: [[aDisk("os-a", "vm-a"), aDisk("os-b", "vm-b"), aDisk("d", "vm-a")]],
      },
      expected: {
        virtualMachines: { "vm-a": ["os-a"], "vm-b": ["os-b", "d"] },
        disks: { "os-a": ["vm-a", "Attached"], "os-b": ["vm-b", "Attached"], d: ["vm-b", "untold"] },
      },
      remark: /it named vm-a, and vm-a and vm-b listed it\. The later answer stands: vm-b has it\.$/,
    },
    {
      what: "with the VM that lists it, where the VM that it names was read later still and does not",
      lists: {
        virtualMachines: [
          [],
          [],
          [],
          [aVirtualMachine("vm-b", ["os-b", "d"])],
          [],
          [aVirtualMachine("vm-a", ["os-a"])],
        ],
        disks: [[aDisk("os-a", "vm-a"), aDisk("os-b", "vm-b"), aDisk("d", "vm-a")]],
      },
      expected: {
        virtualMachines: { "vm-b": ["os-b", "d"], "vm-a": ["os-a"] },
        disks: { "os-a": ["vm-a", "Attached"], "os-b": ["vm-b", "Attached"], d: ["vm-b", "untold"] },
      },
      remark: /it named vm-a, and vm-b listed it\. The later answer stands: vm-b has it\.$/,
    },
    {
      what: "with nobody, where the VM that it names was read last and does not list it, whoever listed it before",
      lists: {
        virtualMachines: [
          [aVirtualMachine("vm-b", ["os-b", "d"])],
          [],
          [],
          [],
          [],
          [aVirtualMachine("vm-a", ["os-a"])],
        ],
        disks: [[], [], [aDisk("os-a", "vm-a"), aDisk("os-b", "vm-b"), aDisk("d", "vm-a")]],
      },
      expected: {
        virtualMachines: { "vm-b": ["os-b"], "vm-a": ["os-a"] },
        disks: { "os-a": ["vm-a", "Attached"], "os-b": ["vm-b", "Attached"], d: [null, "untold"] },
      },
      remark:
        /it named vm-a, and vm-b listed it, but vm-a did not\. The later answer stands: no VM has it\.$/,
    },
    {
      what: "with nobody, where it was read after it was detached",
      lists: {
        virtualMachines: [[aVirtualMachine("vm-a", ["os-a", "d"])]],
        disks: late([aDisk("os-a", "vm-a"), aDisk("d")]),
      },
      expected: {
        virtualMachines: { "vm-a": ["os-a"] },
        disks: { "os-a": ["vm-a", "Attached"], d: [null, "Unattached"] },
      },
      remark: /it named no VM, and vm-a listed it\. The later answer stands: no VM has it\.$/,
    },
    {
      what: "with nobody, where the VM that it names was read after it and does not list it",
      lists: {
        virtualMachines: late([aVirtualMachine("vm-a", ["os-a"])]),
        disks: [[aDisk("os-a", "vm-a"), aDisk("d", "vm-a")]],
      },
      expected: {
        virtualMachines: { "vm-a": ["os-a"] },
        disks: { "os-a": ["vm-a", "Attached"], d: [null, "untold"] },
      },
      remark: /it named vm-a, and vm-a did not list it\. The later answer stands: no VM has it\.$/,
    },
    {
      what: "with the VM that it names, where that was read before it and does not list it",
      lists: {
        virtualMachines: [[aVirtualMachine("vm-a", ["os-a"])]],
        disks: late([aDisk("os-a", "vm-a"), aDisk("d", "vm-a")]),
      },
      expected: {
        virtualMachines: { "vm-a": ["os-a"] },
        disks: { "os-a": ["vm-a", "Attached"], d: ["vm-a", "Attached"] },
      },
      remark: /it named vm-a, and vm-a did not list it\. The later answer stands: vm-a has it\.$/,
    },
  ];
  for (const { what, lists, expected, remark } of contradictions) {
    it(`has a disk that changed hands ${what}`, async () => {
      const fleet = await readOf({ lists });
      assert.deepEqual(holdersOf(fleet), expected);
      assert.equal(fleet.remarks.length, 1);
      assert.match(fleet.remarks[0] ?? "", remark);
      assert.deepEqual(fleet.gaps, []);
    });
  }

  it("goes by the instance view, which is read last", async () => {
    const fleet = await readOf({
      lists: {
        virtualMachines: [[aVirtualMachine("vm-a", ["os-a", "d"]), aVirtualMachine("vm-b", ["os-b"])]],
        disks: [[aDisk("os-a", "vm-a", stamp), aDisk("os-b", "vm-b"), aDisk("d", "vm-a")]],
      },
      others: { "vm-a": answerWith(200, aVirtualMachine("vm-a", ["os-a"])) },
    });
    assert.deepEqual(holdersOf(fleet).virtualMachines, { "vm-a": ["os-a"], "vm-b": ["os-b"] });
    assert.deepEqual(holdersOf(fleet).disks["d"], [null, "untold"]);
  });

  it("leaves a shared disk with all its VMs", async () => {
    const fleet = await readOf({
      lists: {
        virtualMachines: [[aVirtualMachine("vm-a", ["os-a", "d"]), aVirtualMachine("vm-b", ["os-b", "d"])]],
        disks: [[aDisk("os-a", "vm-a"), aDisk("os-b", "vm-b"), aDisk("d", "vm-a", { maxShares: 2 })]],
      },
    });
    assert.deepEqual(holdersOf(fleet).virtualMachines, { "vm-a": ["os-a", "d"], "vm-b": ["os-b", "d"] });
    assert.deepEqual(fleet.remarks, []);
  });

  it("leaves a disk alone whose VM is in no list, as an instance of a uniform scale set", async () => {
    const managedBy = `${vmId("x").replace(/virtualMachines.*/, "")}virtualMachineScaleSets/set/virtualMachines/0`;
    const fleet = await readOf({ lists: { disks: [[{ ...aDisk("d"), managedBy }]] } });
    assert.equal(fleet.disks[0]?.managedBy, managedBy);
    assert.deepEqual(fleet.remarks, []);
  });
});

describe("Ids in odd case", () => {
  const odd = (text: string): string => text.toUpperCase().replace("/SUBSCRIPTIONS/", "/subscriptions/");

  it("join a VM and its disks all the same", async () => {
    const fleet = await readOf({
      lists: {
        virtualMachines: [[{ ...aVirtualMachine("vm-a", ["os-a"]), id: odd(vmId("vm-a")) }]],
        disks: [
          [
            {
              ...aDisk("os-a", undefined, { ...stamp, hyperVGeneration: "V2" }),
              managedBy: vmId("vm-a").toLowerCase(),
            },
          ],
        ],
      },
      others: { "VM-A": answerWith(200, { ...aVirtualMachine("vm-a", ["os-a"]), id: odd(vmId("vm-a")) }) },
    });
    assert.deepEqual([fleet.remarks, fleet.gaps], [[], []]);
    const [vm] = fleet.virtualMachines;
    assert.deepEqual(
      [vm?.id, vm?.name, vm?.resourceGroupName, vm?.hyperVGeneration],
      [odd(vmId("vm-a")), "vm-a", "rg-app", "V2"],
    );
    assert.equal(fleet.virtualMachines.length, 1);
  });
});
