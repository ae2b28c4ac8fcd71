import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

import { parse } from "csv-parse/sync";

import { coverageCsvPieces } from "../../../lib/fleet/presentation/coverage-report/coverage-csv";
import { connect } from "@runbooks/disk-encryption";
import { type Coverage, coverageOf, coveragePage, readFleet, rollUp, rollUpView } from "@runbooks/fleet";

/** The rows that travel compressed in a page's table. */
function rowsOf(page: string, id: string): readonly (readonly unknown[])[] {
  const [, packed] = new RegExp(`id="${id}"[\\s\\S]*?class="rows">([^<]*)<`).exec(page) ?? [];
  assert.ok(packed !== undefined, id);
  const { rows } = JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString()) as { rows: unknown[][] };
  return rows;
}

describe("The report on a fleet", () => {
  let coverage: Coverage;
  let page: string;
  before(async () => {
    coverage = coverageOf(await readFleet(await connect()));
    page = coveragePage(coverage);
  });

  it("has each disk, VM, snapshot and image in a table", () => {
    assert.equal(rowsOf(page, "disks").length, coverage.disks.length);
    assert.equal(rowsOf(page, "virtual-machines").length, coverage.virtualMachines.length);
    assert.equal(rowsOf(page, "copies").length, coverage.copies.length);
  });

  it("fetches nothing: its policy allows no source but the page itself", () => {
    assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
    assert.doesNotMatch(page, /(src|href)="https?:/);
  });

  it("says first what could not be read", () => {
    const gap = {
      scope: "Legacy",
      kind: "all",
      code: "AuthorizationFailed",
      reason: "no right",
      readBefore: 0,
    } as const;
    const other = coveragePage({ ...coverage, gaps: [gap] });
    assert.ok(other.indexOf("Not read") < other.indexOf("<img"));
    assert.match(other, /AuthorizationFailed/);
  });

  it("takes a name for text and for nothing else", () => {
    const [disk, ...others] = coverage.disks;
    assert.ok(disk !== undefined);
    const evil = '</script><img src=x onerror="alert(1)">';
    const other = coveragePage({ ...coverage, disks: [{ ...disk, diskName: evil }, ...others] });
    assert.ok(!other.includes(evil));
    assert.equal(rowsOf(other, "disks")[0]?.[0], evil);
  });

  it("tells of a VM whose recommendation is unknown what is not known", () => {
    const row = rowsOf(page, "virtual-machines").find(([name]) => name === "vm-sql-01");
    assert.deepEqual(row?.slice(2, 4), [
      "unknown",
      "nothing read tells whether encryption at host would be open",
    ]);
  });

  it("says whose protection a VM's is: that of its OS and data disks, temporary ones are not counted", () => {
    assert.match(page, />protection of the weakest OS or data disk</);
  });

  it("has what matters most in the columns that are seen first", () => {
    const columns = (id: string): readonly string[] =>
      [
        ...(new RegExp(`id="${id}"[\\s\\S]*?<tbody>`).exec(page)?.[0] ?? "").matchAll(
          /<button type="button">([^<]*)</g,
        ),
      ].map(([, name = ""]) => name);
    assert.deepEqual(columns("controls").slice(0, 5), [
      "control",
      "compliant",
      "non-compliant",
      "unknown",
      "not-applicable",
    ]);
    assert.deepEqual(columns("disks").slice(0, 10), [
      "disk",
      "VM",
      "role",
      "protection",
      "recommended",
      "exposed 2028",
      "subscription",
      "group",
      "region",
      "size",
    ]);
    for (const id of ["controls", "disks", "virtual-machines", "copies"])
      assert.equal(rowsOf(page, id)[0]?.length, columns(id).length, id);
  });

  it("is dark where its reader's system is", () => {
    assert.match(page, /color-scheme: light dark;.*prefers-color-scheme: dark/s);
  });

  it("has no table of numbers for a chart without any", () => {
    // The Contoso fleet has no disk with Azure Disk Encryption.
    assert.match(page, /No disk is exposed to the end of Azure Disk Encryption/);
    assert.doesNotMatch(page, /Disks that stop unlocking after 2028-09-15, by subscription: the numbers/);
  });

  it("opens on an empty fleet", () => {
    const other = coveragePage({ ...coverage, disks: [], virtualMachines: [], copies: [] });
    assert.deepEqual(rowsOf(other, "disks"), []);
  });
});

describe("The CSV of a fleet", () => {
  it("has beside each disk whether its VM runs, and what the VM fails", async () => {
    const coverage = coverageOf(await readFleet(await connect(), { withPowerStates: true }));
    const [header = [], ...lines] = parse([...coverageCsvPieces(coverage)].join(""), { columns: false });
    const cellOf = (line: readonly string[], column: string): string | undefined =>
      line[header.indexOf(column)];
    const cellsOf = (diskId: string | null | undefined): readonly unknown[] =>
      lines
        .filter((line) => cellOf(line, "diskId") === diskId)
        .map((line) => [cellOf(line, "powerState"), cellOf(line, "failedRequirements")]);
    const [vm] = coverage.virtualMachines.filter(({ failedRequirements }) => failedRequirements.length > 0);
    const disk = coverage.disks.find(({ vmId, role }) => vmId === vm?.vmId && role === "os");
    assert.deepEqual(cellsOf(disk?.diskId), [[vm?.powerState, vm?.failedRequirements.join(" ")]]);
    const loose = coverage.disks.find(({ role }) => role === "unattached");
    assert.deepEqual(cellsOf(loose?.diskId), [["", ""]]);
  });

  it("keeps a spreadsheet from taking a name for a formula", async () => {
    const coverage = coverageOf(await readFleet(await connect()));
    const [disk] = coverage.disks;
    assert.ok(disk !== undefined);
    const csv = [
      ...coverageCsvPieces({ ...coverage, disks: [{ ...disk, diskName: "=cmd|' /C calc'!A0" }] }),
    ].join("");
    assert.match(csv, /'=cmd/);
  });
});

describe("The view of a roll-up", () => {
  it("sums up what it cuts off, and names what is missing", async () => {
    const coverage = coverageOf(
      await readFleet(await connect({ generate: { virtualMachines: 60, subscriptions: 30 } })),
    );
    const gaps = [
      { scope: "Legacy", kind: "all", code: "AuthorizationFailed", reason: "no", readBefore: 0 },
    ] as const;
    const { text } = rollUpView(rollUp({ ...coverage, gaps }, "subscription"));
    assert.match(text, /others \(5\)/);
    assert.match(text, new RegExp(`all that were read +${coverage.disks.length} `));
    assert.match(text, /! This is the fleet without Legacy/);
  });
});
