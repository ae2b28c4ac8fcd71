import assert from "node:assert/strict";
import { readdir, stat } from "node:fs/promises";

import fc from "fast-check";

import type { Coverage, DiskCoverage } from "../../../lib/fleet/coverage/coverage";
import { fleetControls } from "../../../lib/fleet/coverage/controls-catalogue";
import { saveSnapshot } from "../../../lib/fleet/inventory/snapshot";
import {
  openFleet,
  type Fleet,
  type FleetSource,
  type OpenFleetOptions,
} from "../../../lib/fleet/inventory/sql";
import { startEngine } from "../../../lib/fleet/inventory/sql/engine";
import { OBSERVED_AT } from "../../builders";
import { aCopyCoverage, aCoverage, aDiskCoverage, aGap, aVirtualMachineCoverage } from "../../fleet-builders";
import { arbitraryCoverage } from "./arbitrary-coverage";
import { fails } from "./fails";
import { aFolder, aFolderForEachTest } from "./snapshot-folder";

/** Opens a fleet for what is done with it, and closes it. */
async function withFleet(
  source: FleetSource,
  task: (fleet: Fleet) => Promise<void>,
  options?: OpenFleetOptions,
): Promise<void> {
  const fleet = await openFleet(source, options);
  try {
    await task(fleet);
  } finally {
    await fleet.close();
  }
}

const later = new Date("2026-12-24T09:00:00Z");

const small = aCoverage({
  disks: [
    aDiskCoverage({ diskName: "a", tags: { environment: "production", owner: "Zoë" } }),
    aDiskCoverage({ diskName: "b", mechanism: "encryption-at-host", diskSizeGB: 32 }),
    aDiskCoverage({ diskName: "c", diskSizeGB: null, controls: { "cis-7.4": "non-compliant" } }),
  ],
  virtualMachines: [aVirtualMachineCoverage({ failedRequirements: ["vm-size", "memory"] })],
  copies: [aCopyCoverage()],
});

