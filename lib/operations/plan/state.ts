import { createHash } from "node:crypto";

import type { KeyVault } from "../../azure/key-vault";
import type { ManagedDisk } from "../../azure/managed-disk";
import type { VirtualMachine } from "../../azure/virtual-machine";
import type { TouchedResource } from "./plan";

/** State of a resource that is not there (yet). */
export const ABSENT = "absent";
/** State of a resource that can't be read now: never what a plan was made for. */
export const UNREADABLE = "unreadable";

/** The state of a VM that a plan depends on: size, power, disks, extensions; not what its agent says from minute to minute. */
export function virtualMachineState(vm: VirtualMachine): TouchedResource {
  const { vmSize, powerState, encryptionAtHost, osDisk, dataDisks, extensions, provisioningState } = vm;
  return {
    id: vm.id.toLowerCase(),
    state: digest({
      vmSize,
      powerState,
      encryptionAtHost,
      provisioningState,
      disks: [osDisk, ...dataDisks].map(({ name, lun, managedDiskId }) => ({
        name,
        lun,
        id: managedDiskId?.toLowerCase(),
      })),
      extensions: extensions.map(({ name, settings }) => ({ name, settings })),
    }),
  };
}

/** The state of a disk that a plan depends on. */
export function diskState(disk: ManagedDisk): TouchedResource {
  const { sku, encryptionType, diskEncryptionSetId, encryptionSettings, diskState: state } = disk;
  return {
    id: disk.id.toLowerCase(),
    state: digest({
      sku,
      encryptionType,
      set: diskEncryptionSetId?.toLowerCase(),
      encryptionSettings,
      state,
    }),
  };
}

/** The state of a vault that a plan depends on. */
export function keyVaultState(vault: KeyVault): TouchedResource {
  const { id, ...rest } = vault;
  return { id: id.toLowerCase(), state: digest(rest) };
}

const digest = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
