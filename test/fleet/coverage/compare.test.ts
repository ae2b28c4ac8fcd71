import assert from "node:assert/strict";

import fc from "fast-check";

import { compareCoverage, type CoverageComparison } from "../../../lib/fleet/coverage/compare";
import type { Coverage, CountedMechanism, DiskCoverage } from "../../../lib/fleet/coverage/coverage";
import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import { diskKey } from "../../../lib/fleet/coverage/disk-key";
import {
  aCoverage,
  aDiskCoverage,
  aGap,
  aVirtualMachineCoverage,
  computeId,
  OTHER_SUBSCRIPTION_ID,
} from "../../fleet-builders";
import { arbitraryInventory } from "./arbitrary-inventory";

const of = (...disks: readonly DiskCoverage[]): Coverage => aCoverage({ disks });
/** The lists by name, each with the names of its disks. */
function listsOf(comparison: CoverageComparison): Readonly<Record<string, readonly string[]>> {
  const name = ({
    before,
    after,
  }: {
    readonly before?: DiskCoverage;
    readonly after?: DiskCoverage;
  }): string => (after ?? before)?.diskName ?? "";
  const { newlyUnprotected, newlyProtected, moved, appeared, gone, notComparable } = comparison;
  const lists = {
    newlyUnprotected: newlyUnprotected.map(name),
    newlyProtected: newlyProtected.map(name),
    moved: moved.map((change) => `${name(change)}: ${change.moved.join()}`),
    appeared: appeared.map(({ diskName }) => diskName),
    gone: gone.map(({ diskName }) => diskName),
    notComparable: notComparable.map((change) => `${name(change)}: ${change.because}`),
  };
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}
const changeOf = (before: CountedMechanism, after: CountedMechanism): object =>
  listsOf(compareCoverage(of(aDiskCoverage({ mechanism: before })), of(aDiskCoverage({ mechanism: after }))));