describe("A question to the fleet", () => {
  const folder = aFolderForEachTest();

  it("is answered from a coverage in memory and from its snapshot alike", async () => {
    await saveSnapshot(small, folder.path("s"));
    for (const source of [small, folder.path("s")])
      await withFleet(source, async (fleet) => {
        const { rows, columns } = await fleet.sql<{ mechanism: string; disks: number; gb: number | null }>(
          "select mechanism, count(*) as disks, sum(disk_size_gb) as gb from disks group by all order by all",
        );
        assert.deepEqual(rows, [
          { mechanism: "encryption-at-host", disks: 1, gb: 32 },
          { mechanism: "platform-key", disks: 2, gb: 128 },
        ]);
        assert.deepEqual(columns, [
          { name: "mechanism", type: "VARCHAR" },
          { name: "disks", type: "BIGINT" },
          { name: "gb", type: "HUGEINT" },
        ]);
      });
  });

  it("reaches tags by name, requirements in a list and controls in a column of their own", async () => {
    await withFleet(small, async (fleet) => {
      const of = async (text: string): Promise<unknown> => (await fleet.sql(text)).rows;
      assert.deepEqual(await of("select disk_name from disks where tags['environment'] = 'production'"), [
        { disk_name: "a" },
      ]);
      assert.deepEqual(await of("select tags from disks where disk_name = 'a'"), [
        { tags: { environment: "production", owner: "Zoë" } },
      ]);
      assert.deepEqual(
        await of("select failed_requirements from virtual_machines where 'memory' in failed_requirements"),
        [{ failed_requirements: ["vm-size", "memory"] }],
      );
      assert.deepEqual(await of("select control_cis_7_4 as cis from disks order by disk_name"), [
        { cis: null },
        { cis: null },
        { cis: "non-compliant" },
      ]);
      assert.deepEqual(await of("select kind, name, source from copies"), [
        { kind: "snapshot", name: "snapshot-1", source: "there" },
      ]);
    });
  });

  it("takes values from outside: in their order or by name, a Date and a list among them", async () => {
    await withFleet(small, async (fleet) => {
      const named = await fleet.sql("select disk_name as name from disks where disk_name = $name", {
        name: "b",
      });
      assert.deepEqual(named.rows, [{ name: "b" }]);
      const listed = await fleet.sql(
        "select disk_name as name from disks where disk_name in $1 order by 1 limit $2",
        [["a", "c", "it's"], 5],
      );
      assert.deepEqual(listed.rows, [{ name: "a" }, { name: "c" }]);
      const none = await fleet.sql("select count(*) as n from disks where disk_name in ?", [[]]);
      assert.deepEqual(none.rows, [{ n: 0 }]);
      const moment = await fleet.sql("select observed_at = ? as same, ? is null as none from snapshots", [
        OBSERVED_AT,
        null,
      ]);
      assert.deepEqual(moment.rows, [{ same: true, none: true }]);
    });
  });

  it("is told in TypeScript's own values", async () => {
    await withFleet(small, async (fleet) => {
      const { rows } =
        await fleet.sql(`select 9007199254740991 as safe, 9007199254740993 as beyond, 1.25 as amount,
        avg(disk_size_gb) as average, true as yes, date '2026-11-24' as day, timestamptz '2026-11-24 10:00:00+01' as moment,
        'infinity'::timestamp as never, time '10:00' as clock, interval 90 minute as span, [1, 2] as list, {a: 1, b: ['x']} as struct,
        map {'k': 1} as map, '\\x41'::blob as bytes, null as nothing from disks`);
      assert.deepEqual(rows, [
        {
          safe: 9007199254740991,
          beyond: 9007199254740993n,
          amount: 1.25,
          average: 80,
          yes: true,
          day: new Date("2026-11-24"),
          moment: new Date("2026-11-24T09:00:00Z"),
          never: "infinity",
          clock: "10:00:00",
          span: "01:30:00",
          list: [1, 2],
          struct: { a: 1, b: ["x"] },
          map: { k: 1 },
          bytes: Uint8Array.of(0x41),
          nothing: null,
        },
      ]);
    });
  });

  it("has the day that it is in UTC, whatever the machine's time zone", async () => {
    await withFleet({ ...small, observedAt: new Date("2026-11-24T23:30:00Z") }, async (fleet) => {
      const { rows } = await fleet.sql(
        "select strftime(observed_at, '%Y-%m-%d %H:%M') as at, current_setting('TimeZone') as zone from snapshots",
      );
      assert.deepEqual(rows, [{ at: "2026-11-24 23:30", zone: "UTC" }]);
    });
  });

  it("may be a PIVOT, a SUMMARIZE, a DESCRIBE or a SHOW, and end with a semicolon", async () => {
    await withFleet(small, async (fleet) => {
      const pivot = await fleet.sql(
        "pivot disks on mechanism in ('platform-key', 'none') using count(*) group by sku;",
      );
      assert.deepEqual(pivot.rows, [{ sku: "Premium_LRS", "platform-key": 2, none: 0 }]);
      assert.equal(
        (await fleet.sql("summarize disks")).rows.length,
        (await fleet.sql("describe disks")).rows.length,
      );
      const tables = (await fleet.sql<{ name: string }>("show tables")).rows.map(({ name }) => name);
      for (const table of ["copies", "disks", "gaps", "history", "snapshots", "virtual_machines"])
        assert.ok(tables.includes(table), table);
    });
  });

  it("keeps two columns of one name apart", async () => {
    await withFleet(small, async (fleet) => {
      assert.deepEqual((await fleet.sql("select 1 as a, 2 as a")).rows, [{ a: 1, "a:1": 2 }]);
    });
  });

  it("brings along what could not be read of the fleet", async () => {
    const gaps = [aGap()];
    await withFleet({ ...small, gaps }, async (fleet) => {
      assert.deepEqual((await fleet.sql("select count(*) from disks")).gaps, gaps);
    });
  });

  it("may be asked beside others", async () => {
    await withFleet(small, async (fleet) => {
      const answers = await Promise.all(
        ["a", "b", "c"].map((name) =>
          fleet.sql("select disk_name as name from disks where disk_name = ?", [name]),
        ),
      );
      assert.deepEqual(
        answers.flatMap(({ rows }) => rows),
        [{ name: "a" }, { name: "b" }, { name: "c" }],
      );
    });
  });
});

