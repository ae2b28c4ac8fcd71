import { createHash } from "node:crypto";

import { defined, parseResourceId } from "@runbooks/azure";
import type { EncryptionFacts } from "../../checks/facts";
import type { StoredEncryption } from "../actions/disk-encryption";
import { planBlocked } from "../blocked";
import type { StepContent } from "../plan";

/** What a snapshot is made of, and how it is named and encrypted. */
export interface SnapshotSource {
  readonly disk: { readonly id: string; readonly name: string; readonly location: string };
  readonly takenAt: Date;
  /** Before the time in the name: `before-ade`. */
  readonly purpose?: string;
  /** Absent: as Azure chooses for a copy of the disk. */
  readonly encryption?: StoredEncryption;
  /** Said after the disk's name: `with set des-contoso`. */
  readonly words?: string;
}

/** The step that takes a full snapshot of a disk, beside it. Pure. */
export function snapshotStep({ disk, takenAt, purpose, encryption, words }: SnapshotSource): StepContent {
  const { id, name, location } = disk;
  const { subscriptionId, resourceGroupName } = parseResourceId(id);
  const stamp = takenAt.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  const snapshotName = [shortName(name, id), ...(purpose === undefined ? [] : [purpose]), stamp].join("-");
  return {
    title: ["Snapshot disk", name, ...(words === undefined ? [] : [words])].join(" "),
    action: {
      kind: "create-snapshot",
      snapshotId: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/snapshots/${snapshotName}`,
      location,
      sourceDiskId: id,
      ...defined({ encryption }),
    },
    impact: "none",
    undo: { kind: "possible", how: "delete the snapshot" },
  };
}

/**
 * A snapshot of each disk, before Azure Disk Encryption. Pure.
 *
 * @throws RunbookError `PlanBlocked` for a disk that could not be read.
 */
export function snapshotSteps({
  virtualMachine: vm,
  disks,
  observedAt: takenAt,
}: EncryptionFacts): readonly StepContent[] {
  return disks.map((disk) => {
    if (disk.kind === "known") return snapshotStep({ disk: disk.value, takenAt, purpose: "before-ade" });
    throw planBlocked(
      `A disk of ${vm.name} can't be snapshotted: ${disk.reason}`,
      "Get the right to read it.",
    );
  });
}

/** A snapshot's name holds 80 characters, 26 of them for its end. A disk's name that is cut is kept unique by a hash of the disk's id. */
export function shortName(name: string, id: string): string {
  if (name.length <= 54) return name;
  return `${name.slice(0, 47)}-${createHash("sha256").update(id.toLowerCase()).digest("hex").slice(0, 6)}`;
}
