import assert from "node:assert/strict";

import { coverageHierarchy } from "../../../lib/fleet/charts/coverage-hierarchy";
import type { PlotlyFigure, TreemapTrace } from "../../../lib/fleet/charts/plotly-figure";
import type { Coverage } from "../../../lib/fleet/coverage/coverage";
import { aCoverage, aDiskCoverage, aVirtualMachineCoverage, computeId } from "../../fleet-builders";

function treemapOf({ data }: PlotlyFigure): TreemapTrace {
  const [tiles] = data.flatMap((trace) => (trace.type === "treemap" ? [trace] : []));
  assert.ok(tiles);
  return tiles;
}

/** Each tile with the labels of the tiles around it, the outermost first. */
function pathsOf({ ids, parents, labels }: TreemapTrace): readonly string[] {
  const at = (id: string): number => ids.indexOf(id);
  const pathOf = (index: number): string => {
    const parent = parents[index] ?? "";
    return parent === "" ? (labels[index] ?? "") : `${pathOf(at(parent))} > ${labels[index] ?? ""}`;
  };
  return ids.map((_, index) => pathOf(index));
}

/** VMs of an OS disk and some data disks in so many resource groups and subscriptions. Half of them are in the large groups, where there are any. */
function aFleet({
  virtualMachines,
  groups,
  largeGroups = 0,
  subscriptions = 1,
  dataDisks = 1,
}: {
  readonly virtualMachines: number;
  readonly dataDisks?: number;
  readonly groups: number;
  readonly largeGroups?: number;
  readonly subscriptions?: number;
}): Coverage {
  const vms = Array.from({ length: virtualMachines }, (_, index) => {
    const group = largeGroups > 0 && index % 2 === 0 ? index % largeGroups : index % groups;
    return aVirtualMachineCoverage({
      vmName: `vm-${index}`,
      vmId: computeId("virtualMachines", `vm-${index}`),
      subscriptionId: `subscription-${group % subscriptions}`,
      subscriptionName: `Contoso ${group % subscriptions}`,
      resourceGroup: `rg-${group}`,
    });
  });
  const disks = vms.flatMap(({ vmId, vmName, subscriptionId, subscriptionName, resourceGroup }) =>
    Array.from({ length: 1 + dataDisks }, (_, index) =>
      aDiskCoverage({
        vmId,
        vmName,
        subscriptionId,
        subscriptionName,
        resourceGroup,
        role: index === 0 ? "os" : "data",
        diskName: `${vmName}-${index}`,
        mechanism: index === 0 ? "platform-key" : "customer-key",
      }),
    ),
  );
  return aCoverage({ virtualMachines: vms, disks });
}