describe("A question with a mistake", () => {
  const refused = (text: string, code: string, message: RegExp, hint?: RegExp): Promise<void> =>
    withFleet(small, (fleet) => assert.rejects(fleet.sql(text), fails(code, message, hint)));

  it("in a column gets DuckDB's words and the table's columns", async () => {
    await refused(
      "select mechansim from virtual_machines",
      "SqlInvalid",
      /"mechansim" not found[^]*"mechanism"[^]*LINE 1: select mechansim from virtual_machines\n {15}\^/,
      /^virtual_machines has vm_id, .*failed_requirements/,
    );
  });

  it("in a table gets the tables", async () => {
    await refused(
      "select * from vms",
      "SqlInvalid",
      /Table with name vms does not exist/,
      /^The tables are disks, virtual_machines, copies, gaps, snapshots, history;/,
    );
  });

  it("in its syntax gets the place", async () => {
    await refused("select from disks where", "SqlInvalid", /^Parser Error: syntax error/, /^disks has/);
  });

  it("in a value gets the value", async () => {
    await refused("select 'many'::int from disks", "SqlInvalid", /Could not convert string 'many'/);
  });

  it("in its types is not told every function that there is", async () => {
    await refused(
      "select tags + 1 from disks",
      "SqlInvalid",
      /No function matches(?![^]*Candidate)[^]*LINE 1/,
    );
  });

  it("in its parameters gets the parameter", async () => {
    await withFleet(small, async (fleet) => {
      const one = "select * from disks where disk_name = $name";
      await assert.rejects(fleet.sql(one, { nane: "a" }), fails("SqlInvalid", /has no parameter \$nane/));
      await assert.rejects(fleet.sql(one), fails("SqlInvalid", /wants a value for the parameter \$name/));
      await assert.rejects(fleet.sql("select 1", [1]), fails("SqlInvalid", /has no parameter \$1/));
    });
  });

  it("that multiplies tables is refused before it fills the memory", async () => {
    await withFleet(small, async (fleet) => {
      await assert.rejects(
        fleet.sql("select a.disk_name from disks a, disks b", [], { maximumRows: 8 }),
        fails("SqlTooLarge", /more than 8 rows/, /multiply/),
      );
      const { rows } = await fleet.sql("select a.disk_name from disks a, disks b", [], { maximumRows: 9 });
      assert.equal(rows.length, 9);
    });
  });

  it("that needs more memory than it may take is refused", async () => {
    await withFleet(
      small,
      (fleet) =>
        assert.rejects(
          fleet.sql("select list(n) from range(50_000_000) as t(n)"),
          fails("SqlTooLarge", /more memory/, /memoryLimitInMB/),
        ),
      { memoryLimitInMB: 64 },
    );
  });
});

