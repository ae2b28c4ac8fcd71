import { type Guest, type GuestVolume } from "../../nouns/guest";
import { sameResourceId, type VirtualMachine } from "@runbooks/azure";
import { FILLED_WITH_TAG } from "../../change/page-blobs/disk-to-fill";
import type { DiskCopy, LeaveAdeFacts } from "./observe";

/** Volumes that Azure Disk Encryption may have encrypted and that live on disks: the temporary disk is made anew with each host. */
export const lastingVolumes = ({ volumes }: Guest): readonly GuestVolume[] =>
  volumes.filter(({ role }) => role !== "temporary");

/** Disks of the old VM that have the mark of Azure Disk Encryption, on or switched off. */
export const isMarked = ({ source }: DiskCopy): boolean =>
  source.kind === "known" && source.value.encryptionSettings !== undefined;

/** Whether a copy was begun by these runbooks. */
export const isBegun = ({ disk }: DiskCopy): boolean =>
  disk.kind === "known" && disk.value.tags[FILLED_WITH_TAG] !== undefined;

/**
 * Why the old disks are not the copies' sources any more as they were: their VM was started since. Undefined: it was not, or Azure does not say.
 *
 * @see "Disks - Get", `LastOwnershipUpdateTime`: when the disk was attached or detached, or its VM deallocated or started
 */
export function startedSince({ old, copies }: LeaveAdeFacts): DiskCopy | undefined {
  if (old.virtualMachine.powerState !== "deallocated") return copies.find((copy) => isBegun(copy));
  return copies.find(
    ({ source, disk }) =>
      source.kind === "known" &&
      disk.kind === "known" &&
      source.value.lastOwnershipUpdateTime !== undefined &&
      disk.value.timeCreated !== undefined &&
      source.value.lastOwnershipUpdateTime > disk.value.timeCreated,
  );
}

/** The ids of a VM's managed disks, OS disk first. */
const diskIdsOf = ({ osDisk, dataDisks }: VirtualMachine): readonly string[] =>
  [osDisk, ...dataDisks].flatMap(({ managedDiskId }) => managedDiskId ?? []);

/** The copies that a VM does not have attached. */
export const notAttachedTo = (vm: VirtualMachine, copies: readonly DiskCopy[]): readonly DiskCopy[] =>
  copies.filter(({ request }) => !diskIdsOf(vm).some((id) => sameResourceId(id, request.diskId)));
