import assert from "node:assert/strict";

import { lockEngine, startEngine, stopEngine, type Engine } from "../../../lib/fleet/inventory/sql/engine";
import { fillTable } from "../../../lib/fleet/inventory/sql/fill-table";
import { aFolder } from "./snapshot-folder";

describe("The database of a fleet", () => {
  const folder = aFolder();
  let engine: Engine;
  let timeZone: string | undefined;

  before(async () => {
    timeZone = process.env["TZ"];
    process.env["TZ"] = "America/New_York";
    engine = await startEngine({ memoryLimitInMB: 256 });
    await engine.connection.run(`COPY (SELECT 1 AS one) TO '${folder.path("mine.parquet")}'`);
    await engine.connection.run(`COPY (SELECT 1 AS one) TO '${folder.path("other.parquet")}'`);
    await lockEngine(engine, [folder.path("mine.parquet")]);
  });
  after(() => {
    stopEngine(engine);
    if (timeZone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = timeZone;
  });

  const answer = async (text: string): Promise<unknown> =>
    (await engine.connection.runAndReadAll(text)).getRowsJS();

  it("reads the files that it was locked with", async () => {
    assert.deepEqual(await answer(`FROM '${folder.path("mine.parquet")}'`), [[1]]);
  });

  it("has UTC as its time zone, whatever the machine's", async () => {
    const connection = await engine.instance.connect();
    const day = await connection.runAndReadAll("SELECT strftime(TIMESTAMPTZ '2026-11-24 23:30:00+00', '%d')");
    assert.deepEqual(day.getRowsJS(), [["24"]]);
    connection.closeSync();
  });

  // What the library's own look at a question lets pass, were it ever wrong, ends here.
  for (const text of [
    "FROM read_csv('/etc/passwd')",
    "FROM glob('/etc/*')",
    "COPY (SELECT 1) TO '/tmp/fleet-out.csv'",
    "ATTACH '/tmp/fleet-out.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "FROM 'https://example.com/x.parquet'",
    "SET memory_limit = '2GB'",
    "SET enable_external_access = true",
    "RESET allowed_paths",
    "SET autoload_known_extensions = true",
  ])
    it(`refuses by itself: ${text}`, async () => {
      await assert.rejects(answer(text), /Permission Error|has been locked|cannot be changed|Catalog Error/);
    });

  it("refuses by itself another file of the same folder", async () => {
    await assert.rejects(answer(`FROM read_parquet('${folder.path("other.parquet")}')`), /Permission Error/);
  });

  it("keeps rows in their order, over more of them than it keeps together", async () => {
    const rows = Array.from({ length: 130_000 }, (_, number) => number);
    const column = {
      column: "n",
      type: "INTEGER",
      meaning: "",
      isRequired: true,
      cellOf: (n: number) => n,
    } as const;
    await fillTable(engine, "numbers", [column], rows);
    assert.deepEqual(
      await answer("SELECT count(*)::INTEGER, count(*) FILTER (WHERE n <> rowid)::INTEGER FROM numbers"),
      [[130_000, 0]],
    );
  });
});
