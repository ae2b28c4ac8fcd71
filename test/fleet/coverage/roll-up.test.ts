import assert from "node:assert/strict";

import fc from "fast-check";

import type { RollUpDimension, RollUpLine } from "../../../lib/fleet/coverage/coverage";
import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import { rollUp } from "../../../lib/fleet/coverage/roll-up";
import { aCoverage, aDiskCoverage, aGap, computeId } from "../../fleet-builders";
import { arbitraryInventory } from "./arbitrary-inventory";

const dimensions: readonly RollUpDimension[] = [
  "subscription",
  "resource-group",
  "location",
  "os-type",
  "size-family",
  "role",
  "mechanism",
  "tag:env",
];

describe("A fleet rolled up", () => {
  it("counts disks, VMs, gigabytes, mechanisms and exposed disks of each group", () => {
    const vmId = computeId("virtualMachines", "vm-2");
    const disks = [
      aDiskCoverage({ role: "os", mechanism: "azure-disk-encryption", exposed2028: "yes" }),
      aDiskCoverage({ role: "os", vmId }),
      aDiskCoverage({ vmId, diskSizeGB: null }),
      aDiskCoverage({ vmId: vmId.toUpperCase() }),
      aDiskCoverage({ role: "unattached", vmId: null, vmName: null, diskSizeGB: 32 }),
    ];
    const gaps = [aGap()];
    assert.deepEqual(rollUp(aCoverage({ disks, gaps }), "role"), {
      by: "role",
      virtualMachines: 2,
      lines: [
        {
          group: "data",
          disks: 2,
          virtualMachines: 1,
          sizeInGB: 128,
          byMechanism: { "platform-key": 2 },
          exposed2028: 0,
        },
        {
          group: "os",
          disks: 2,
          virtualMachines: 2,
          sizeInGB: 256,
          byMechanism: { "azure-disk-encryption": 1, "platform-key": 1 },
          exposed2028: 1,
        },
        {
          group: "unattached",
          disks: 1,
          virtualMachines: 0,
          sizeInGB: 32,
          byMechanism: { "platform-key": 1 },
          exposed2028: 0,
        },
      ],
      gaps,
    });
  });

  it("adds up to all disks, gigabytes and mechanisms that were read, by every dimension, with the gaps", () => {
    fc.assert(
      fc.property(arbitraryInventory, fc.constantFrom(...dimensions), (inventory, by) => {
        const coverage = coverageOf(inventory);
        const { lines, gaps } = rollUp(coverage, by);
        const sum = (of: (line: RollUpLine) => number): number =>
          lines.reduce((all, line) => all + of(line), 0);
        assert.equal(
          sum(({ disks }) => disks),
          coverage.disks.length,
        );
        assert.equal(
          sum(({ byMechanism }) => Object.values(byMechanism).reduce((all, disks) => all + disks, 0)),
          coverage.disks.length,
        );
        assert.equal(
          sum(({ sizeInGB }) => sizeInGB),
          coverage.disks.reduce((all, { diskSizeGB }) => all + (diskSizeGB ?? 0), 0),
        );
        assert.equal(
          sum(({ exposed2028 }) => exposed2028),
          coverage.disks.filter(({ exposed2028 }) => exposed2028 === "yes").length,
        );
        assert.equal(new Set(lines.map(({ group }) => group)).size, lines.length);
        assert.deepEqual(gaps, inventory.gaps);
      }),
      { numRuns: 40, seed: 20261124 },
    );
  });
});
