import assert from "node:assert/strict";

import { outcomesToAnnounce, parseAnnouncedFindings } from "../announced-findings";
import type { Finding } from "../../lib/checks/finding";
import { readDataFile } from "../../lib/data";
import { parseFleet } from "../../lib/sandbox";
import { run, type Ran } from "./run-runbook";

interface Report {
  readonly readiness: string;
  readonly edition: string;
  readonly probed: boolean;
  readonly findings: readonly Finding[];
}

const reportOf = ({ results }: Ran): Report => JSON.parse(results) as Report;
const { virtualMachines } = parseFleet(readDataFile("fleets/contoso.json"));

describe("runbook check", () => {
  for (const vm of virtualMachines) {
    const id =
      `/subscriptions/${vm.subscriptionId}/resourceGroups/${vm.resourceGroupName}` +
      `/providers/Microsoft.Compute/virtualMachines/${vm.name}`;

    it(`${vm.name} (${vm.resourceGroupName}) --json gives exactly the findings that its record announces`, async () => {
      const { findings } = reportOf(await run("check", id, "--json"));
      assert.deepEqual(outcomesToAnnounce(findings), parseAnnouncedFindings(vm.announces).findings);
    });
  }

  it("exits with 1 for a VM that is not known to be ready, and says what is missing", async () => {
    const ran = await run("check", "vm-web-01");
    assert.equal(ran.exitCode, 1);
    assert.match(ran.results, /^vm-web-01: not known to be ready/);
    assert.match(ran.results, /group-policy-tpm/);
  });

  it("exits with 0 for a VM that the probe shows to be ready", async () => {
    assert.equal((await run("check", "vm-web-01", "--probe")).exitCode, 0);
  });

  it("prints the probe's script before it runs, apart from the result", async () => {
    const ran = await run("check", "vm-web-01", "--probe", "--json");
    assert.match(ran.notes, /Win32_EncryptableVolume/);
    assert.equal(reportOf(ran).probed, true);
  });

  it("counts one edition where one is named", async () => {
    const both = reportOf(await run("check", "vm-web-02", "--probe", "--json"));
    const current = reportOf(await run("check", "vm-web-02", "--probe", "--json", "--edition", "current"));
    assert.deepEqual([both.readiness, current.readiness], ["not-ready", "ready"]);
  });

  it("names both sources where the editions differ, in the table and as JSON", async () => {
    assert.match(
      (await run("check", "vm-web-02", "--probe")).results,
      /\n +module source: .*training module.*\n +current source: .*\(20\d\d-\d\d-\d\d\)\n/,
    );
    const { findings } = reportOf(await run("check", "vm-web-02", "--probe", "--json"));
    const networking = findings.find(({ requirement }) => requirement === "networking");
    assert.equal(networking?.editionsDiffer, true);
    assert.deepEqual(Object.keys(networking.sources.current), ["title", "section", "date"]);
  });

  for (const [what, args, code] of [
    ["a VM that is not there", ["check", "vm-nowhere"], "VirtualMachineNotFound"],
    ["two VMs of one name", ["check", "vm-app-01"], "VirtualMachineAmbiguous"],
    ["an edition that is none", ["check", "vm-web-01", "--edition", "newest"], "ArgumentInvalid"],
    ["a volume type that is none", ["check", "vm-web-01", "--volume-type", "C:"], "ArgumentInvalid"],
    ["a fleet that is none", ["check", "vm-web-01", "--fleet", "fabrikam"], "SandboxFleetUnknown"],
    ["a cloud without --live", ["check", "vm-web-01", "--cloud", "china"], "ArgumentInvalid"],
  ] as const) {
    it(`ends with two lines and exit code 2 for ${what}`, async () => {
      const ran = await run(...args);
      assert.equal(ran.exitCode, 2);
      assert.equal(ran.results, "");
      assert.match(ran.notes, new RegExp(`^${code}: .*\\n  Try: `));
      assert.equal(ran.notes.split("\n").length, 2);
    });
  }

  it("exits with 2 for an unknown option, and points to --help", async () => {
    const ran = await run("check", "vm-web-01", "--force");
    assert.equal(ran.exitCode, 2);
    assert.match(ran.notes, /unknown option '--force'/);
  });

  it("has a --help that names every option and the exit codes", async () => {
    const ran = await run("check", "--help");
    assert.equal(ran.exitCode, 0);
    for (const word of ["--key-vault", "--probe", "--json", "--live", "Exit code"])
      assert.ok(ran.results.includes(word), word);
  });
});
