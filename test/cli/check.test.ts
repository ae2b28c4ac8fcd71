import assert from "node:assert/strict";

import { outcomesToAnnounce, parseAnnouncedFindings } from "../announced-findings";
import type { Finding } from "../../lib/disk-encryption/checks/finding";
import { readDataFile } from "../../lib/azure/data";
import { parseFleet } from "../../lib/sandbox/index";
import { run, type Ran } from "./run-runbook";

interface Report {
  readonly readiness: string;
  readonly edition: string;
  readonly probed: boolean;
  readonly findings: readonly Finding[];
}

const GENERATED = "vm-web-000004";
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

describe("runbook check of a VM without tags", () => {
  const checkGenerated = (...more: readonly string[]): Promise<Ran> =>
    run("check", GENERATED, "--fleet", "generated-30", ...more);

  it("proposes a vault, and says which it took and why", async () => {
    const { results, exitCode } = await checkGenerated();
    assert.equal(exitCode, 1);
    assert.match(results, /key vault +kv-fleet-\S+ +! proposed +It is in .* region and subscription/);
    assert.match(results, /volume type +(OS|Data|All) +! proposed/);
  });

  it("has the proposal as JSON: what was chosen, by whom and why, and each vault that was looked at", async () => {
    const { chosen, keyVaults } = JSON.parse((await checkGenerated("--json")).results) as {
      readonly chosen: Readonly<Record<string, { readonly value: string; readonly chosenBy: string }>>;
      readonly keyVaults: readonly { readonly id: string; readonly fit: string }[];
    };
    assert.equal(chosen["keyVault"]?.chosenBy, "proposal");
    assert.equal(chosen["keyVault"].value, keyVaults[0]?.id);
    assert.equal(keyVaults[0]?.fit, "ready");
    assert.equal(chosen["keyEncryptionKey"]?.value, "none");
  });

  it("is named in any subscription by its full resource id", async () => {
    const { id } = JSON.parse((await checkGenerated("--json")).results) as { readonly id: string };
    const byId = await run("check", id, "--fleet", "generated-30");
    assert.match(byId.results, new RegExp(`^${GENERATED}: `));
  });
});

describe("runbook check by an edition", () => {
  it("says of a VM that the module alone refuses that it is ready by the current edition", async () => {
    const both = await run("check", "vm-web-02", "--probe");
    assert.match(both.results, /By the current edition alone it is ready: --edition current\.$/);
  });

  it("shows the module's objection as a note where the current edition decides", async () => {
    const { results, exitCode } = await run("check", "vm-web-02", "--probe", "--edition", "current");
    assert.equal(exitCode, 0);
    assert.match(results, /! Only a note, it blocks nothing: the training module objects to networking/);
  });

  it("is not ready by the module edition with an ultra disk, of which the module says nothing and Azure refuses", async () => {
    const { results, exitCode } = await run("check", "vm-sql-01", "--probe", "--edition", "module");
    assert.equal(exitCode, 1);
    assert.match(results, /disk-types .*\n?.*the newest documents' rule decides/);
  });

  it("counts both where both are named, as in the sandbox by default", async () => {
    const { results } = await run("check", "vm-web-02", "--probe", "--edition", "both");
    assert.equal(results, (await run("check", "vm-web-02", "--probe")).results);
  });
});
