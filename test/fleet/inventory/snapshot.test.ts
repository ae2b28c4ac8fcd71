import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { basename } from "node:path";

import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import { readFleetFromFiles } from "../../../lib/fleet/inventory/files";
import { assertSnapshotWritable, saveSnapshot } from "../../../lib/fleet/inventory/snapshot";
import { openFleet } from "../../../lib/fleet/inventory/sql";
import { aCopyCoverage, aCoverage, aDiskCoverage, aGap, aVirtualMachineCoverage } from "../../fleet-builders";
import { fails } from "./fails";
import { exportsWithSecrets, LEAKED } from "./secrets-in-a-fleet";
import { aFolderForEachTest, damageInside, editManifest, rewriteFile } from "./snapshot-folder";

const whole = aCoverage({
  disks: [
    aDiskCoverage({ controls: { "defender-1": "compliant" }, tags: { environment: "production" } }),
    aDiskCoverage({ diskName: "disk-2", diskId: null, diskSizeGB: null, controls: {} }),
  ],
  virtualMachines: [aVirtualMachineCoverage({ failedRequirements: ["vm-size", "memory"] })],
  copies: [aCopyCoverage()],
  gaps: [aGap(), aGap({ subscriptionId: undefined, scope: "vms.json" })],
  remarks: ["disk-2 came twice."],
});

