import type { GuestOperatingSystem } from "./guest";

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
