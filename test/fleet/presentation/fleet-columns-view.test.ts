import assert from "node:assert/strict";

import { fleetColumnsView } from "../../../lib/fleet/presentation/fleet-columns-view";

const columns = [
  { table: "disks", column: "mechanism", type: "VARCHAR", meaning: "What it counts for." },
  { table: "copies", column: "kind", type: "VARCHAR", meaning: "What it is." },
];

describe("The columns of a fleet", () => {
  it("are a table with what each is", () => {
    assert.equal(
      fleetColumnsView(columns).text,
      [
        "Columns of disks, copies",
        "  table   column     type     what it is",
        "  disks   mechanism  VARCHAR  What it counts for.",
        "  copies  kind       VARCHAR  What it is.",
      ].join("\n"),
    );
  });

  it("are folded up table by table, so that a question is not pages below them", () => {
    const { html } = fleetColumnsView(columns);
    assert.deepEqual(
      [...html.matchAll(/<details><summary>(.*?)<\/summary><div [^>]*><table /g)].map(([, words]) => words),
      ["disks: 1 column", "copies: 1 column"],
    );
    assert.match(fleetColumnsView(columns, "copies").html, /^<div [^>]*><table /);
  });

  it("are shown of one table alone", () => {
    const { text, html } = fleetColumnsView(columns, "copies");
    assert.match(text, /^Columns of copies\n.*\n {2}copies {2}kind/);
    assert.ok(!html.includes("mechanism"));
  });
});
