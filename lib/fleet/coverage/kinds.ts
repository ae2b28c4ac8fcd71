import type { VirtualMachineSize } from "@runbooks/azure";
import type { EvaluatedDisk, EvaluatedVirtualMachine } from "./evaluated-facts";
import { looks, type EvaluatedMachine } from "./looks";
import { powerStatesOf } from "./power-states";

/** Sizes by their name in lower case. */
export type Sizes = ReadonlyMap<string, VirtualMachineSize>;

/** A disk as one look sees it, with the number of its kind. */
export interface SeenDisk {
  readonly id: number;
  readonly disk: EvaluatedDisk;
}

/** All that are the same in everything that is evaluated. */
export interface Kind<Seen> {
  readonly number: number;
  /** As each look sees it, by the look's place. */
  readonly seen: readonly Seen[];
}

/** The kind of a VM. */
export interface VirtualMachineKind {
  /** The same for all that are the same in everything that is evaluated, whatever their disks' order and number. */
  readonly key: string;
  /** The kind of each disk, in the VM's order; a look does not see every disk. */
  readonly disks: readonly Kind<SeenDisk | undefined>[];
  readonly seenBy: (look: number) => SeenVirtualMachine;
}

/** A VM as one look sees it. */
export interface SeenVirtualMachine {
  /** The same for all that are alike in this look. */
  readonly key: string;
  /** One of each kind, in an order that does not depend on the VM's. */
  readonly distinct: readonly SeenDisk[];
  /** With `distinct` as its disks. */
  readonly virtualMachine: () => EvaluatedVirtualMachine;
}

/**
 * Tells VMs apart as each look sees them. A VM and a disk that are the same in all that is evaluated are looked at once; so that a fleet needs no more
 * than a few short texts for each of its VMs.
 */
export function kindsOf(sizes: Sizes): (vm: EvaluatedVirtualMachine) => VirtualMachineKind {
  const machines = new Map<string, Kind<SeenMachine>>();
  const disks = new Map<string, Kind<SeenDisk | undefined>>();
  const numbers = looks.map(() => ({
    machines: new Map<string, number>(),
    disks: new Map<string, number>(),
  }));

  const seeMachine = (vm: EvaluatedMachine, states: readonly string[]): readonly SeenMachine[] =>
    looks.map(({ machine, seesSupport }, look) => {
      const seen = machine(vm, states);
      const size = vm.vmSize === undefined ? undefined : sizes.get(vm.vmSize);
      const support = seesSupport === true ? (size?.encryptionAtHostSupported ?? null) : null;
      return { id: numberOf(JSON.stringify([seen, support]), numbers[look]?.machines), machine: seen };
    });
  const seeDisk = (disk: EvaluatedDisk): readonly (SeenDisk | undefined)[] =>
    looks.map((look, place) => {
      const seen = look.disk(disk);
      if (seen === undefined) return undefined;
      return { id: numberOf(JSON.stringify(seen), numbers[place]?.disks), disk: seen };
    });

  return (vm) => {
    const states = powerStatesOf(vm);
    const machine = kept(machines, keyOfMachine(vm, states), () => ({
      number: machines.size,
      seen: seeMachine(vm, states),
    }));
    const own = vm.disks.map((disk) =>
      kept(disks, keyOfDisk(disk), () => ({ number: disks.size, seen: seeDisk(disk) })),
    );
    const numbersOfDisks = new Set(own.map(({ number }) => number));
    return {
      key: `${machine.number}:${[...numbersOfDisks].sort((a, b) => a - b).join()}`,
      disks: own,
      seenBy: (look) => seenBy(look, machine, own),
    };
  };
}

interface SeenMachine {
  readonly id: number;
  readonly machine: EvaluatedMachine;
}

function seenBy(
  look: number,
  { seen }: Kind<SeenMachine>,
  own: readonly Kind<SeenDisk | undefined>[],
): SeenVirtualMachine {
  const disks = own.flatMap((kind) => kind.seen[look] ?? []);
  const distinct = [...new Set(disks)].sort((a, b) => a.id - b.id);
  // Disks that differ in what this look does not see have one number, and come as two.
  const alike = distinct.filter(({ id }, index) => id !== distinct[index - 1]?.id);
  const machine = seen[look];
  return {
    key: `${machine?.id ?? ""}:${alike.map(({ id }) => id).join()}`,
    distinct: alike,
    virtualMachine: () => ({ ...machine?.machine, disks: alike.map(({ disk }) => disk) }),
  };
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const numberOf = (text: string, numbers = new Map<string, number>()): number =>
  kept(numbers, text, () => numbers.size);

/** Tells apart all that differ in anything that is evaluated. Nothing that Azure answers has the character in between. */
export function keyOfDisk(disk: EvaluatedDisk): string {
  return textOf(
    disk.role,
    disk.kind,
    disk.isRead,
    disk.ephemeral,
    disk.writeAccelerator,
    disk.hasSet,
    disk.sku,
    disk.encryptionType,
    disk.stamp,
    disk.securityType,
    disk.diskState,
    disk.isShared,
    disk.hyperVGeneration,
    disk.hasIncrementalSnapshots,
  );
}

function keyOfMachine(vm: EvaluatedMachine, states: readonly string[]): string {
  const { imageReference: image, extension } = vm;
  return textOf(
    vm.osType,
    vm.vmSize,
    vm.hyperVGeneration,
    states.join(),
    vm.encryptionAtHost,
    vm.securityType,
    image === null || image === undefined ? image : textOf(image.publisher, image.offer, image.sku),
    vm.diskControllerType,
    typeof extension === "object" ? JSON.stringify(extension) : extension,
  );
}

const textOf = (...fields: readonly (string | boolean | null | undefined)[]): string => {
  let text = "";
  for (const field of fields) text += `${typeof field === "string" ? field : `\u0001${String(field)}`}\u0000`;
  return text;
};
