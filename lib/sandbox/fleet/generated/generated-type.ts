import type { Resource } from "../../state";

/** The resources of one type, as they come with the VMs. */
export interface GeneratedType {
  /** As Azure spells it. */
  readonly type: string;
  /** How many come with a VM; decided by its kind and by what else comes with it alone. */
  readonly countOf: (index: number) => number;
  /** The names of those that come with a VM, ascending without regard to case; of a VM's children without the VM's own. */
  readonly namesOf: (index: number) => readonly string[];
  readonly make: (index: number, nth: number) => Resource;
}
