import type { VirtualMachine } from "../../azure/virtual-machine";
import type { StepContent } from "./plan";

/**
 * Steps that need the VM deallocated: with the deallocation before them, unless it is, and the start after them.
 *
 * @param startAfterwards - without it the VM is started again where it runs now.
 */
export function whileDeallocated(
  vm: VirtualMachine,
  steps: readonly StepContent[],
  startAfterwards: boolean = vm.powerState === "running" || vm.powerState === "starting",
): readonly StepContent[] {
  return [
    ...(vm.powerState === "deallocated" ? [] : [deallocateStep(vm)]),
    ...steps,
    ...(startAfterwards ? [startStep(vm)] : []),
  ];
}

function deallocateStep(vm: VirtualMachine): StepContent {
  return {
    title: `Deallocate ${vm.name}`,
    action: { kind: "deallocate", vmId: vm.id },
    impact: "unavailable",
    undo: { kind: "possible", how: "start the VM; what was on its temporary disk is gone" },
    expectedDuration: "a minute or two; the VM is down until it is started again",
  };
}

/** The VM comes on again. */
export function startStep(vm: Pick<VirtualMachine, "id" | "name">): StepContent {
  return {
    title: `Start ${vm.name}`,
    action: { kind: "start", vmId: vm.id },
    impact: "none",
    undo: { kind: "possible", how: "deallocate the VM again" },
    expectedDuration: "a few minutes",
  };
}