describe("What changed in a fleet", () => {
  const table: readonly (readonly [CountedMechanism, CountedMechanism, object])[] = [
    ["platform-key", "encryption-at-host", { newlyProtected: ["disk-1"] }],
    ["none", "local-encryption", { newlyProtected: ["disk-1"] }],
    ["customer-key", "platform-key", { newlyUnprotected: ["disk-1"] }],
    ["azure-disk-encryption", "encryption-at-host", { moved: ["disk-1: mechanism"] }],
    ["none", "platform-key", { moved: ["disk-1: mechanism"] }],
    ["customer-key", "customer-key", {}],
    [
      "unknown",
      "customer-key",
      { notComparable: ["disk-1: before: not known which mechanism it counted for"] },
    ],
    [
      "customer-key",
      "unknown",
      { notComparable: ["disk-1: after: not known which mechanism it counted for"] },
    ],
  ];
  for (const [before, after, lists] of table) {
    it(`from ${before} to ${after} is in ${Object.keys(lists).join() || "no list"}`, () => {
      assert.deepEqual(changeOf(before, after), lists);
    });
  }

  it("is what counts as protection by the mechanisms that the caller names", () => {
    const [before, after] = [of(aDiskCoverage()), of(aDiskCoverage({ mechanism: "local-encryption" }))];
    const { moved } = compareCoverage(before, after, { protecting: ["customer-key"] });
    assert.equal(moved.length, 1);
    assert.equal(compareCoverage(before, after).newlyProtected.length, 1);
  });

  it("is a move where another VM holds a disk, or none does any more", () => {
    const before = of(aDiskCoverage(), aDiskCoverage({ diskName: "disk-2" }));
    const after = of(
      aDiskCoverage({ vmId: computeId("virtualMachines", "vm-2") }),
      aDiskCoverage({ diskName: "disk-2", vmId: null, role: "unattached" }),
    );
    assert.deepEqual(listsOf(compareCoverage(before, after)), {
      moved: ["disk-1: holder", "disk-2: holder"],
    });
  });

  it("is nothing where ids come in another case", () => {
    const disk = aDiskCoverage();
    const after = {
      ...disk,
      diskId: disk.diskId?.toUpperCase() ?? null,
      vmId: disk.vmId?.toLowerCase() ?? null,
    };
    const comparison = compareCoverage(of(disk), of(after));
    assert.deepEqual([listsOf(comparison), comparison.unchanged], [{}, 1]);
  });

  it("finds temporary and unmanaged disks by their VM", () => {
    const temporary = aDiskCoverage({ role: "temporary", diskId: null, diskName: "temporary disk" });
    const blob = aDiskCoverage({ diskId: null, diskName: "blob", managed: "no" });
    const after = of(
      { ...temporary, mechanism: "encryption-at-host" },
      { ...blob, vmId: blob.vmId?.toUpperCase() ?? null },
    );
    const comparison = compareCoverage(of(temporary, blob), after);
    assert.deepEqual(
      [listsOf(comparison), comparison.unchanged],
      [{ newlyProtected: ["temporary disk"] }, 1],
    );
  });

  it("is new or gone where both were read whole", () => {
    const comparison = compareCoverage(
      of(aDiskCoverage({ diskName: "old" })),
      of(aDiskCoverage({ diskName: "new" })),
    );
    assert.deepEqual(listsOf(comparison), { appeared: ["new"], gone: ["old"] });
  });

  for (const kind of ["all", "disks"] as const) {
    it(`is not called gone or new in a gap of ${kind}`, () => {
      const gaps = [aGap({ kind, subscriptionId: aDiskCoverage().subscriptionId.toUpperCase() })];
      const before = of(aDiskCoverage({ diskName: "old" }));
      const after = aCoverage({ disks: [aDiskCoverage({ diskName: "new" })], gaps });
      assert.deepEqual(listsOf(compareCoverage(before, after)), {
        appeared: ["new"],
        notComparable: ["old: after: Contoso was not read whole (AuthorizationFailed)"],
      });
      assert.deepEqual(listsOf(compareCoverage(after, before)), {
        gone: ["new"],
        notComparable: ["old: before: Contoso was not read whole (AuthorizationFailed)"],
      });
    });
  }

  it("is gone though VMs were not read, where the list of disks is whole; a temporary disk is not", () => {
    const gaps = [aGap({ kind: "virtualMachines" })];
    const temporary = aDiskCoverage({ role: "temporary", diskId: null, diskName: "temporary disk" });
    const comparison = compareCoverage(of(aDiskCoverage(), temporary), aCoverage({ gaps }));
    assert.deepEqual(listsOf(comparison), {
      gone: ["disk-1"],
      notComparable: ["temporary disk: after: Contoso was not read whole (AuthorizationFailed)"],
    });
  });

  describe("of a temporary disk, which no list has", () => {
    const known = "Standard_D2s_v3";
    const own = "Standard_Own1";
    const withDisk = (vmSize: string): Coverage =>
      aCoverage({
        disks: [aDiskCoverage({ role: "temporary", diskId: null, diskName: "temporary disk", vmSize })],
        virtualMachines: [aVirtualMachineCoverage({ vmSize })],
      });
    const without = (vmSize: string): Coverage =>
      aCoverage({ virtualMachines: [aVirtualMachineCoverage({ vmSize })] });

    for (const [what, had, has] of [
      ["its VM has the size that it had", own, own],
      ["its VM has a size of which nothing is known", known, own],
      ["its VM's size was not told", known, "unknown"],
    ] as const) {
      it(`is not called gone or new where ${what}: whether the size has one was not known`, () => {
        const because = `not known whether size ${has} of vm-web-01 has one`;
        assert.deepEqual(listsOf(compareCoverage(withDisk(had), without(has))), {
          notComparable: [`temporary disk: after: ${because}`],
        });
        assert.deepEqual(listsOf(compareCoverage(without(has), withDisk(had))), {
          notComparable: [`temporary disk: before: ${because}`],
        });
      });
    }

    it("is gone where its VM was resized to a size that has none, and where the VM is gone", () => {
      const gone = { gone: ["temporary disk"] };
      assert.deepEqual(listsOf(compareCoverage(withDisk(known), without("Standard_D2s_v5"))), gone);
      assert.deepEqual(listsOf(compareCoverage(withDisk(own), of())), gone);
    });
  });

  it("is not called gone for a gap of other kinds, or of another subscription", () => {
    const gaps = [aGap({ kind: "snapshots" }), aGap({ subscriptionId: OTHER_SUBSCRIPTION_ID })];
    assert.deepEqual(listsOf(compareCoverage(of(aDiskCoverage()), aCoverage({ gaps }))), {
      gone: ["disk-1"],
    });
  });

  it("is not called gone in a subscription that was not asked any more", () => {
    const after = aCoverage({ subscriptions: [] });
    assert.deepEqual(listsOf(compareCoverage(of(aDiskCoverage()), after)), {
      notComparable: ["disk-1: after: subscription Contoso was not asked"],
    });
  });

  it("has every disk of either once: in one list, or unchanged", () => {
    fc.assert(
      fc.property(arbitraryInventory, arbitraryInventory, (one, two) => {
        const [before, after] = [coverageOf(one), coverageOf(two)];
        const { unchanged, ...lists } = compareCoverage(before, after);
        // Twice in one of them is two disks.
        const keys = new Set([...before.disks, ...after.disks].map(diskKey));
        const times = [...keys].map((key) =>
          Math.max(
            ...[before, after].map(({ disks }) => disks.filter((disk) => diskKey(disk) === key).length),
          ),
        );
        const { newlyUnprotected, newlyProtected, moved, appeared, gone, notComparable } = lists;
        const listed = [newlyUnprotected, newlyProtected, moved, appeared, gone, notComparable].flat();
        assert.equal(
          listed.length + unchanged,
          times.reduce((all, count) => all + count, 0),
        );
        assert.deepEqual([lists.before.disks, lists.after.gaps], [before.disks.length, after.gaps]);
      }),
      { numRuns: 40, seed: 20261124 },
    );
  });

  it("is nothing between a coverage and itself, but for what is not known", () => {
    fc.assert(
      fc.property(arbitraryInventory, (inventory) => {
        const coverage = coverageOf(inventory);
        const { unchanged, notComparable } = compareCoverage(coverage, coverage);
        assert.equal(unchanged + notComparable.length, coverage.disks.length);
      }),
      { numRuns: 20, seed: 20261124 },
    );
  });
});
