import type { InventoryGap } from "../../nouns/inventory";
import type { Coverage, DiskCoverage, VirtualMachineCoverage } from "../../coverage/coverage";
import type { Engine } from "../sql/engine";
import { controlsReader } from "./controls";
import type { SnapshotManifest } from "./manifest";
import { fieldReaders, readRows } from "./read-rows";
import { copyFields, diskFields, gapFields, virtualMachineFields, type Relations } from "./tables";

/**
 * The coverage that a snapshot was saved of.
 *
 * @throws RangeError for a cell that can't be; DuckDB's own error for a damaged file.
 */
export async function readCoverage(
  engine: Engine,
  { source, observedAt, subscriptions, controls, remarks }: SnapshotManifest,
  relations: Relations,
): Promise<Coverage> {
  const { disks, virtual_machines, copies } = relations;
  return {
    source,
    observedAt,
    subscriptions,
    disks: await readRows<DiskCoverage>(engine, disks, {
      ...(await fieldReaders(engine, disks, diskFields)),
      controls: await controlsReader(engine, disks, controls),
    }),
    virtualMachines: await readRows<VirtualMachineCoverage>(engine, virtual_machines, {
      ...(await fieldReaders(engine, virtual_machines, virtualMachineFields)),
      controls: await controlsReader(engine, virtual_machines, controls),
    }),
    copies: await readRows(engine, copies, await fieldReaders(engine, copies, copyFields)),
    gaps: await readGaps(engine, relations),
    remarks,
  };
}

/** What could not be read of a snapshot's fleet. */
export async function readGaps(engine: Engine, { gaps }: Relations): Promise<readonly InventoryGap[]> {
  return await readRows<InventoryGap>(engine, gaps, await fieldReaders(engine, gaps, gapFields));
}
