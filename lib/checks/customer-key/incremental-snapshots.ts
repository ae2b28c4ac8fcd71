import type { Check } from "../check";
import type { Verdict } from "../finding";
import { fail, inWords, MODULE_STATES_NO_RULE, pass, strictest, unknown } from "../verdict";
import type { CustomerKeyFacts, DiskTarget, EncryptionTarget, SnapshotTarget } from "./facts";
import { whenSetKnown } from "./known";
import { encryptionWith, isEncryptedAs, PLATFORM_KEY, type WishedEncryption } from "./wished-encryption";

/**
 * A disk and its incremental snapshots have one key: none of them changes it alone. The module says nothing.
 *
 * @see "Server-side encryption of Azure managed disks", Customer-managed key restrictions, 2026-04-02
 */
export const incrementalSnapshots: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenSetKnown(facts, "whether incremental snapshots keep the disks to their key", (set) =>
        judge(facts, encryptionWith(set)),
      );

/** The same on the way back to the platform's key, which the restrictions name by itself. */
export const incrementalSnapshotsOnReturn: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module" ? MODULE_STATES_NO_RULE : judge(facts, PLATFORM_KEY);

function judge({ targets }: CustomerKeyFacts, wished: WishedEncryption): Verdict {
  return strictest(
    pass("No incremental snapshot keeps a disk to its key."),
    ...targets.map((target) => judgeTarget(target, wished)),
  );
}

function judgeTarget(target: EncryptionTarget, wished: WishedEncryption): Verdict {
  return target.kind === "disk" ? judgeDisk(target, wished) : judgeSnapshot(target, wished);
}

function judgeDisk(
  { name, disk, incrementalSnapshots: snapshots }: DiskTarget,
  wished: WishedEncryption,
): Verdict {
  if (disk.kind === "known" && isEncryptedAs(disk.value, wished))
    return pass(`${name} is encrypted so already.`);
  if (snapshots.kind === "missing") return unread(name, snapshots.reason);
  return snapshots.value.length === 0
    ? pass(`${name} has no incremental snapshot.`)
    : fail(
        `${name} has incremental snapshots, which keep it to its key: ${inWords(snapshots.value.map((one) => one.name))}.`,
        "Delete the incremental snapshots once they are not needed (a backup that makes them has to be stopped first), or copy the data to a new disk.",
      );
}

function judgeSnapshot(
  { name, snapshot, sourceDisk, incrementalSnapshots: siblings }: SnapshotTarget,
  wished: WishedEncryption,
): Verdict {
  if (snapshot.kind === "missing") return unread(name, snapshot.reason);
  if (!snapshot.value.incremental) return pass(`${name} is a full snapshot.`);
  if (isEncryptedAs(snapshot.value, wished)) return pass(`${name} is encrypted so already.`);
  if (sourceDisk.kind === "missing" && sourceDisk.absent !== true) return unread(name, sourceDisk.reason);
  if (sourceDisk.kind === "missing") return judgeOrphan(name, siblings, wished);
  return isEncryptedAs(sourceDisk.value, wished)
    ? pass(`${name} gets the key of its disk.`)
    : fail(
        `${name} is an incremental snapshot and has to keep the key of its disk ${sourceDisk.value.name}.`,
        "Take a full snapshot instead, and encrypt that.",
      );
}

/** A snapshot outlives its disk; whether those that are left have to agree is not documented. */
function judgeOrphan(
  name: string,
  siblings: SnapshotTarget["incrementalSnapshots"],
  wished: WishedEncryption,
): Verdict {
  if (siblings.kind === "missing") return unread(name, siblings.reason);
  const others = siblings.value.filter((sibling) => !isEncryptedAs(sibling, wished));
  return others.length === 0
    ? pass(`${name} has outlived its disk, and no other snapshot of that has another key.`)
    : unknown(
        `whether ${name}, whose disk is gone, has to keep the key of ${inWords(others.map((other) => other.name))}`,
        "Take a full snapshot instead, and encrypt that.",
      );
}

const unread = (name: string, reason: string): Verdict =>
  unknown(
    `the incremental snapshots that belong to ${name}: ${reason}`,
    "See that you may list the subscription's snapshots (Microsoft.Compute/snapshots/read), and observe again.",
  );
