import assert from "node:assert/strict";

import { mechanismFlow } from "../../../lib/fleet/charts/mechanism-flow";
import type { PlotlyFigure, SankeyTrace } from "../../../lib/fleet/charts/plotly-figure";
import { aCoverage, aVirtualMachineCoverage } from "../../fleet-builders";

function flowsOf({ data }: PlotlyFigure): SankeyTrace {
  const [flows] = data;
  assert.ok(flows?.type === "sankey");
  return flows;
}

describe("The chart from today to what is recommended", () => {
  const coverage = aCoverage({
    virtualMachines: [
      aVirtualMachineCoverage({ vmName: "vm-1" }),
      aVirtualMachineCoverage({ vmName: "vm-2" }),
      aVirtualMachineCoverage({ vmName: "vm-3", mechanism: "azure-disk-encryption" }),
      aVirtualMachineCoverage({ vmName: "vm-4", mechanism: "encryption-at-host" }),
      aVirtualMachineCoverage({ vmName: "vm-5", recommended: "unknown" }),
      aVirtualMachineCoverage({ vmName: "vm-6", recommended: "none" }),
    ],
  });
  const chart = mechanismFlow(coverage);
  const { node, link } = flowsOf(chart.figure);

  it("says how many VMs lack what is recommended; one that nothing is open to lacks nothing", () => {
    assert.equal(
      chart.finding,
      "3 of 6 VMs lack what is recommended: all of them encryption at host; of 1 it is not known",
    );
  });

  it("has what there is today on the left and what is recommended on the right, strongest first", () => {
    assert.deepEqual(node.label, [
      "Azure Disk Encryption<br>1",
      "encryption at host<br>1",
      "platform key only<br>4",
      "encryption at host<br>4",
      "nothing is open<br>1",
      "unknown<br>1",
    ]);
    assert.deepEqual(
      node.x.map((x) => (x < 0.5 ? "left" : "right")),
      ["left", "left", "left", "right", "right", "right"],
    );
    assert.ok(node.y.every((y) => y > 0 && y < 1));
  });

  it("has a flow for each pair, of as many VMs, in the colour of today", () => {
    const flows = link.value.map((value, index) => [
      node.label[link.source[index] ?? -1],
      node.label[link.target[index] ?? -1],
      value,
    ]);
    assert.deepEqual(flows, [
      ["Azure Disk Encryption<br>1", "encryption at host<br>4", 1],
      ["encryption at host<br>1", "encryption at host<br>4", 1],
      ["platform key only<br>4", "encryption at host<br>4", 2],
      ["platform key only<br>4", "nothing is open<br>1", 1],
      ["platform key only<br>4", "unknown<br>1", 1],
    ]);
    assert.equal(link.color[2], "rgba(230,159,0,0.45)");
  });

  it("names the VMs where the pointer is", () => {
    assert.equal(link.customdata[2], "platform key only → encryption at host: 2 VMs<br>vm-1, vm-2");
  });

  it("has its numbers in a table", () => {
    assert.deepEqual(chart.table.rows.at(2), ["platform key only", "encryption at host", 2]);
  });

  it("says whose weakest disk counts: a temporary one does not", () => {
    assert.deepEqual(chart.subtitle, ["6 VMs; a VM has today what the weakest of its OS and data disks has"]);
  });

  it("says of Azure Disk Encryption as a recommendation that all of its VMs have to leave it", () => {
    const staying = { mechanism: "azure-disk-encryption", recommended: "azure-disk-encryption" } as const;
    const stay = mechanismFlow(
      aCoverage({ virtualMachines: [aVirtualMachineCoverage(staying), ...coverage.virtualMachines] }),
    );
    const words =
      "Azure Disk Encryption is recommended to 1 VM where nothing better is open in place: only until they move to a new VM, which all of them must before 2028-09-15";
    assert.equal(stay.subtitle[1], words);
    assert.ok(stay.alternative.includes(words));
  });

  it("says so where no VM lacks anything", () => {
    const fine = aVirtualMachineCoverage({ mechanism: "encryption-at-host" });
    assert.equal(
      mechanismFlow(aCoverage({ virtualMachines: [fine] })).finding,
      "None of 1 VM lacks what is recommended",
    );
  });
});
