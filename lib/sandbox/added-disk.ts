import { guestOf } from "./guest/guest";
import { listAt, objectAt, textAt } from "./json";
import { managedDiskIds, settleDisks } from "./compute/virtual-machine-storage";
import { virtualMachineType } from "./compute/resource-types";
import { updateProperties, type World } from "./state";

/** A disk that an operator adds to a VM by himself, with the volume that he makes on it. */
export interface AddedDisk {
  readonly diskSizeGB: number;
  /** `G:` or `/data3`. */
  readonly mountPoint: string;
  readonly fileSystem: string;
}

/**
 * Does what an operator does outside of any plan: attaches an empty disk in the portal, and formats and mounts it in the guest.
 *
 * @returns the disk's name.
 */
export function addDisk(
  world: World,
  virtualMachineId: string,
  { diskSizeGB, mountPoint, fileSystem }: AddedDisk,
): string {
  const vm = world.resources.get(virtualMachineId);
  const guest = guestOf(world, virtualMachineId);
  if (vm?.type.toLowerCase() !== virtualMachineType.toLowerCase() || guest === undefined)
    throw new TypeError(`(sandbox) '${virtualMachineId}' is not a VM of the sandbox.`);
  const before = managedDiskIds(world, vm);
  const profile = objectAt(vm.properties, "storageProfile");
  const dataDisks = listAt(profile, "dataDisks");
  const lun = dataDisks.length;
  const name = `${vm.name}-data-${lun}`;
  const storageAccountType = textAt(profile, "osDisk", "managedDisk", "storageAccountType") ?? "Premium_LRS";
  const disk = { lun, name, createOption: "Empty", diskSizeGB, managedDisk: { storageAccountType } };
  const attached = updateProperties(world.resources, vm.id, (properties) => ({
    ...properties,
    storageProfile: { ...profile, dataDisks: [...dataDisks, disk] },
  }));
  settleDisks(world, attached, before);
  const { dataVolumes } = guest.specification;
  if (dataVolumes !== undefined) {
    guest.specification = {
      ...guest.specification,
      dataVolumes: [...dataVolumes, { lun, mountPoint, fileSystem, empty: true }],
    };
  }
  return name;
}
