import assert from "node:assert/strict";

import { requirementHeatMap } from "../../../lib/fleet/charts/requirement-heat-map";
import type { BarTrace, PlotlyFigure } from "../../../lib/fleet/charts/plotly-figure";
import { aCoverage, aVirtualMachineCoverage } from "../../fleet-builders";

function cellsOf({ data }: PlotlyFigure): BarTrace {
  const [cells] = data;
  assert.ok(cells?.type === "bar");
  return cells;
}

describe("The chart of failed requirements", () => {
  const coverage = aCoverage({
    virtualMachines: [
      aVirtualMachineCoverage({ vmName: "vm-1", failedRequirements: ["memory", "vm-generation"] }),
      aVirtualMachineCoverage({ vmName: "vm-2", failedRequirements: ["vm-generation"] }),
      aVirtualMachineCoverage({ vmName: "vm-3" }),
      aVirtualMachineCoverage({
        vmName: "vm-4",
        sizeFamily: "Bs",
        failedRequirements: ["memory", "vm-generation"],
      }),
    ],
  });
  const chart = requirementHeatMap(coverage);
  const cells = cellsOf(chart.figure);

  it("says how many VMs fail one, and which most", () => {
    assert.equal(
      chart.finding,
      "3 of 4 VMs fail a requirement of Azure Disk Encryption, most often vm-generation (3)",
    );
  });

  it("names all requirements that as many VMs fail most often", () => {
    const failing = (...failedRequirements: readonly string[]): string =>
      requirementHeatMap(aCoverage({ virtualMachines: [aVirtualMachineCoverage({ failedRequirements })] }))
        .finding;
    assert.match(failing("vm-size", "memory"), /, most often memory and vm-size \(1 each\)$/);
    assert.match(
      failing("vm-size", "memory", "vm-agent", "disk-types", "vm-generation"),
      /, most often disk-types, memory, vm-agent and 2 more \(1 each\)$/,
    );
  });

  it("has a row for each requirement that fails and a column for each size family, the most first", () => {
    assert.deepEqual(chart.figure.layout.yaxis?.ticktext, [
      'vm-generation<br><span style="color:#59636E">3 VMs</span>',
      'memory<br><span style="color:#59636E">2 VMs</span>',
    ]);
    assert.deepEqual(chart.figure.layout.xaxis?.ticktext, ["Dsv5 (3)", "Bs (1)"]);
  });

  it("has the number of VMs in each cell, its shade their share of the family", () => {
    assert.deepEqual(cells.text, ["2", "1", "1", "1"]);
    const [twoThirds, all, third, allAgain] = cells.marker.color;
    assert.equal(all, allAgain);
    assert.equal(all, "#1f2d3d");
    assert.equal(new Set([twoThirds, all, third]).size, 3);
  });

  it("leaves a cell of no VM empty", () => {
    const one = requirementHeatMap(
      aCoverage({
        virtualMachines: [
          aVirtualMachineCoverage({ vmName: "vm-1", failedRequirements: ["memory"] }),
          aVirtualMachineCoverage({ vmName: "vm-2", sizeFamily: "Bs" }),
        ],
      }),
    );
    assert.deepEqual(cellsOf(one.figure).text, ["", "1"]);
  });

  it("names the VMs where the pointer is", () => {
    assert.equal(cells.hovertext?.[0], "vm-generation, Dsv5<br>2 of 3 VMs (67 %)<br>vm-1, vm-2");
  });

  it("has its numbers in a table", () => {
    assert.deepEqual(chart.table, {
      columns: ["requirement", "VMs", "Dsv5", "Bs"],
      rows: [
        ["vm-generation", 3, 2, 1],
        ["memory", 2, 1, 1],
      ],
    });
  });

  it("puts the small ones of many families into one column, and loses no VM", () => {
    const virtualMachines = Array.from({ length: 30 }, (_, index) =>
      aVirtualMachineCoverage({
        vmName: `vm-${index}`,
        sizeFamily: `F${index % 20}`,
        failedRequirements: ["memory"],
      }),
    );
    const many = requirementHeatMap(aCoverage({ virtualMachines }));
    assert.equal(many.figure.layout.xaxis?.ticktext?.length, 16);
    assert.equal(many.figure.layout.xaxis.ticktext[15], "5 others (5)");
    assert.equal(
      many.table.rows[0]?.slice(2).reduce((sum: number, count) => sum + Number(count), 0),
      30,
    );
  });

  it("says so where no VM fails any", () => {
    const none = requirementHeatMap(aCoverage({ virtualMachines: [aVirtualMachineCoverage()] }));
    assert.equal(
      none.finding,
      "None of 1 VM fails a requirement of Azure Disk Encryption that an inventory tells",
    );
    assert.deepEqual(none.table.rows, []);
    assert.deepEqual(none.figure.data, []);
    assert.equal(none.figure.layout.yaxis?.visible, false);
  });
});
