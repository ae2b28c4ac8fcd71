import { AzureError } from "../../errors";
import { guestOf } from "../../guest/guest";
import type { DiskRule } from "./disk-rule";

/**
 * A disk's encryption changes while no VM holds the disk, or its VM is deallocated ("Enable customer-managed keys for managed disks",
 * 2026-07-20; both ways). No document gives the text.
 */
export const notInUse: DiskRule = ({ world, old, encryptionChanges }) => {
  if (!encryptionChanges || old?.managedBy === undefined) return undefined;
  if (guestOf(world, old.managedBy)?.powerState === "deallocated") return undefined;
  return new AzureError(
    409,
    "OperationNotAllowed",
    `(sandbox) The encryption of disk '${old.name}' can't be changed while it is attached to a running VM.`,
  );
};
