import type { Told } from "../nouns/told";
import type { EvaluatedVirtualMachine } from "./evaluated-facts";

export type PoweredVirtualMachine = Pick<EvaluatedVirtualMachine, "powerState" | "disks">;

/**
 * The power states that a VM may have: its own where it was told, else those that the states of its disks leave open. `Reserved` is a disk whose VM is
 * deallocated, `Attached` one whose VM is not; a shared disk has other VMs too.
 *
 * @see typings of `@azure/arm-compute` 24.1.0, DiskState
 */
export function powerStatesOf({ powerState, disks }: PoweredVirtualMachine): readonly string[] {
  if (powerState !== undefined) return [powerState];
  const has = (state: string): boolean =>
    disks.some(({ diskState, isShared }) => diskState?.toLowerCase() === state && isShared !== true);
  if (has("attached")) return ["running", "stopped"];
  return has("reserved") ? ["deallocated"] : ["running", "stopped", "deallocated"];
}

/** Whether a VM is deallocated, by its power state or by its disks' states. */
export function isDeallocated(vm: PoweredVirtualMachine): Told {
  const states = powerStatesOf(vm).map((state) => state.toLowerCase());
  if (!states.includes("deallocated")) return "no";
  return states.length === 1 ? "yes" : "unknown";
}
