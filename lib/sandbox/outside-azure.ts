import { guestOf, type GuestOperatingSystem } from "./guest/guest";
import { listAt, objectAt, textAt } from "./json";
import { managedDiskIds, settleDisks } from "./compute/virtual-machine-storage";
import { virtualMachineType } from "./resource-types";
import { updateProperties, type World, type Resource } from "./state";
import { bitLockerInMs } from "./guest/durations";
import { progressOf, volumesOf } from "./guest/volumes";

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
function addDisk(
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

/**
 * What people do to a VM without a plan, most of it without Azure. No request is sent, so neither Resource Manager nor the extension learns of it: for lessons and
 * tests on what happens then. All of it is by the VM's full resource id.
 */
export interface OutsideAzure {
  /**
   * Somebody who is signed in to the VM switches BitLocker off on a volume, as `manage-bde -off F:` does: the volume decrypts from now on.
   *
   * @param mountPoint - `F:`
   * @throws TypeError for a volume that is not there or not encrypted.
   */
  switchBitLockerOff(virtualMachineId: string, mountPoint: string): void;
  /**
   * An administrator of the domain changes the policy on BitLocker, and the VM takes it up at once (`gpupdate /force`).
   *
   * @param values - values under `HKLM\SOFTWARE\Policies\Microsoft\FVE` that change, by name; the others stay.
   */
  changeGroupPolicy(virtualMachineId: string, values: Readonly<Record<string, number>>): void;
  /**
   * An operator attaches an empty disk with a tool of his own, and formats and mounts it in the VM.
   *
   * @returns the disk's name.
   * @throws TypeError for a VM that is not there.
   */
  addDisk(virtualMachineId: string, disk: AddedDisk): string;
}

/** People around a sandbox. */
export function outsideAzure(world: World): OutsideAzure {
  return {
    switchBitLockerOff: (virtualMachineId, mountPoint) => {
      const { guest, virtualMachine } = windowsOf(world, virtualMachineId);
      const now = world.clock.now();
      const volume = volumesOf(world, guest, virtualMachine).find((one) => one.mountPoint === mountPoint);
      const { state, percentEncrypted } = progressOf(guest.encryption.get(volume?.key ?? ""), now);
      if (volume === undefined || (state !== "encrypted" && state !== "encrypting"))
        throw new TypeError(`(sandbox) Volume ${mountPoint} of ${virtualMachine.name} is not encrypted.`);
      // BitLocker lays the key open before it starts: the volume opens without one from now on.
      guest.locks.delete(volume.key);
      guest.encryption.set(volume.key, {
        direction: "decrypting",
        percentAtStart: percentEncrypted,
        startedAt: now,
        fullDurationInMs: bitLockerInMs(volume.sizeInGB),
        toldInGuest: true,
      });
    },
    changeGroupPolicy: (virtualMachineId, values) => {
      const { guest } = windowsOf(world, virtualMachineId);
      const { specification } = guest;
      if (specification.osType !== "Windows") return;
      guest.specification = { ...specification, groupPolicy: { ...specification.groupPolicy, ...values } };
    },
    addDisk: (virtualMachineId, disk) => addDisk(world, virtualMachineId, disk),
  };
}

interface WindowsVirtualMachine {
  readonly guest: GuestOperatingSystem;
  readonly virtualMachine: Resource;
}

function windowsOf(world: World, virtualMachineId: string): WindowsVirtualMachine {
  const guest = guestOf(world, virtualMachineId);
  const virtualMachine = world.resources.get(virtualMachineId);
  if (guest?.osType !== "Windows" || virtualMachine === undefined)
    throw new TypeError(`(sandbox) '${virtualMachineId}' is not a Windows VM of the sandbox.`);
  return { guest, virtualMachine };
}
