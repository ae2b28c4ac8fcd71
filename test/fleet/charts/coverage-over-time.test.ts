import assert from "node:assert/strict";

import { coverageOverTime, type CoverageHistoryRow } from "../../../lib/fleet/charts/coverage-over-time";

const october = new Date("2026-10-01T08:00:00Z");
const november = new Date("2026-11-01T08:00:00Z");

describe("The chart of a fleet over time", () => {
  const history: readonly CoverageHistoryRow[] = [
    { observedAt: november, mechanism: "platform-key", disks: 4 },
    { observedAt: november, mechanism: "encryption-at-host", disks: 8 },
    { observedAt: october, mechanism: "platform-key", disks: 9 },
    { observedAt: october, mechanism: "none", disks: 1 },
  ];
  const chart = coverageOverTime(history);

  it("says what became of the disks with no more than the platform's key", () => {
    assert.equal(
      chart.finding,
      "Disks with no more than the platform's key: 10 of 10 disks on 2026-10-01, 4 of 12 disks on 2026-11-01",
    );
  });

  it("has an area for each mechanism, the weakest at the bottom, the oldest snapshot first", () => {
    assert.deepEqual(
      chart.figure.data.map((trace) => (trace.type === "scatter" ? [trace.name, trace.x, trace.y] : [])),
      [
        ["none", ["2026-10-01 08:00:00", "2026-11-01 08:00:00"], [1, 0]],
        ["platform key only", ["2026-10-01 08:00:00", "2026-11-01 08:00:00"], [9, 4]],
        ["encryption at host", ["2026-10-01 08:00:00", "2026-11-01 08:00:00"], [0, 8]],
      ],
    );
  });

  it("has its numbers in a table", () => {
    assert.deepEqual(chart.table, {
      columns: ["snapshot", "disks", "encryption at host", "platform key only", "none", "without"],
      rows: [
        ["2026-10-01 08:00:00", 10, 0, 9, 1, "–"],
        ["2026-11-01 08:00:00", 12, 8, 4, 0, "–"],
      ],
    });
  });

  it("marks a snapshot that is not whole: the fleet did not get smaller", () => {
    const partial = coverageOverTime(
      history.map((row) => ({ ...row, without: row.observedAt === november ? ["Contoso Finance"] : [] })),
    );
    assert.match(partial.figure.layout.title?.text ?? "", /2026-11-01 without Contoso Finance \(not read\)/);
    assert.match(partial.alternative, /2026-11-01 without Contoso Finance \(not read\)\.$/);
    assert.deepEqual(
      partial.figure.layout.annotations?.map(({ x, y, text }) => [x, y, text]),
      [["2026-11-01 08:00:00", 12, "not whole<br>▼"]],
    );
    assert.equal(partial.table.rows[1]?.at(-1), "Contoso Finance");
  });

  it("tells snapshots of one day apart by their time", () => {
    const later = coverageOverTime([
      ...history,
      { observedAt: new Date("2026-11-01T09:30:00Z"), mechanism: "platform-key", disks: 2, without: ["x"] },
    ]);
    assert.equal(
      later.finding,
      "Disks with no more than the platform's key: 10 of 10 disks on 2026-10-01, 2 of 2 disks on 2026-11-01 09:30",
    );
    assert.match(later.alternative, /2026-11-01 09:30 without x/);
    assert.equal(later.figure.layout.xaxis?.tickformat, "%Y-%m-%d<br>%H:%M");
    assert.equal(chart.figure.layout.xaxis?.tickformat, "%Y-%m-%d");
  });

  it("is a bar as long as there is one snapshot", () => {
    const first = coverageOverTime(history.filter(({ observedAt }) => observedAt === october));
    assert.deepEqual(
      first.figure.data.map(({ type }) => type),
      ["bar", "bar"],
    );
    assert.equal(
      first.finding,
      "10 of 10 disks had no more than the platform's key on 2026-10-01; a second snapshot will show what changes",
    );
  });

  it("says so where there is no snapshot", () => {
    assert.equal(coverageOverTime([]).finding, "There is no snapshot yet");
  });
});