describe("A snapshot of the fleet", () => {
  const folder = aFolderForEachTest();

  it("is a folder of Parquet files and a manifest that says what is in them", async () => {
    const manifest = await saveSnapshot(whole, folder.path("2026-11"));
    assert.deepEqual((await readdir(folder.path("2026-11"))).sort(), [
      "copies.parquet",
      "disks.parquet",
      "gaps.parquet",
      "manifest.json",
      "virtual-machines.parquet",
    ]);
    assert.deepEqual(manifest.counts, { disks: 2, virtual_machines: 1, copies: 1, gaps: 2 });
    const text = await readFile(folder.path("2026-11", "manifest.json"), "utf8");
    assert.deepEqual(JSON.parse(text), {
      kind: "fleet-snapshot",
      schemaVersion: 1,
      source: "arm",
      observedAt: "2026-11-24T09:00:00.000Z",
      subscriptions: whole.subscriptions,
      counts: manifest.counts,
      controls: [{ id: "defender-1", column: "control_defender_1" }],
      remarks: ["disk-2 came twice."],
    });
  });

  it("is made with the folders above it, and nothing else stays beside it", async () => {
    await saveSnapshot(whole, folder.path("fleet", "2026-11"));
    assert.deepEqual(await readdir(folder.path("fleet")), ["2026-11"]);
  });

  it("holds no key's or secret's URL, no signature and no account's key, in any column of any table", async () => {
    await mkdir(folder.path("exports"));
    for (const [name, content] of Object.entries(exportsWithSecrets))
      await writeFile(folder.path("exports", name), JSON.stringify(content));
    const inventory = await readFleetFromFiles(folder.path("exports"));
    assert.ok(!JSON.stringify(inventory).includes(LEAKED));
    const manifest = await saveSnapshot(coverageOf(inventory), folder.path("s"));
    assert.ok(!JSON.stringify(manifest).includes(LEAKED));
    const fleet = await openFleet(folder.path("s"));
    for (const table of ["disks", "virtual_machines", "copies", "gaps", "snapshots", "history"]) {
      const { rows } = await fleet.sql(`select to_json(t)::varchar as row from ${table} t`);
      assert.equal(rows.length > 0, table !== "gaps", table);
      assert.ok(!JSON.stringify(rows).includes(LEAKED), table);
    }
    await fleet.close();
  });

  it("is not written over another one, unless that may go", async () => {
    await saveSnapshot(whole, folder.path("s"));
    await assert.rejects(
      saveSnapshot(aCoverage(), folder.path("s")),
      fails("SnapshotUnwritable", /s is a snapshot already/, /replace: true/),
    );
    await saveSnapshot(aCoverage(), folder.path("s"), { replace: true });
    const fleet = await openFleet(folder.path("s"));
    assert.deepEqual((await fleet.coverage()).disks, []);
    await fleet.close();
    assert.deepEqual(await readdir(folder.path()), ["s"]);
  });

  it("never takes the place of a folder that is none, not even where an old snapshot may go", async () => {
    await mkdir(folder.path("letters"));
    await writeFile(folder.path("letters", "a.txt"), "Dear all");
    await assert.rejects(
      saveSnapshot(whole, folder.path("letters"), { replace: true }),
      fails("SnapshotUnwritable", /it is no snapshot/),
    );
    assert.deepEqual(await readdir(folder.path("letters")), ["a.txt"]);
  });

  it("never takes along what somebody else keeps beside it in its folder", async () => {
    await saveSnapshot(whole, folder.path("s"));
    await writeFile(folder.path("s", "report.html"), "<p>Dear all");
    await assert.rejects(
      saveSnapshot(whole, folder.path("s"), { replace: true }),
      fails("SnapshotUnwritable", /s has report\.html in it/, /Move it/),
    );
    assert.ok((await readdir(folder.path("s"))).includes("report.html"));
  });

  it("is refused before the fleet is read where it could not be saved", async () => {
    await saveSnapshot(whole, folder.path("s"));
    await writeFile(folder.path("file"), "");
    await assertSnapshotWritable(folder.path("fleet", "2026", "11"));
    await assertSnapshotWritable(folder.path("s"), { replace: true });
    for (const [place, message] of [
      [folder.path("s"), /s is a snapshot already/],
      [folder.path("file", "s"), /file.s can't be written/],
    ] as const)
      await assert.rejects(assertSnapshotWritable(place), fails("SnapshotUnwritable", message));
    assert.deepEqual((await readdir(folder.path())).sort(), ["file", "s"]);
  });

  it("may be written to a folder that is empty", async () => {
    await mkdir(folder.path("s"));
    await saveSnapshot(whole, folder.path("s"));
    assert.ok((await stat(folder.path("s", "manifest.json"))).isFile());
  });

  it("is not there at all where the saving was stopped", async () => {
    const stop = new AbortController();
    const disks = Array.from({ length: 3000 }, () => aDiskCoverage());
    const saving = saveSnapshot(aCoverage({ disks }), folder.path("s"), { signal: stop.signal });
    stop.abort();
    await assert.rejects(saving, fails("Interrupted", /Stopped/));
    assert.deepEqual(await readdir(folder.path()), []);
  });

  it("can't be written below a file", async () => {
    await writeFile(folder.path("file"), "");
    await assert.rejects(
      saveSnapshot(whole, folder.path("file", "s")),
      fails("SnapshotUnwritable", /file.s can't be written/, /space/),
    );
  });
});

describe("A snapshot that can't be read", () => {
  const folder = aFolderForEachTest();
  const saved = async (): Promise<string> => {
    await saveSnapshot(whole, folder.path("s"));
    return folder.path("s");
  };
  const refused = (source: string, message: RegExp, hint = /./): Promise<void> =>
    assert.rejects(openFleet(source), fails("SnapshotUnreadable", message, hint));

  it("is a folder that is not there", async () => {
    await refused(folder.path("nowhere"), /nowhere is no snapshot: it has no manifest\.json/, /saveSnapshot/);
  });

  it("is a folder of other things", async () => {
    await writeFile(folder.path("disks.parquet"), "");
    await refused(folder.path(), /is no snapshot/);
  });

  it("is one whose manifest was cut off", async () => {
    const snapshot = await saved();
    await truncate(folder.path("s", "manifest.json"), 100);
    await refused(snapshot, /its manifest\.json is no JSON/);
  });

  it("is one whose manifest is another tool's", async () => {
    const snapshot = await saved();
    await writeFile(folder.path("s", "manifest.json"), '{ "name": "app" }');
    await refused(snapshot, /its manifest\.json is not one of a snapshot \(kind/);
  });

  it("is one whose manifest lacks something", async () => {
    const snapshot = await saved();
    await editManifest(snapshot, { observedAt: "yesterday" });
    await refused(snapshot, /its manifest\.json is not one of a snapshot \(observedAt/);
  });

  it("is one whose manifest would bring SQL of its own", async () => {
    const snapshot = await saved();
    await editManifest(snapshot, { controls: [{ id: "x", column: 'control_x" FROM read_csv(' }] });
    await refused(snapshot, /controls\.0\.column/);
  });

  it("is one of a newer version", async () => {
    const snapshot = await saved();
    await editManifest(snapshot, { schemaVersion: 2 });
    await refused(snapshot, /version 2; this tool knows those up to 1/, /newer version/);
  });

  it("is one with a file missing", async () => {
    const snapshot = await saved();
    await rm(folder.path("s", "copies.parquet"));
    await refused(snapshot, /s can't be read: it has no copies\.parquet/);
  });

  it("is one with a file that was cut off", async () => {
    const snapshot = await saved();
    await truncate(folder.path("s", "disks.parquet"), 900);
    await refused(snapshot, /disks\.parquet is damaged: .*magic bytes/, /another copy/);
  });

  it("is one whose manifest counts other rows than there are", async () => {
    const snapshot = await saved();
    await editManifest(snapshot, { counts: { disks: 3, virtual_machines: 1, copies: 1, gaps: 2 } });
    await refused(snapshot, /disks\.parquet has 2 rows, and its manifest says 3/);
  });

  it("is one without a column that its version has", async () => {
    const snapshot = await saved();
    await rewriteFile(snapshot, "disks.parquet", "* EXCLUDE (exposed_2028)");
    await refused(snapshot, /disks\.parquet has no column exposed_2028/);
  });

  it("is one with a column of another type", async () => {
    const snapshot = await saved();
    await rewriteFile(snapshot, "disks.parquet", "* REPLACE (disk_size_gb::VARCHAR AS disk_size_gb)");
    await refused(snapshot, /disk_size_gb in disks\.parquet is VARCHAR instead of INTEGER/);
  });

  it("is one whose words nobody knows, when its coverage is asked for", async () => {
    const snapshot = await saved();
    await rewriteFile(snapshot, "disks.parquet", "* REPLACE ('quantum' AS mechanism)");
    const fleet = await openFleet(snapshot);
    await assert.rejects(fleet.coverage(), fails("SnapshotUnreadable", /mechanism can't be "quantum"/));
    await fleet.close();
  });

  it("is one with a file that is damaged inside, as soon as that is read", async () => {
    const snapshot = await saved();
    await damageInside(folder.path("s", "disks.parquet"));
    const fleet = await openFleet(snapshot);
    await assert.rejects(fleet.coverage(), fails("SnapshotUnreadable", /s can't be read: /));
    await assert.rejects(fleet.history(), fails("SnapshotUnreadable", /can't be read any more/));
    await assert.rejects(
      fleet.sql("select distinct mechanism from disks"),
      fails("SnapshotUnreadable", /can't be read any more/),
    );
    await fleet.close();
    await damageInside(folder.path("s", "gaps.parquet"));
    await refused(snapshot, /s can't be read: /);
  });

  it("is one that went away while the fleet was open", async () => {
    const fleet = await openFleet(await saved());
    await rm(folder.path("s"), { recursive: true });
    await assert.rejects(
      fleet.sql("select count(*) from disks"),
      fails("SnapshotUnreadable", /can't be read any more/, /open it again/),
    );
    await fleet.close();
  });
});

describe("A snapshot of an older version", () => {
  const folder = aFolderForEachTest();

  it("is empty in what it did not keep, and says so", async () => {
    await saveSnapshot(whole, folder.path("old"));
    await editManifest(folder.path("old"), { schemaVersion: 0 });
    await rewriteFile(folder.path("old"), "disks.parquet", "* EXCLUDE (exposed_2028, vm_size)");
    const fleet = await openFleet(folder.path("old"));
    assert.deepEqual(
      fleet.remarks.map((remark) => remark.replace(folder.path(), "")),
      ["/old is a snapshot of version 0, which did not keep disks.vm_size, disks.exposed_2028."],
    );
    assert.deepEqual((await fleet.sql("select distinct exposed_2028, vm_size from disks")).rows, [
      { exposed_2028: null, vm_size: null },
    ]);
    const read = await fleet.coverage();
    assert.deepEqual(
      read.disks.map(({ exposed2028, vmSize }) => ({ exposed2028, vmSize })),
      Array.from({ length: 2 }, () => ({ exposed2028: "unknown", vmSize: null })),
    );
    assert.deepEqual(read.remarks, ["disk-2 came twice.", ...fleet.remarks]);
    await fleet.close();
  });

  it("is refused without a column that every version has", async () => {
    await saveSnapshot(whole, folder.path("old"));
    await editManifest(folder.path("old"), { schemaVersion: 0 });
    await rewriteFile(folder.path("old"), "disks.parquet", "* EXCLUDE (disk_name)");
    await assert.rejects(
      openFleet(folder.path("old")),
      fails("SnapshotUnreadable", /disks\.parquet has no column disk_name/),
    );
  });

  it("stands beside a newer one in the history", async () => {
    await saveSnapshot(whole, folder.path("old"));
    await editManifest(folder.path("old"), { schemaVersion: 0, observedAt: "2026-10-01T00:00:00.000Z" });
    await rewriteFile(folder.path("old"), "disks.parquet", "* EXCLUDE (exposed_2028)");
    await saveSnapshot(whole, folder.path("new"));
    const fleet = await openFleet(folder.path());
    assert.equal(fleet.snapshotCount, 2);
    const { rows } = await fleet.sql(
      "select snapshot, exposed_2028, count(*) n from history group by all order by all",
    );
    assert.deepEqual(rows, [
      { snapshot: 1, exposed_2028: null, n: 2 },
      { snapshot: 2, exposed_2028: "no", n: 2 },
    ]);
    await fleet.close();
  });
});

describe("Snapshots in one folder", () => {
  const folder = aFolderForEachTest();

  it("are opened by the folder's name, and one that is being written is not among them", async () => {
    await saveSnapshot(whole, folder.path("b"));
    await saveSnapshot({ ...whole, observedAt: new Date("2026-12-24T09:00:00Z") }, folder.path("a"));
    await saveSnapshot({ ...whole, observedAt: new Date("2026-12-25T09:00:00Z") }, folder.path("c"));
    await mkdir(folder.path("d.partial-1"));
    await writeFile(
      folder.path("d.partial-1", "manifest.json"),
      await readFile(folder.path("c", "manifest.json")),
    );
    const fleet = await openFleet(folder.path());
    const { rows } = await fleet.sql<{ snapshot: number; folder: string }>(
      "select snapshot, folder from snapshots",
    );
    assert.deepEqual(
      rows.map((row) => `${row.snapshot} ${basename(row.folder)}`),
      ["1 b", "2 a", "3 c"],
    );
    await fleet.close();
  });

  it("are refused where one of them is damaged: it is not left out without a word", async () => {
    await saveSnapshot(whole, folder.path("a"));
    await saveSnapshot({ ...whole, observedAt: new Date("2026-12-24T09:00:00Z") }, folder.path("b"));
    await truncate(folder.path("b", "manifest.json"), 100);
    await assert.rejects(
      openFleet(folder.path()),
      fails("SnapshotUnreadable", /b can't be read: its manifest\.json is no JSON/),
    );
  });

  it("are refused where two are of one moment: its disks would count twice", async () => {
    await saveSnapshot(whole, folder.path("a"));
    await saveSnapshot(whole, folder.path("copy-of-a"));
    await assert.rejects(
      openFleet(folder.path()),
      fails("ArgumentInvalid", /a and .*copy-of-a were taken at the same moment, 2026-11-24T09:00:00\.000Z/),
    );
  });

  it("may have names that look like patterns", async () => {
    const other = { ...whole, observedAt: new Date("2026-12-24T09:00:00Z"), disks: [] };
    await saveSnapshot(whole, folder.path("it's [1]*", "mechanism=none"));
    await saveSnapshot(other, folder.path("it's 1x", "mechanism=none"));
    const fleet = await openFleet(folder.path("it's [1]*", "mechanism=none"));
    const { rows } = await fleet.sql("select mechanism, count(*) as n from disks group by all");
    assert.deepEqual(rows, [{ mechanism: "platform-key", n: 2 }]);
    await fleet.close();
  });
});
