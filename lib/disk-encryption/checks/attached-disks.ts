import { type AttachedDisk, type Fact, type ManagedDisk, missing } from "@runbooks/azure";
import type { EncryptionFacts } from "./facts";

/** A disk as the VM lists it, together with what was read of the disk itself. */
export interface DiskOfVirtualMachine {
  readonly attached: AttachedDisk;
  /** Absent on an unmanaged disk, which is no resource of its own. */
  readonly managed?: Fact<ManagedDisk>;
}

/** The VM's disks, the OS disk first. The facts hold one entry for each managed disk, in the model's order. */
export function disksOf({
  virtualMachine,
  disks,
}: Pick<EncryptionFacts, "virtualMachine" | "disks">): readonly DiskOfVirtualMachine[] {
  const remaining = [...disks];
  return [virtualMachine.osDisk, ...virtualMachine.dataDisks].map((attached) =>
    attached.managedDiskId === undefined
      ? { attached }
      : { attached, managed: remaining.shift() ?? missing(`disk ${attached.name} was not read`) },
  );
}
