import type { Fact, ManagedDisk, Snapshot } from "@runbooks/azure";
import type { Verdict } from "../finding";
import { inWords, unknown } from "../verdict";
import type { CustomerKeyFacts, DiskTarget, EncryptionTarget } from "./facts";

/** What a disk and a snapshot have in common, once read. */
export type Stored = Pick<
  ManagedDisk & Snapshot,
  "id" | "name" | "location" | "encryptionType" | "diskEncryptionSetId" | "encryptionSettings"
>;

/** The disk or the snapshot itself. */
export const storedOf = (target: EncryptionTarget): Fact<Stored> =>
  target.kind === "disk" ? target.disk : target.snapshot;

/** Those targets that were read, each with its name. */
export function readTargets({ targets }: Pick<CustomerKeyFacts, "targets">): readonly Stored[] {
  return targets.flatMap((target) => {
    const stored = storedOf(target);
    return stored.kind === "known" ? [stored.value] : [];
  });
}

/** Those disks that were read. */
export function readDisks({ targets }: Pick<CustomerKeyFacts, "targets">): readonly ManagedDisk[] {
  return diskTargets(targets).flatMap(({ disk }) => (disk.kind === "known" ? [disk.value] : []));
}

export function diskTargets(targets: readonly EncryptionTarget[]): readonly DiskTarget[] {
  return targets.filter((target): target is DiskTarget => target.kind === "disk");
}

/** `unknown` where a disk or a snapshot could not be read. */
export function unreadTargets(
  { targets }: Pick<CustomerKeyFacts, "targets">,
  what: string,
): Verdict | undefined {
  const unread = targets.flatMap((target) => {
    const stored = storedOf(target);
    return stored.kind === "missing" ? [`${target.name} (${stored.reason})`] : [];
  });
  return unread.length === 0
    ? undefined
    : unknown(
        `${what} of ${inWords(unread)}`,
        "See that you may read the disks and snapshots (Microsoft.Compute/disks/read, .../snapshots/read) and check again.",
      );
}
