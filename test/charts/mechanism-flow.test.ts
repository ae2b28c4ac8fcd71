import assert from "node:assert/strict";

import { mechanismFlow } from "../../lib/charts/mechanism-flow";
import type { PlotlyFigure, SankeyTrace } from "../../lib/charts/plotly-figure";
import { aCoverage, aVirtualMachineCoverage } from "../fleet-builders";

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
      "Azure Disk Encryption (1)",
      "encryption at host (1)",
      "platform key only (4)",
      "encryption at host (4)",
      "nothing is open (1)",
      "unknown (1)",
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
      ["Azure Disk Encryption (1)", "encryption at host (4)", 1],
      ["encryption at host (1)", "encryption at host (4)", 1],
      ["platform key only (4)", "encryption at host (4)", 2],
      ["platform key only (4)", "nothing is open (1)", 1],
      ["platform key only (4)", "unknown (1)", 1],
    ]);
    assert.equal(link.color[2], "rgba(230,159,0,0.45)");
  });

  it("names the VMs where the pointer is", () => {
    assert.equal(link.customdata[2], "platform key only → encryption at host: 2 VMs<br>vm-1, vm-2");
  });

  it("has its numbers in a table", () => {
    assert.deepEqual(chart.table.rows.at(2), ["platform key only", "encryption at host", 2]);
  });

  it("says so where no VM lacks anything", () => {
    const fine = aVirtualMachineCoverage({ mechanism: "encryption-at-host" });
    assert.equal(
      mechanismFlow(aCoverage({ virtualMachines: [fine] })).finding,
      "None of 1 VM lacks what is recommended",
    );
  });
});
