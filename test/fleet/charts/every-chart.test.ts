import assert from "node:assert/strict";

import fc from "fast-check";

import { arbitraryCoverage } from "../inventory/arbitrary-coverage";
import { aCoverage, aDiskCoverage, aGap, aVirtualMachineCoverage } from "../../fleet-builders";
import { aFleetOfEverything, charts } from "./every-chart";

describe("Every chart", () => {
  const small = aFleetOfEverything(14);
  const large = aFleetOfEverything(20_000);

  for (const [name, chartOf] of Object.entries(charts)) {
    describe(`(${name})`, () => {
      it("has a finding, words for those who don't see it, and a table beside it", () => {
        for (const fleet of [small, large]) {
          const { title, finding, alternative, table, figure } = chartOf(fleet);
          assert.ok(title.length > 0 && finding.length > 0);
          assert.ok(alternative.includes(finding));
          assert.ok(table.rows.length > 0);
          assert.ok(table.rows.every(({ length }) => length === table.columns.length));
          assert.ok(figure.layout.height > 0);
        }
      });

      it("stays small in a notebook that shows 20,000 VMs", () => {
        const size = JSON.stringify(chartOf(large).figure).length;
        assert.ok(size < 150_000, `${size} characters`);
      });

      it("is the same each time", () => {
        assert.deepEqual(chartOf(aFleetOfEverything(14)), chartOf(small));
      });

      it("leaves no text on a tile or a bar that would be too small to read", () => {
        const { data, layout } = chartOf(large).figure;
        const hasTexts = data.some((trace) => "text" in trace);
        assert.deepEqual(layout.uniformtext, hasTexts ? { mode: "hide", minsize: 10 } : undefined);
      });

      it("has its legend below, where it leaves a narrow figure its width", () => {
        const { showlegend, legend } = chartOf(large).figure.layout;
        if (!showlegend) return;
        assert.deepEqual([legend?.orientation, legend?.yref, legend?.yanchor], ["h", "container", "bottom"]);
      });

      it("of a fleet of which nothing was read says so", () => {
        const { finding, figure } = chartOf(aCoverage());
        assert.match(finding, /^No |^0 of 0 |^Disks with no more/);
        assert.ok(figure.layout.height > 0);
      });

      it("can be made of any coverage, without a number that is none", () => {
        fc.assert(
          fc.property(arbitraryCoverage, (coverage) => {
            const { figure, table } = chartOf(coverage);
            // JSON writes NaN and the infinite as null; the legend's empty points are the only null there is.
            const text = JSON.stringify(figure.data.filter(({ type }) => type !== "scatter"));
            return !/[[:,]null[\],}]/.test(text) && !JSON.stringify(table).includes("null");
          }),
          { numRuns: 50 },
        );
      });

      it("shows a name as it is, and runs nothing that it holds", () => {
        const hostile = "<img src=x onerror=alert(1)><a href='javascript:alert(1)'>&";
        const fleet = aCoverage({
          disks: [
            aDiskCoverage({
              diskName: hostile,
              subscriptionName: hostile,
              resourceGroup: hostile,
              vmName: hostile,
              exposed2028: "yes",
            }),
          ],
          virtualMachines: [
            aVirtualMachineCoverage({ vmName: hostile, sizeFamily: hostile, failedRequirements: ["memory"] }),
          ],
        });
        assert.doesNotMatch(JSON.stringify(chartOf(fleet).figure), /<(?!br>|\/?span|\/?extra>)/);
      });
    });
  }

  for (const [name, chartOf] of Object.entries(charts).filter(([key]) => key !== "coverageOverTime")) {
    it(`(${name}) names what was not read in its head and in its words`, () => {
      const { figure, alternative } = chartOf({ ...small, gaps: [aGap({ scope: "Contoso Finance" })] });
      const words = /without subscription Contoso Finance \(not read\)/;
      assert.match(figure.layout.title?.text ?? "", words);
      assert.match(alternative, words);
    });
  }
});
