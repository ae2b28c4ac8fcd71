import type { World } from "../state";
import type { DiskEncryptionRun } from "./disk-encryption-run";
import type { GuestSpecification } from "./specification";
import type { VolumeEncryption } from "./volume-encryption";

/** The part after `PowerState/` in the VM's instance view. */
export type PowerState = "starting" | "running" | "stopping" | "stopped" | "deallocating" | "deallocated";

/** The operating system inside a VM, and whether the VM is on. */
export interface GuestOperatingSystem {
  readonly osType: "Windows" | "Linux";
  readonly virtualMachineId: string;
  /** May be replaced, as when an administrator changes the guest's Group Policy or its network. */
  specification: GuestSpecification;
  powerState: PowerState;
  /** When it last came up. */
  bootedAt: Date;
  /** When the platform last finished something on the VM: the time in the instance view's statuses. */
  provisionedAt: Date;
  /** Why that failed; undefined: it did not. */
  provisioningError: { readonly code: string; readonly message: string } | undefined;
  /** By the volume's key; a volume that was never encrypted has no entry. */
  readonly encryption: Map<string, VolumeEncryption>;
  /** What the Azure Disk Encryption extension last did here; undefined: it never ran. */
  diskEncryption: DiskEncryptionRun | undefined;
}

/** Makes the operating system inside a VM and puts it into the world. The VM itself may come into the world later. */
export function createGuest(
  world: World,
  virtualMachineId: string,
  specification: GuestSpecification,
  powerState: PowerState = "running",
): GuestOperatingSystem {
  const guest: GuestOperatingSystem = {
    osType: specification.osType,
    virtualMachineId,
    specification,
    powerState,
    bootedAt: world.clock.now(),
    provisionedAt: world.clock.now(),
    provisioningError: undefined,
    encryption: new Map(),
    diskEncryption: undefined,
  };
  world.guests.set(virtualMachineId.toLowerCase(), guest);
  return guest;
}

/** The operating system inside a VM; undefined while the VM is being made. */
export function guestOf(world: World, virtualMachineId: string): GuestOperatingSystem | undefined {
  return world.guests.get(virtualMachineId.toLowerCase());
}

/** Whether the VM agent answers: a VM that is off has none. */
export function agentIsReady({ powerState, specification }: GuestOperatingSystem): boolean {
  return powerState === "running" && specification.agent !== "Not Ready";
}
