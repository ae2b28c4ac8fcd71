import assert from "node:assert/strict";

import type { SqlResult } from "../../../lib/fleet/inventory/sql";
import { sqlView } from "../../../lib/fleet/presentation/sql-view";
import { aGap } from "../../fleet-builders";

const answer = (rows: readonly Readonly<Record<string, unknown>>[], type = "VARCHAR"): SqlResult<object> => ({
  columns: Object.keys(rows[0] ?? {}).map((name) => ({ name, type })),
  rows,
  gaps: [],
});

/** The one cell of an answer, as it is shown. */
const shown = (value: unknown, type?: string): string | undefined =>
  sqlView(answer([{ value }], type))
    .text.split("\n")
    .at(-1)
    ?.trim();

describe("An answer in SQL", () => {
  it("is a table with the columns' names and the number of rows", () => {
    const { html, text } = sqlView(
      answer([
        { mechanism: "platform-key", disks: 12 },
        { mechanism: "none", disks: 1 },
      ]),
    );
    assert.equal(
      text,
      ["2 rows", "  mechanism     disks", "  platform-key  12", "  none          1"].join("\n"),
    );
    assert.match(html, /<caption[^>]*>2 rows<\/caption>/);
    assert.match(html, /<td[^>]*>platform-key<\/td><td[^>]*>12<\/td>/);
  });

  it("has the caption that it is given", () => {
    assert.match(
      sqlView(answer([{ n: 1 }]), { caption: "Disks by size" }).text,
      /^Disks by size \(1 row\)\n/,
    );
  });

  it("that is long is cut, and says of how many", () => {
    const rows = Array.from({ length: 1234 }, (_, n) => ({ n }));
    const { text, html } = sqlView(answer(rows), { maximumRows: 3 });
    assert.equal(text, ["first 3 of 1,234 rows", "  n", "  0", "  1", "  2"].join("\n"));
    assert.equal(html.split("<tr>").length - 1, 4);
    assert.match(sqlView(answer(rows)).text, /^first 50 of 1,234 rows\n/);
  });

  it("without rows has its columns all the same", () => {
    const none: SqlResult = { columns: [{ name: "vm_name", type: "VARCHAR" }], rows: [], gaps: [] };
    assert.equal(sqlView(none).text, "0 rows\n  vm_name");
  });

  for (const [value, words, type] of [
    [null, "–"],
    [33.300000000000004, "33.3"],
    [9007199254740993n, "9007199254740993"],
    [true, "true"],
    ["two\n\u001b[31mlines", "two [31mlines"],
    [new Date("2026-11-24T09:00:00Z"), "2026-11-24 09:00", "TIMESTAMP WITH TIME ZONE"],
    [new Date("2026-11-24T09:30:07.5Z"), "2026-11-24 09:30:07.500", "TIMESTAMP"],
    [new Date("2026-11-24T00:00:00Z"), "2026-11-24", "DATE"],
    [["vm-size", "memory"], "vm-size, memory"],
    [{ environment: "production", owner: null }, "environment=production, owner=–"],
    [Uint8Array.of(1, 2), "2 bytes"],
  ] as const)
    it(`shows ${words}`, () => {
      assert.equal(shown(value, type), words);
    });

  it("is safe where a tag has HTML in it", () => {
    const { html } = sqlView(answer([{ "<b>": "<script>" }]));
    assert.ok(!html.includes("<script>") && !html.includes("<b>"));
  });

  it("of many columns is set smaller", () => {
    const wide = answer([Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`column_${n}`, n]))]);
    assert.match(sqlView(wide).html, /font-size:12px/);
    assert.match(sqlView(answer([{ n: 1 }])).html, /font-size:13px/);
  });

  it("names what could not be read of the fleet", () => {
    const { text, html } = sqlView({ ...answer([{ disks: 3 }]), gaps: [aGap({ scope: "Fabrikam" })] });
    assert.equal(text.split("\n").at(-1), "! The fleet is without subscription Fabrikam (not read).");
    assert.match(html, /without subscription Fabrikam \(not read\)/);
  });
});
