import assert from "node:assert/strict";

import { coverageByMechanism } from "../../../lib/fleet/charts/coverage-by-mechanism";
import type { BarTrace, PlotlyFigure } from "../../../lib/fleet/charts/plotly-figure";
import { aCoverage, aDiskCoverage, aGap, OTHER_SUBSCRIPTION_ID } from "../../fleet-builders";

const barsOf = ({ data }: PlotlyFigure): readonly BarTrace[] =>
  data.flatMap((trace) => (trace.type === "bar" ? [trace] : []));

describe("The chart of disks by mechanism", () => {
  const finance = { subscriptionId: OTHER_SUBSCRIPTION_ID, subscriptionName: "Contoso Finance" };
  const coverage = aCoverage({
    disks: [
      aDiskCoverage({ diskName: "disk-a", role: "os" }),
      aDiskCoverage({ diskName: "disk-b" }),
      aDiskCoverage({ diskName: "disk-c", mechanism: "encryption-at-host" }),
      aDiskCoverage({ diskName: "disk-d", mechanism: "unknown", role: "unattached" }),
      aDiskCoverage({ diskName: "disk-e", mechanism: "none", role: "temporary", ...finance }),
    ],
  });
  const chart = coverageByMechanism(coverage);

  it("says in its title how many disks have no more than the platform's key, and of how many it is not known", () => {
    assert.equal(chart.finding, "3 of 5 disks have no more than the platform's key; of 1 it is not known");
    assert.match(chart.figure.layout.title?.text ?? "", /^3 of 5 disks have no more than the platform's key/);
  });

  it("says which disks are counted", () => {
    assert.match(
      chart.figure.layout.title?.text ?? "",
      /5 disks \(1 OS, 2 data, 1 temporary, 1 unattached\), by mechanism and subscription/,
    );
  });

  it("has a bar for each subscription, of the mechanisms that there are, strongest first", () => {
    assert.deepEqual(chart.figure.layout.yaxis?.ticktext, ["Contoso (4)", "Contoso Finance (1)"]);
    assert.deepEqual(
      barsOf(chart.figure).map(({ name, x }) => [name, x]),
      [
        ["encryption at host", [1, 0]],
        ["platform key only", [2, 0]],
        ["none", [0, 1]],
        ["unknown", [1, 0]],
      ],
    );
  });

  it("names the disks where the pointer is", () => {
    const [, platformKey] = barsOf(chart.figure);
    assert.equal(
      platformKey?.hovertext?.[0],
      "Contoso<br>platform key only: 2 of 4 disks (50 %)<br>disk-a, disk-b",
    );
  });

  it("hatches what is not known: the colour is not the only sign", () => {
    const shapes = barsOf(chart.figure).map(({ marker }) => marker.pattern?.shape);
    assert.deepEqual(shapes, [undefined, undefined, undefined, "/"]);
  });

  it("has its numbers in a table", () => {
    assert.deepEqual(chart.table, {
      columns: ["subscription", "disks", "encryption at host", "platform key only", "none", "unknown"],
      rows: [
        ["Contoso", 4, 1, 2, 0, 1],
        ["Contoso Finance", 1, 0, 0, 1, 0],
      ],
    });
  });

  it("tells the same in words", () => {
    assert.equal(
      chart.alternative,
      "Stacked bars, one for each subscription. 3 of 5 disks have no more than the platform's key; of 1 it is not known. " +
        "All: 1 encryption at host, 2 platform key only, 1 none, 1 unknown. " +
        "Contoso: 1 encryption at host, 2 platform key only, 1 unknown. Contoso Finance: 1 none.",
    );
  });

  it("groups by something else where asked to", () => {
    const byRole = coverageByMechanism(coverage, "role");
    assert.deepEqual(
      byRole.table.rows.map(([role, disks]) => [role, disks]),
      [
        ["data", 2],
        ["os", 1],
        ["temporary", 1],
        ["unattached", 1],
      ],
    );
    assert.equal(coverageByMechanism(coverage, "tag:owner").table.columns[0], "tag owner");
  });

  it("names what was not read over the numbers, in both forms", () => {
    const partial = coverageByMechanism({ ...coverage, gaps: [aGap({ scope: "Contoso Research" })] });
    assert.match(
      partial.figure.layout.title?.text ?? "",
      /without subscription Contoso Research \(not read\)/,
    );
    assert.match(partial.alternative, /It is without subscription Contoso Research \(not read\)\.$/);
  });

  describe("of 40 resource groups", () => {
    const disks = Array.from({ length: 40 }, (_, group) =>
      Array.from({ length: 41 - group }, (__, disk) =>
        aDiskCoverage({
          resourceGroup: `rg-${group + 1}`,
          diskName: `disk-${group + 1}-${disk + 1}`,
          mechanism: disk % 2 === 0 ? "platform-key" : "customer-key",
        }),
      ),
    ).flat();
    const large = coverageByMechanism(aCoverage({ disks }), "resource-group");

    it("has 15 bars for the largest, and one for all others", () => {
      assert.equal(large.figure.layout.yaxis?.ticktext?.length, 16);
      assert.equal(large.figure.layout.yaxis.ticktext[0], "rg-1 (41)");
      assert.equal(large.figure.layout.yaxis.ticktext[15], "25 others (350)");
    });

    it("compares shares, so that the others don't dwarf the rest", () => {
      for (const row of [0, 15]) {
        const whole = barsOf(large.figure).reduce((sum, { x }) => sum + Number(x[row]), 0);
        assert.ok(Math.abs(whole - 100) < 1e-9, `${whole} %`);
      }
      assert.equal(large.figure.layout.xaxis?.ticksuffix, " %");
    });

    it("has all groups in its table, and loses no disk", () => {
      assert.equal(large.table.rows.length, 40);
      assert.equal(
        large.table.rows.reduce((sum, [, count]) => sum + Number(count), 0),
        disks.length,
      );
    });
  });
});
