import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "csv-parse/sync";

import type { Coverage } from "../../lib/fleet/coverage/coverage";
import { exportsWithSecrets, LEAKED } from "../fleet/inventory/secrets-in-a-fleet";
import { unpacked } from "../disk-encryption/presentation/unpacked-page";
import { run, type Ran } from "./run-runbook";

const coverageIn = ({ results }: Ran): Coverage => JSON.parse(results) as Coverage;
const finance = "c0015002-50b5-4000-8000-c0ffee000002";
const nobodys = "c0015003-50b5-4000-8000-c0ffee000003";

describe("runbook coverage", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "coverage-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("counts every disk of Contoso once, by subscription", async () => {
    const ran = await run("coverage");
    assert.equal(ran.exitCode, 0);
    assert.match(ran.results, /^39 of 39 disks read, of 16 VMs in 2 subscriptions/);
    assert.match(ran.results, /Contoso Production +35 +14/);
    assert.match(ran.results, /all that were read +39 +16 /);
    assert.match(ran.notes, /Sandbox/);
  });

  it("says the same by Resource Graph as by Resource Manager, disk by disk", async () => {
    const bySource = await Promise.all(
      ["arm", "graph"].map(async (source) => coverageIn(await run("coverage", "--source", source, "--json"))),
    );
    const [arm = [], graph = []] = bySource.map(({ disks }) =>
      disks.map(({ diskName, vmName, mechanism }) => `${vmName} ${diskName} ${mechanism}`).sort(),
    );
    assert.ok(arm.length > 30);
    assert.deepEqual(arm, graph);
  });

  for (const source of ["arm", "graph"]) {
    it(`exits with 1, and names it, where a subscription can't be read by ${source}`, async () => {
      const ran = await run("coverage", "--source", source, "--subscription", finance, nobodys);
      assert.equal(ran.exitCode, 1);
      assert.match(ran.results, /c0015003-50b5-4000-8000-c0ffee000003/);
      assert.match(ran.results, /! This is the fleet without subscription/);
    });
  }

  it("exits with 2 where nothing could be read, and says what", async () => {
    const ran = await run("coverage", "--subscription", nobodys);
    assert.equal(ran.exitCode, 2);
    assert.match(ran.results, /in 0 of 1 subscription;/);
  });

  it("prints one line a disk as CSV, and what was not read as lines of their own", async () => {
    const ran = await run("coverage", "--csv", "--subscription", finance, nobodys);
    const [header = [], ...lines] = parse(ran.results, { columns: false });
    const role = header.indexOf("role");
    const read = lines.filter((line) => line[role] !== "not-read");
    assert.equal(read.length, 4);
    assert.equal(lines.length, 5);
    assert.ok(header.includes("control:customer-key"));
  });

  it("rolls up by a tag", async () => {
    assert.match((await run("coverage", "--by", "tag:owner")).results, /Disks by tag owner/);
    assert.match((await run("coverage", "--by", "Location")).results, /Disks by location/);
  });

  it("writes a report of one file, with its disks", async () => {
    const file = join(folder, "coverage.html");
    await run("coverage", "--html", file);
    const page = readFileSync(file, "utf8");
    assert.match(page, /vm-ledger-01/);
    assert.doesNotMatch(page, /(src|href)="http/);
  });

  describe("of a fleet with the URLs of keys and secrets, signed URLs and an account's key in it", () => {
    beforeEach(() => {
      for (const [name, content] of Object.entries(exportsWithSecrets))
        writeFileSync(join(folder, name), JSON.stringify(content));
    });

    for (const options of [["--json"], ["--csv"], [], ["--by", "tag:padded"]]) {
      it(`prints none of them${options.length === 0 ? "" : ` with ${options.join(" ")}`}`, async () => {
        const { results, notes } = await run("coverage", "--source", folder, ...options);
        assert.match(results, /disk-loose|2 of 2 disks/);
        assert.ok(!`${results}${notes}`.includes(LEAKED));
      });
    }

    it("writes none of them into the report: not into the rows of its tables, not into its pictures", async () => {
      const file = join(folder, "coverage.html");
      await run("coverage", "--source", folder, "--html", file);
      const { text, tables, pictures } = unpacked(readFileSync(file, "utf8"));
      assert.ok(tables >= 3 && pictures >= 3, `${tables} tables, ${pictures} pictures`);
      assert.match(text, /"disk-loose"/);
      assert.ok(!text.includes(LEAKED));
    });

    it("says which tags are left out", async () => {
      const { results } = await run("coverage", "--source", folder);
      assert.match(results, /36 tags \(diskEncryptionKeyUrl, padded, asJson, asPair, sas …\) are left out/);
    });
  });

  it("keeps a snapshot, and tells what changed since", async () => {
    const snapshot = join(folder, "before");
    await run("coverage", "--save", snapshot);
    assert.ok(existsSync(join(snapshot, "disks.parquet")));
    const ran = await run("coverage", "--since", snapshot);
    assert.match(
      ran.results,
      /0 newly protected, 0 newly unprotected, 0 moved, 0 new, 0 gone, 0 not comparable, 39 unchanged/,
    );
  });

  it("compares with the snapshot that was the newest before this one was kept beside it", async () => {
    await run("coverage", "--subscription", finance, "--save", join(folder, "october"));
    const ran = await run("coverage", "--save", join(folder, "november"), "--since", folder);
    assert.match(ran.results, /0 newly protected, .* 0 gone, 35 not comparable, 4 unchanged/);
    assert.match(ran.results, /subscription Contoso Production was not asked/);
  });

  it("says before the reading what can't be written or compared, and reads nothing then", async () => {
    writeFileSync(join(folder, "file"), "");
    for (const [code, ...args] of [
      ["FileUnwritable", "--html", join(folder, "nowhere", "coverage.html")],
      ["FileUnwritable", "--html", folder],
      ["SnapshotUnwritable", "--save", folder],
      ["SnapshotUnwritable", "--save", join(folder, "file", "november")],
      ["SnapshotUnreadable", "--since", join(folder, "october")],
    ] as const) {
      const ran = await run("coverage", ...args);
      assert.equal(ran.exitCode, 2, args.join(" "));
      assert.match(ran.notes, new RegExp(`^${code}: .*\n  Try: `), args.join(" "));
      assert.equal(ran.results, "");
    }
  });

  it("tells of each VM whether it runs", async () => {
    const { virtualMachines } = coverageIn(await run("coverage", "--json"));
    assert.ok(virtualMachines.length > 10);
    assert.deepEqual(
      virtualMachines.filter(({ powerState }) => powerState === "unknown"),
      [],
    );
  });

  it("reads a snapshot, and the newest in a folder of snapshots, instead of asking Azure", async () => {
    const kept = await run("coverage", "--save", join(folder, "october"), "--json");
    for (const source of [join(folder, "october"), folder])
      assert.deepEqual(coverageIn(await run("coverage", "--source", source, "--json")), coverageIn(kept));
    const ran = await run("coverage", "--source", folder, "--subscription", finance);
    assert.match(ran.notes, /ArgumentInvalid: .*is a snapshot/);
  });

  it("puts a snapshot in the place of another where that is asked for", async () => {
    const snapshot = join(folder, "before");
    await run("coverage", "--save", snapshot);
    const refused = await run("coverage", "--save", snapshot);
    assert.match(refused.notes, /is a snapshot already\.\n.*--replace/);
    assert.equal((await run("coverage", "--save", snapshot, "--replace")).exitCode, 0);
  });

  it("takes of exports what belongs to the named subscriptions", async () => {
    const idOf = (subscription: string): string =>
      `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Compute/disks/d1`;
    const disks = [finance, nobodys].map((one) => ({
      id: idOf(one),
      name: "d1",
      type: "microsoft.compute/disks",
    }));
    writeFileSync(join(folder, "graph.json"), JSON.stringify({ data: disks }));
    const ran = await run("coverage", "--source", folder, "--subscription", finance, "--json");
    const found = coverageIn(ran);
    assert.deepEqual(
      found.disks.map(({ diskId }) => diskId),
      [idOf(finance)],
    );
  });

  it("reads exports instead of asking Azure", async () => {
    const id = `/subscriptions/${finance}/resourceGroups/rg/providers/Microsoft.Compute/disks/d1`;
    const disk = {
      id,
      name: "d1",
      type: "microsoft.compute/disks",
      managedBy: "",
      properties: {
        diskState: "Unattached",
        encryption: { type: "EncryptionAtRestWithPlatformKey" },
        provisioningState: "Succeeded",
      },
    };
    writeFileSync(join(folder, "graph.json"), JSON.stringify({ data: [disk] }));
    const { disks, source } = coverageIn(await run("coverage", "--source", folder, "--json"));
    assert.equal(source, "files");
    assert.deepEqual(
      disks.map(({ diskName, role, mechanism, osType }) => [diskName, role, mechanism, osType]),
      [["d1", "unattached", "platform-key", "unknown"]],
    );
  });

  it("makes a fleet up", async () => {
    assert.equal(coverageIn(await run("coverage", "--generate", "20", "--json")).virtualMachines.length, 20);
  });

  for (const [what, args] of [
    ["a source that is nowhere", ["--source", "no-such-folder"]],
    ["a dimension that is none", ["--by", "colour"]],
    ["two results at once", ["--json", "--csv"]],
    ["files of live Azure", ["--source", ".", "--live", finance]],
    ["a made-up fleet of no size", ["--generate", "many"]],
    ["a management group without Resource Graph", ["--management-group", "root"]],
    ["instance views beside those that are read anyway", ["--instance-views"]],
  ] as const) {
    it(`exits with 2 for ${what}, and says what to do`, async () => {
      const ran = await run("coverage", ...args);
      assert.equal(ran.exitCode, 2);
      assert.match(ran.notes, /ArgumentInvalid/);
      assert.match(ran.notes, /Try: /);
    });
  }

  it("has a help that names every source and exit code", async () => {
    const { results } = await run("coverage", "--help");
    for (const word of ["arm", "graph", "exports", "--since", "--html", "Exit code"])
      assert.ok(results.includes(word), word);
  });
});