describe("The chart of a fleet's places", () => {
  const coverage = aCoverage({
    virtualMachines: [aVirtualMachineCoverage()],
    disks: [
      aDiskCoverage({ diskName: "vm-web-01-os", role: "os" }),
      aDiskCoverage({ diskName: "vm-web-01-data", mechanism: "unknown" }),
      aDiskCoverage({
        diskName: "disk-old",
        role: "unattached",
        vmId: null,
        vmName: null,
        mechanism: "customer-key",
      }),
    ],
  });
  const chart = coverageHierarchy(coverage);
  const tiles = treemapOf(chart.figure);

  it("goes from the fleet down to each disk", () => {
    assert.deepEqual([...pathsOf(tiles)].sort(), [
      "all disks (3)",
      "all disks (3) > Contoso (3)",
      "all disks (3) > Contoso (3) > rg-web (3)",
      "all disks (3) > Contoso (3) > rg-web (3) > no VM (1)",
      "all disks (3) > Contoso (3) > rg-web (3) > no VM (1) > unattached (1)",
      "all disks (3) > Contoso (3) > rg-web (3) > vm-web-01 (2)",
      "all disks (3) > Contoso (3) > rg-web (3) > vm-web-01 (2) > data (1)",
      "all disks (3) > Contoso (3) > rg-web (3) > vm-web-01 (2) > os (1)",
    ]);
  });

  it("has the colour of a mechanism on disks alone, and a hatching on what is not known", () => {
    const looks = Object.fromEntries(
      tiles.labels.map((label, index) => [
        label,
        [tiles.marker.colors[index], tiles.marker.pattern.shape[index]],
      ]),
    );
    assert.deepEqual(looks["os (1)"], ["#E69F00", ""]);
    assert.deepEqual(looks["unattached (1)"], ["#56B4E9", ""]);
    assert.deepEqual(looks["data (1)"], ["#DDDDDD", "/"]);
    assert.deepEqual(looks["rg-web (3)"], ["#F6F8FA", ""]);
  });

  it("has a legend of the mechanisms that there are", () => {
    const names = chart.figure.data.flatMap((trace) => (trace.type === "scatter" ? [trace.name] : []));
    assert.deepEqual(names, ["customer key", "platform key only", "unknown"]);
  });

  it("names a disk and where it is, where the pointer is", () => {
    assert.ok(
      tiles.hovertext.includes(
        "Contoso / rg-web / vm-web-01 / vm-web-01-os<br>platform key only: 1 disk<br>vm-web-01-os",
      ),
    );
  });

  it("has each disk in its table", () => {
    assert.deepEqual(chart.table, {
      columns: ["subscription", "resource group", "VM", "disk", "mechanism"],
      rows: [
        ["Contoso", "rg-web", "vm-web-01", "vm-web-01-os", "platform key only"],
        ["Contoso", "rg-web", "vm-web-01", "vm-web-01-data", "unknown"],
        ["Contoso", "rg-web", "no VM", "disk-old", "customer key"],
      ],
    });
  });

  it("says where most disks have no more than the platform's key", () => {
    const disks = [
      ...coverage.disks,
      aDiskCoverage({ resourceGroup: "rg-sql" }),
      aDiskCoverage({ resourceGroup: "rg-sql", mechanism: "none" }),
    ];
    assert.equal(
      coverageHierarchy({ ...coverage, disks }).finding,
      "Of 3 disks with no more than the platform's key, rg-sql in Contoso has most: all its 2",
    );
  });

  it("speaks of the groups shown alone where others have more", () => {
    const fleet = aFleet({ virtualMachines: 2_000, groups: 181, largeGroups: 9 });
    const hidden = Array.from({ length: 40 }, () =>
      aDiskCoverage({ resourceGroup: "rg-hidden", mechanism: "none" }),
    );
    const strong = fleet.disks.map((disk) =>
      disk.mechanism === "platform-key" && disk.vmName !== "vm-0"
        ? aDiskCoverage({ ...disk, mechanism: "encryption-at-host" })
        : disk,
    );
    const disks = [...strong, ...hidden];
    assert.equal(
      coverageHierarchy({ ...fleet, disks }).finding,
      "41 disks have no more than the platform's key; of the resource groups shown by name, rg-0 in Contoso 0 has most of them: 1 of its 236",
    );
  });

  it("names all places that have as many", () => {
    const fleet = aFleet({ virtualMachines: 6, groups: 3 });
    const disks = fleet.disks.filter(({ vmName }, index) => vmName !== "vm-0" || index > 0);
    const { finding } = coverageHierarchy({ ...fleet, disks });
    assert.match(
      finding,
      /^Of \d+ disks with no more than the platform's key, rg-1 in Contoso 0 and rg-2 in Contoso 0 have most: \d+ each$/,
    );
  });

  for (const [name, fleet, says] of [
    ["100 VMs", aFleet({ virtualMachines: 100, groups: 10 }), "down to each disk"],
    ["120 VMs of five disks", aFleet({ virtualMachines: 120, groups: 10, dataDisks: 4 }), "down to each VM"],
    [
      "2,000 VMs in 20 resource groups",
      aFleet({ virtualMachines: 2_000, groups: 20 }),
      "down to each resource group",
    ],
    [
      "2,000 VMs in 181 resource groups, of which nine are large",
      aFleet({ virtualMachines: 2_000, groups: 181, largeGroups: 9 }),
      "down to the 9 largest of 181 resource groups",
    ],
    [
      "2,000 VMs in 1,000 resource groups",
      aFleet({ virtualMachines: 2_000, groups: 1_000 }),
      "by subscription: each resource group is too small to be seen",
    ],
    [
      "2,000 VMs in 500 subscriptions",
      aFleet({ virtualMachines: 2_000, groups: 1_000, subscriptions: 500 }),
      "the largest subscriptions by name, the others together",
    ],
  ] as const) {
    describe(`of ${name}`, () => {
      const large = coverageHierarchy(fleet);
      const { ids, parents, values } = treemapOf(large.figure);

      it(`goes ${says}, and says so`, () => {
        assert.ok(large.title.endsWith(says), large.title);
        assert.ok(large.subtitle.at(-1)?.endsWith(says), large.subtitle.join());
      });

      it("has no more tiles than can be read", () => {
        assert.ok(ids.length <= 500, `${ids.length} tiles`);
      });

      it("finds most weak disks in a place that it and its table have", () => {
        const [told = ""] = /[^,;]*(?:, [^,;]*)* ha(?:s|ve) (?:most|\d+$)/.exec(large.finding) ?? [];
        assert.notEqual(told, "", large.finding);
        const names = [...told.matchAll(/(?:(rg-\d+) in )?(Contoso \d+)/g)].map(
          ([, group, subscription = ""]) => group ?? subscription,
        );
        assert.equal(names.length === 0, / each of the \d+ /.test(large.finding), large.finding);
        for (const name of names) {
          assert.ok(
            treemapOf(large.figure).labels.some((label) => label.startsWith(`${name} (`)),
            large.finding,
          );
          assert.ok(
            large.table.rows.some((row) => row.includes(name)),
            large.finding,
          );
        }
      });

      it("loses no disk: a place has as many as are in it", () => {
        for (const [index, id] of ids.entries()) {
          const inside = values.filter((_, other) => parents[other] === id);
          if (inside.length > 0)
            assert.equal(
              inside.reduce((sum, disks) => sum + disks, 0),
              values[index],
            );
        }
        assert.equal(values[parents.indexOf("")], fleet.disks.length);
      });
    });
  }
});
