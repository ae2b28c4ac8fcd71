import type { Check } from "../check";
import type { Verdict } from "../finding";
import { fail, inWords, MODULE_STATES_NO_RULE, pass, strictest, unknown } from "../verdict";
import type { CustomerKeyFacts, DiskTarget, EncryptionTarget, SnapshotTarget } from "./facts";
import { whenSetKnown } from "./known";
import { encryptionWith, isEncryptedAs, PLATFORM_KEY, type WishedEncryption } from "./wished-encryption";

/**
 * What the restrictions say of a set for a disk with incremental snapshots, and what is inferred from it. They also read as if a set could be
 * given to such a disk; a support note quotes Azure's refusal.
 */
const SAME_SET =
  "Microsoft's rule: a disk and all its incremental snapshots have the same disk encryption set. " +
  "Inferred from it, not documented: Azure does not give a set to a disk that already has incremental snapshots.";

/** What the restrictions say of a return to the platform's key; nothing is inferred. */
const NO_RETURN =
  "Microsoft's rule: where a disk with incremental snapshots has a customer-managed key, neither it nor they can go back.";

/**
 * A disk and its incremental snapshots have the same disk encryption set: that much is Microsoft's rule. That a set can't be given to a disk
 * with incremental snapshots is inferred. The module says nothing.
 *
 * @see "Server-side encryption of Azure managed disks", Customer-managed key restrictions, 2026-04-02 (the list itself is of 2025-02-18)
 */
export const incrementalSnapshots: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenSetKnown(facts, "whether the disks have incremental snapshots with another key", (set) =>
        evaluate(facts, encryptionWith(set)),
      );

/** The return to the platform-managed key, which the restrictions forbid in so many words. */
export const incrementalSnapshotsOnReturn: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module" ? MODULE_STATES_NO_RULE : evaluate(facts, PLATFORM_KEY);

function evaluate({ targets }: CustomerKeyFacts, wished: WishedEncryption): Verdict {
  return strictest(
    pass("No disk has incremental snapshots with another key."),
    ...targets.map((target) => evaluateTarget(target, wished)),
  );
}

function evaluateTarget(target: EncryptionTarget, wished: WishedEncryption): Verdict {
  return target.kind === "disk" ? evaluateDisk(target, wished) : evaluateSnapshot(target, wished);
}

function evaluateDisk(
  { name, disk, incrementalSnapshots: snapshots }: DiskTarget,
  wished: WishedEncryption,
): Verdict {
  if (disk.kind === "known" && isEncryptedAs(disk.value, wished))
    return pass(`${name} is encrypted so already.`);
  if (snapshots.kind === "missing") return unread(name, snapshots.reason);
  return snapshots.value.length === 0
    ? pass(`${name} has no incremental snapshot.`)
    : fail(
        `${name} has incremental snapshots: ${inWords(snapshots.value.map((one) => one.name))}. ${wished.diskEncryptionSetId === undefined ? NO_RETURN : SAME_SET}`,
        "Delete the incremental snapshots once they are not needed (a backup that makes them has to be stopped first), or copy the data to a new disk.",
      );
}

function evaluateSnapshot(
  { name, snapshot, sourceDisk, incrementalSnapshots: siblings }: SnapshotTarget,
  wished: WishedEncryption,
): Verdict {
  if (snapshot.kind === "missing") return unread(name, snapshot.reason);
  if (!snapshot.value.incremental) return pass(`${name} is a full snapshot.`);
  if (isEncryptedAs(snapshot.value, wished)) return pass(`${name} is encrypted so already.`);
  if (sourceDisk.kind === "missing" && sourceDisk.absent !== true) return unread(name, sourceDisk.reason);
  if (sourceDisk.kind === "missing") return evaluateOrphan(name, siblings, wished);
  return isEncryptedAs(sourceDisk.value, wished)
    ? pass(`${name} gets the key of its disk.`)
    : fail(
        `${name} is an incremental snapshot of ${sourceDisk.value.name}, and the two must have the same disk encryption set.`,
        "Take a full snapshot instead, and encrypt that.",
      );
}

/** A snapshot outlives its disk; whether those that are left have to agree is not documented. */
function evaluateOrphan(
  name: string,
  siblings: SnapshotTarget["incrementalSnapshots"],
  wished: WishedEncryption,
): Verdict {
  if (siblings.kind === "missing") return unread(name, siblings.reason);
  const others = siblings.value.filter((sibling) => !isEncryptedAs(sibling, wished));
  return others.length === 0
    ? pass(`${name} has outlived its disk, and no other snapshot of that has another key.`)
    : unknown(
        `whether ${name}, whose disk is gone, must have the key of ${inWords(others.map((other) => other.name))}: no document says it`,
        "Take a full snapshot instead, and encrypt that.",
      );
}

const unread = (name: string, reason: string): Verdict =>
  unknown(
    `the incremental snapshots that belong to ${name}: ${reason}`,
    "See that you may list the subscription's snapshots (Microsoft.Compute/snapshots/read), and observe again.",
  );