describe("SQL that is no question", () => {
  const folder = aFolder();
  let fleet: Fleet;
  let written: readonly number[];
  const timesWritten = async (): Promise<readonly number[]> => {
    const files = await readdir(folder.path("s"));
    return Promise.all(files.map(async (file) => (await stat(folder.path("s", file))).mtimeMs));
  };
  before(async () => {
    await saveSnapshot(small, folder.path("s"));
    written = await timesWritten();
    fleet = await openFleet(folder.path("s"));
  });
  after(() => fleet.close());

  for (const text of [
    "copy disks to 'out.csv'",
    "explain analyze copy disks to 'out.csv'",
    "export database 'out'",
    "attach 'out.db'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "reset allowed_paths",
    "pragma enable_profiling",
    "call enable_logging('QueryLog', storage = 'file')",
    "create table mine as select 1",
    "insert into snapshots select * from snapshots",
    "delete from snapshots",
    "drop view disks",
    "checkpoint",
    "begin transaction",
    "use memory",
    "prepare mine as select 1",
    "set variable mine = 1",
    "select * from read_csv('/etc/passwd')",
    "select * from READ_TEXT('/etc/passwd')",
    "select (select count(*) from read_parquet('https://example.com/x.parquet'))",
    "with x as (select * from glob('*')) select * from x",
    "summarize select * from enable_logging('QueryLog', storage = 'file')",
    "select * from query('select 1')",
    "select * from duckdb_secrets()",
    "select 1; select 2",
    "",
    "-- nothing",
  ])
    it(`is refused: ${text === "" ? "none at all" : text}`, async () => {
      await assert.rejects(fleet.sql(text), fails("SqlRefused", /./));
    });

  it("leaves everything as it was", async () => {
    assert.deepEqual((await fleet.sql("select count(*) as n from disks")).rows, [{ n: 3 }]);
    assert.deepEqual(await timesWritten(), written);
  });

  it("is refused for another file even where it looks like a table", async () => {
    await assert.rejects(fleet.sql("select * from '/etc/passwd'"), fails("SqlInvalid", /does not exist/));
  });

  it("is told how a PIVOT has to be put", async () => {
    await assert.rejects(
      fleet.sql("pivot disks on mechanism using count(*)"),
      fails("SqlRefused", /^A PIVOT without the values/, /mechanism in \(/),
    );
  });
});

describe("A question that takes too long", () => {
  const endless = "select count(*) from range(1_000_000_000_000) as a(n) where n % 7 = 3";

  /** Asks it, and something else that is through when it is long at work. */
  const askEndless = async (
    fleet: Fleet,
    signal?: AbortSignal,
  ): Promise<{ readonly stopped: Promise<void> }> => {
    const asked = fleet.sql(endless, [], signal === undefined ? {} : { signal });
    const stopped = assert.rejects(asked, fails("Interrupted", /Stopped/));
    assert.deepEqual((await fleet.sql("select count(*) as n from disks")).rows, [{ n: 3 }]);
    await fleet.sql("summarize disks");
    return { stopped };
  };

  it("is stopped, and the fleet answers the next", async () => {
    await withFleet(small, async (fleet) => {
      const stop = new AbortController();
      const { stopped } = await askEndless(fleet, stop.signal);
      stop.abort();
      await stopped;
      assert.deepEqual((await fleet.sql("select count(*) as n from disks")).rows, [{ n: 3 }]);
    });
  });

  it("is not begun where it was stopped before", async () => {
    await withFleet(small, (fleet) =>
      assert.rejects(
        fleet.sql("select 1", [], { signal: AbortSignal.abort() }),
        fails("Interrupted", /Stopped/),
      ),
    );
  });

  it("does not keep a process that leaves", async () => {
    const fleet = await openFleet(small);
    const { stopped } = await askEndless(fleet);
    process.listeners("exit").at(-1)?.(0);
    await stopped;
    await fleet.close();
  });

  it("is stopped by closing the fleet, which answers nothing from then on", async () => {
    const fleet = await openFleet(small);
    const { stopped } = await askEndless(fleet);
    await fleet.close();
    await stopped;
    await assert.rejects(fleet.sql("select 1"), fails("SqlRefused", /closed/, /openFleet/));
    await fleet.close();
  });
});

describe("A fleet", () => {
  const folder = aFolderForEachTest();

  it("read back from its snapshot is the coverage that was saved", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryCoverage, async (coverage) => {
        run += 1;
        await saveSnapshot(coverage, folder.path(`s${run}`));
        await withFleet(folder.path(`s${run}`), async (fleet) => {
          assert.deepEqual(await fleet.coverage(), coverage);
        });
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  it("keeps its order and shares what comes again, over more rows than DuckDB takes at once", async () => {
    const disks: DiskCoverage[] = Array.from({ length: 5000 }, (_, number) =>
      aDiskCoverage({ diskName: `disk-${number}`, tags: { owner: `team-${number % 3}` } }),
    );
    await saveSnapshot(aCoverage({ disks }), folder.path("s"));
    await withFleet(folder.path("s"), async (fleet) => {
      const read = (await fleet.coverage()).disks;
      assert.deepEqual(read, disks);
      assert.equal(read[0]?.tags, read[3]?.tags);
      assert.equal(read[0]?.controls, read[4999]?.controls);
    });
  });

  it("in memory is the very coverage that it was opened with", async () => {
    await withFleet(small, async (fleet) => {
      assert.equal(await fleet.coverage(), small);
    });
  });

  it("is the newest of its snapshots, and has the others by number", async () => {
    const now: Coverage = { ...small, observedAt: later, disks: [aDiskCoverage({ diskName: "new" })] };
    await saveSnapshot(small, folder.path("before"));
    await withFleet([now, folder.path("before")], async (fleet) => {
      assert.deepEqual(fleet.observedAt, later);
      assert.deepEqual((await fleet.sql("select disk_name from disks")).rows, [{ disk_name: "new" }]);
      assert.equal(await fleet.coverage(2), now);
      assert.deepEqual(await fleet.coverage(1), small);
      await assert.rejects(fleet.coverage(3), fails("ArgumentInvalid", /no snapshot 3/, /from 1.* to 2/));
      const { rows } = await fleet.sql("select snapshot, observed_at, disk_count, gap_count from snapshots");
      assert.deepEqual(rows, [
        { snapshot: 1, observed_at: OBSERVED_AT, disk_count: 3, gap_count: 0 },
        { snapshot: 2, observed_at: later, disk_count: 1, gap_count: 0 },
      ]);
    });
  });

  it("tells its history, with the controls that only one snapshot has", async () => {
    const now: Coverage = {
      ...small,
      observedAt: later,
      disks: [aDiskCoverage({ mechanism: "confidential", controls: { policy: "compliant" } })],
      gaps: [aGap({ scope: "Fabrikam" }), aGap({ scope: "Fabrikam", kind: "disks" })],
    };
    await withFleet([small, now], async (fleet) => {
      const before = { snapshot: 1, observedAt: OBSERVED_AT, without: [] };
      const after = { snapshot: 2, observedAt: later, without: ["Fabrikam"] };
      assert.deepEqual(await fleet.history(), [
        { ...before, mechanism: "confidential", disks: 0 },
        { ...before, mechanism: "encryption-at-host", disks: 1 },
        { ...before, mechanism: "platform-key", disks: 2 },
        { ...after, mechanism: "confidential", disks: 1 },
        { ...after, mechanism: "encryption-at-host", disks: 0 },
        { ...after, mechanism: "platform-key", disks: 0 },
      ]);
      const { rows } = await fleet.sql(
        "select observed_at, control_cis_7_4 as cis, control_policy as policy from history where coalesce(cis, policy) is not null order by 1",
      );
      assert.deepEqual(rows, [
        { observed_at: OBSERVED_AT, cis: "non-compliant", policy: null },
        { observed_at: later, cis: null, policy: "compliant" },
      ]);
    });
  });

  it("tells what changed from one snapshot to the next", async () => {
    const disk = aDiskCoverage({ diskName: "a" });
    const before = aCoverage({ disks: [disk, aDiskCoverage({ diskName: "b" })] });
    const after = aCoverage({
      observedAt: later,
      disks: [{ ...disk, mechanism: "encryption-at-host" }, aDiskCoverage({ diskName: "b" })],
    });
    await withFleet([before, after], async (fleet) => {
      const { newlyProtected, unchanged } = await fleet.compare();
      assert.deepEqual(
        newlyProtected.map((change) => change.after.diskName),
        ["a"],
      );
      assert.equal(unchanged, 1);
      assert.equal((await fleet.compare(2, 1)).newlyUnprotected.length, 1);
    });
    await withFleet(before, (fleet) =>
      assert.rejects(fleet.compare(), fails("ArgumentInvalid", /no snapshot 0/, /a second one/)),
    );
  });

  it("says of a control's column what the control is", async () => {
    const [control] = fleetControls();
    assert.ok(control);
    const disks = [aDiskCoverage({ controls: { [control.id]: "compliant" } })];
    await withFleet(aCoverage({ disks }), (fleet) => {
      const column = fleet.columns().find(({ meaning }) => meaning.includes(control.title));
      assert.equal(column?.column, `control_${control.id.replaceAll("-", "_")}`);
      return Promise.resolve();
    });
  });

  it("says of every column what it is, and has no other", async () => {
    const now: Coverage = {
      ...small,
      observedAt: later,
      disks: [aDiskCoverage({ controls: { policy: "unknown" } })],
    };
    await withFleet([small, now], async (fleet) => {
      const described = fleet.columns();
      const { rows } = await fleet.sql<{ table_name: string; column_name: string; data_type: string }>(
        "select table_name, column_name, data_type from duckdb_columns() where not internal and not starts_with(table_name, 'stored_') order by table_name, column_index",
      );
      const sorted = (columns: readonly string[]): readonly string[] => [...columns].sort();
      assert.deepEqual(
        sorted(described.map(({ table, column, type }) => `${table}.${column} ${type}`)),
        sorted(rows.map((row) => `${row.table_name}.${row.column_name} ${row.data_type}`)),
      );
      for (const { table, column, meaning } of described) {
        assert.match(column, /^[a-z][a-z0-9_]*$/, table);
        assert.match(meaning, /^[A-Z].*\.$/, `${table}.${column}`);
      }
    });
  });

  it("of nothing is refused", async () => {
    await assert.rejects(openFleet([]), fails("ArgumentInvalid", /no snapshot to open/));
  });

  it("needs DuckDB, and says where that is to be had", async () => {
    await assert.rejects(
      startEngine({
        memoryLimitInMB: 64,
        load: () =>
          Promise.reject(new Error("Cannot find module '@duckdb/node-bindings-aix-ppc64'\nRequire stack:")),
      }),
      fails("SqlEngineMissing", /can't be loaded on \w+-\w+: .*aix-ppc64'$/, /Linux \(x64 and arm64/),
    );
  });
});
