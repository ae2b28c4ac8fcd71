import type { VirtualMachineSize } from "@runbooks/azure";

/** A region whose list of sizes could not be read. */
export interface UnreadSizes {
  /** As the inventory has it: `westeurope`. */
  readonly location: string;
  /** Azure's own code, or that of a `RunbookError`. */
  readonly code: string;
  readonly reason: string;
}

/** What was read of the sizes of a fleet's VMs. */
export interface FleetSizes {
  readonly sizes: readonly VirtualMachineSize[];
  readonly unread: readonly UnreadSizes[];
}
