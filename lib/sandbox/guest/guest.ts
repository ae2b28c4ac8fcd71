import type { World } from "../state";
import type { BootState } from "./boot-state";
import type { VolumeLock } from "./disk-content";
import type { DiskEncryptionRun } from "./handler-status";
import type { GuestSpecification } from "./specification";
import type { VolumeEncryption } from "./volumes";

/** The part after `PowerState/` in the VM's instance view. */
export type PowerState = "starting" | "running" | "stopping" | "stopped" | "deallocating" | "deallocated";

/** The operating system inside a VM, and whether the VM is on. */
export interface GuestOperatingSystem {
  readonly osType: "Windows" | "Linux";
  readonly virtualMachineId: string;
  /** May be replaced, as when an administrator changes the guest's Group Policy or its network. */
  specification: GuestSpecification;
  powerState: PowerState;
  /** Whether the operating system came up with the VM. */
  bootState: BootState;
  /** Whether the VM was generalized: it is an image's source from then on, and does not start again. */
  generalized: boolean;
  /** When it last came up. */
  bootedAt: Date;
  /** When the platform last finished something on the VM: the time in the instance view's statuses. */
  provisionedAt: Date;
  /** Why that failed; undefined: it did not. */
  provisioningError: { readonly code: string; readonly message: string } | undefined;
  /** By the volume's key; a volume that was never encrypted has no entry. */
  readonly encryption: Map<string, VolumeEncryption>;
  /** What opens an encrypted volume at the next boot, by the volume's key. */
  readonly locks: Map<string, VolumeLock>;
  /** The disks whose content is in this guest, by lower-case id. */
  readonly disks: Set<string>;
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
  const guest = newGuest(virtualMachineId, specification, powerState, world.clock.now());
  world.guests.set(virtualMachineId, guest);
  return guest;
}

/** An operating system that was never encrypted, and came up with its VM at that time. */
export function newGuest(
  virtualMachineId: string,
  specification: GuestSpecification,
  powerState: PowerState,
  since: Date,
): GuestOperatingSystem {
  return {
    osType: specification.osType,
    virtualMachineId,
    specification,
    powerState,
    bootState: { kind: "up" },
    generalized: false,
    bootedAt: since,
    provisionedAt: since,
    provisioningError: undefined,
    encryption: new Map(),
    locks: new Map(),
    disks: new Set(),
    diskEncryption: undefined,
  };
}

/** The operating system inside a VM; undefined while the VM is being made. */
export function guestOf(world: World, virtualMachineId: string): GuestOperatingSystem | undefined {
  return world.guests.get(virtualMachineId);
}

/** The operating system inside a VM, to look at alone: a list of a generated fleet keeps none of those that it looks at. */
export function lookAtGuest(
  world: World,
  virtualMachineId: string,
): Readonly<GuestOperatingSystem> | undefined {
  return world.guests.look(virtualMachineId);
}

/** Whether the VM agent answers: a VM that is off, or waits for a key, has none. */
export function agentIsReady({ powerState, bootState, specification }: GuestOperatingSystem): boolean {
  return powerState === "running" && bootState.kind === "up" && specification.agent !== "Not Ready";
}

/** The operating systems inside, by the VM's id, without regard to case. */
export interface GuestStore {
  /** A generated fleet's is kept from now on: who asks may change it. */
  get(virtualMachineId: string): GuestOperatingSystem | undefined;
  /** To look at alone: a generated one that nobody asked for yet is made for the look, and not kept. */
  look(virtualMachineId: string): Readonly<GuestOperatingSystem> | undefined;
  set(virtualMachineId: string, guest: GuestOperatingSystem): void;
  delete(virtualMachineId: string): void;
  /** Those that are kept. */
  values(): IterableIterator<GuestOperatingSystem>;
}

/** Makes a store, empty but for the guests that `generate` makes. One that was deleted is not made again. */
export function createGuestStore(
  generate: (virtualMachineId: string) => GuestOperatingSystem | undefined = () => undefined,
): GuestStore {
  const kept = new Map<string, GuestOperatingSystem>();
  const gone = new Set<string>();
  const look = (id: string): GuestOperatingSystem | undefined => {
    const key = id.toLowerCase();
    return kept.get(key) ?? (gone.has(key) ? undefined : generate(id));
  };
  return {
    get: (id) => {
      const guest = look(id);
      if (guest !== undefined) kept.set(id.toLowerCase(), guest);
      return guest;
    },
    look,
    set: (id, guest) => {
      kept.set(id.toLowerCase(), guest);
    },
    delete: (id) => {
      kept.delete(id.toLowerCase());
      gone.add(id.toLowerCase());
    },
    values: () => kept.values(),
  };
}
