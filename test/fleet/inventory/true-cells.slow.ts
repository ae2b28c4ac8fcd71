import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import { connect, type SandboxConnection } from "../../../lib/disk-encryption/connection/connect";
import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import { readFleet } from "../../../lib/fleet/inventory/arm";
import { readFleetFromFiles } from "../../../lib/fleet/inventory/files";
import { readFleetFromGraph } from "../../../lib/fleet/inventory/graph";
import { truthOf } from "../../sandbox/fleet/generated/truth";

// The bench's own modules, which this file has to wait for.
const bench = {
  cells: () => import("../../../scripts/bench/correct-cells.mjs"),
  exports: () => import("../../../scripts/bench/exports.mjs"),
};
type SourceKnowledge = Parameters<Awaited<ReturnType<typeof bench.cells>>["compareWithTruth"]>[2];
type ExportKind = keyof Awaited<ReturnType<typeof bench.exports>>["exportKinds"];

const all: SourceKnowledge = { powerStates: true, reports: true, extensions: true, absence: true };

interface Source {
  readonly name: string;
  readonly knows: () => Promise<SourceKnowledge>;
  readonly read: (azure: SandboxConnection) => Promise<Inventory>;
}

async function readExport(azure: SandboxConnection, kind: ExportKind): Promise<Inventory> {
  const folder = mkdtempSync(join(tmpdir(), "export-"));
  try {
    await (await bench.exports()).writeExport(azure, kind, folder);
    return await readFleetFromFiles(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ofExport = (kind: ExportKind): Source => ({
  name: kind,
  knows: async () => (await bench.exports()).exportKinds[kind],
  read: (azure) => readExport(azure, kind),
});

const sources: readonly Source[] = [
  {
    name: "Resource Manager",
    knows: () => Promise.resolve(all),
    read: (azure) => readFleet(azure, { withPowerStates: true }),
  },
  {
    name: "the lists of Resource Manager alone",
    knows: () => Promise.resolve({ ...all, powerStates: false, reports: false, extensions: false }),
    read: (azure) => readFleet(azure, { withInstanceViews: false }),
  },
  {
    name: "Resource Graph with instance views",
    knows: () => Promise.resolve(all),
    read: (azure) => readFleetFromGraph(azure, { withInstanceViews: true }),
  },
  {
    name: "Resource Graph",
    knows: () => Promise.resolve({ ...all, reports: false }),
    read: (azure) => readFleetFromGraph(azure),
  },
  ofExport("az list"),
  ofExport("az graph query"),
  ofExport("Explorer CSV"),
];

describe("A generated fleet's coverage", () => {
  for (const { name, knows, read } of sources)
    it(`by ${name} says of each disk, VM and copy what is true, and not known where it can't be`, async () => {
      const azure = await connect({ generate: { virtualMachines: 500, subscriptions: 2, seed: "seven" } });
      const told = await knows();
      const { compareWithTruth } = await bench.cells();
      const found = compareWithTruth(coverageOf(await read(azure)), truthOf(azure.sandbox.generated), told);
      assert.deepEqual([found.wrong, found.missingRows, found.extraRows], [{}, 0, 0]);
      assert.ok(found.cells > 40_000, `${found.cells}`);
      assert.equal(found.unknownAsItMust > 0, Object.values(told).includes(false));
    });

  it("is compared with the truth cell by cell: one that is wrong is found, and a row too few and too many", async () => {
    const azure = await connect({ generate: { virtualMachines: 50, subscriptions: 1 } });
    const coverage = coverageOf(await readFleet(azure, { withPowerStates: true }));
    const [first, second, ...others] = coverage.disks;
    assert.ok(first !== undefined && second !== undefined);
    const stranger = { ...second, diskId: `${second.diskId ?? ""}-stranger` };
    const disks = [{ ...first, sku: "UltraSSD_LRS" }, stranger, ...others];
    const { compareWithTruth } = await bench.cells();
    const found = compareWithTruth({ ...coverage, disks }, truthOf(azure.sandbox.generated), all);
    assert.deepEqual(
      [found.wrong, found.missingRows, found.extraRows],
      [{ [`sku: "UltraSSD_LRS" is "${first.sku}"`]: 1 }, 1, 1],
    );
  });

  it("is wrong where it says that it does not know what its source tells", async () => {
    const azure = await connect({ generate: { virtualMachines: 100, subscriptions: 1 } });
    const coverage = coverageOf(await readFleetFromGraph(azure));
    const { compareWithTruth } = await bench.cells();
    const found = compareWithTruth(coverage, truthOf(azure.sandbox.generated), all);
    assert.ok(Object.keys(found.wrong).some((one) => one.startsWith('mechanism: "unknown" is ')));
  });
});
