import {
  type InventoriedDisk,
  type InventoriedSubscription,
  type InventoriedVirtualMachine,
  type InventoryGap,
} from "../../nouns/inventory";
import { RunbookError } from "@runbooks/azure";
import type { RowsById } from "../rows/read-rows";
import { virtualMachineRow, type VirtualMachineRow } from "../rows/virtual-machine-row";
import { VIRTUAL_MACHINE_API_VERSION } from "./lists";
import { gapOf, strangeAnswer, type Reading } from "./reading";

export type VirtualMachineRows = RowsById<VirtualMachineRow>;

/** Ids, in lower case, of the VMs that have Azure Disk Encryption or had it, by the lists: a disk with the stamp, the VM's model, or the extension. */
export function adeCandidates(
  virtualMachines: VirtualMachineRows,
  disks: RowsById<InventoriedDisk>,
): readonly string[] {
  const stamped = new Set<string>();
  const holders = new Set<string>();
  for (const [id, { row }] of disks) {
    if (row.adeStamp === "never") continue;
    stamped.add(id);
    if (row.managedBy !== null && row.managedBy !== undefined) holders.add(row.managedBy.toLowerCase());
  }
  const isCandidate = (
    id: string,
    { hasAdeExtension, osDiskAdeStamp = "never", disks: attached = [] }: InventoriedVirtualMachine,
  ): boolean =>
    hasAdeExtension === true ||
    osDiskAdeStamp !== "never" ||
    holders.has(id) ||
    (stamped.size > 0 &&
      attached.some(
        ({ managedDiskId }) => managedDiskId !== undefined && stamped.has(managedDiskId.toLowerCase()),
      ));
  return [...virtualMachines].flatMap(([id, { row }]) => (isCandidate(id, row) ? [id] : []));
}

/**
 * Reads the candidates' model and instance view, one request each, side by side, and puts them in the place of what the list told.
 *
 * @returns a gap for each that could not be read: of it, what the list told stands.
 */
export async function readInstanceViews(
  reading: Reading,
  subscription: InventoriedSubscription,
  virtualMachines: VirtualMachineRows,
  candidates: readonly string[],
): Promise<readonly InventoryGap[]> {
  let readBefore = 0;
  reading.note({ candidates: candidates.length });
  const gaps = await Promise.all(
    candidates.map(async (id): Promise<readonly InventoryGap[]> => {
      const listed = virtualMachines.get(id)?.row;
      if (listed === undefined) return [];
      try {
        const row = await readInstanceView(reading, subscription, listed);
        virtualMachines.set(id, { row, answer: reading.nextAnswer() });
        readBefore += 1;
        reading.note({ instanceViews: 1 });
        return [];
      } catch (error) {
        if (!(error instanceof RunbookError)) throw error;
        return [gapOf(subscription, error, { kind: "instanceViews", readBefore, scope: listed.name })];
      }
    }),
  );
  return gaps.flat();
}

/** @throws RunbookError with Azure's code. */
async function readInstanceView(
  reading: Reading,
  subscription: InventoriedSubscription,
  { id, name }: InventoriedVirtualMachine,
): Promise<VirtualMachineRow> {
  const doing = `reading VM ${name}`;
  const body = await reading.json({
    subscription,
    operation: "VMs",
    url: `${id}?$expand=instanceView&api-version=${VIRTUAL_MACHINE_API_VERSION}`,
    doing,
  });
  const row = virtualMachineRow(body, reading.pool);
  if (row !== undefined) return row;
  throw strangeAnswer(doing, "Azure's answer is no VM");
}
