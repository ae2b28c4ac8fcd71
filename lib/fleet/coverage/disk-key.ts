import type { DiskCoverage } from "./coverage";

/**
 * By what a disk is found again in another coverage: its id in lower case. Temporary and unmanaged disks, which have none, by the id of their VM;
 * a VM has one temporary disk, and no two unmanaged disks of one name.
 */
export function diskKey({ diskId, vmId, role, diskName }: DiskCoverage): string {
  if (diskId !== null) return diskId.toLowerCase();
  const vm = vmId?.toLowerCase() ?? "";
  return role === "temporary" ? `${vm}#temporary` : `${vm}#${diskName.toLowerCase()}`;
}
