import type { InventoryKind } from "../../nouns/inventory";
import { remarkOn } from "../../coverage/remarks";
import { grouped } from "./grouped";

/** A resource that two files tell of differently. */
export interface Conflict {
  readonly kind: InventoryKind;
  readonly name: string;
  readonly subscriptionId: string;
  readonly before: string;
  /** The file that was written later, and is believed. */
  readonly after: string;
  /** Fields in which they differ. */
  readonly fields: readonly string[];
}

const things: Readonly<Record<InventoryKind, string>> = {
  virtualMachines: "VM",
  disks: "disk",
  snapshots: "snapshot",
  images: "image",
  diskEncryptionSets: "disk encryption set",
};

/** A sentence for each two files that differ, and each kind of resource: two exports of one fleet on two days differ in hundreds. */
export function remarkOnConflicts(conflicts: readonly Conflict[]): readonly string[] {
  const groups = grouped(conflicts, ({ kind, before, after }) => JSON.stringify([kind, before, after]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, before, after } = first;
    const fields = [...new Set(group.flatMap((conflict) => conflict.fields))].join(", ");
    const where = `in ${before} and in ${after}, with another ${fields}: ${after}, which was written last, was believed`;
    return remarkOn(
      group.map(({ name }) => name),
      things[kind],
      `stands ${where}`,
      `stand ${where}`,
    );
  });
}

/** Of the fields that both have; ids differ in case alone. */
export function fieldsThatDiffer(before: object, after: object): readonly string[] {
  const old = new Map(Object.entries(before).map(([field, value]) => [field, JSON.stringify(value)]));
  return Object.entries(after).flatMap(([field, value]) => {
    const was = old.get(field);
    return was === undefined || was.toLowerCase() === JSON.stringify(value).toLowerCase() ? [] : [field];
  });
}
