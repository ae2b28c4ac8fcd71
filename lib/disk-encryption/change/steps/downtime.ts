import type { VirtualMachine } from "@runbooks/azure";
import type { StepContent } from "../plan";

/**
 * Steps that need the VM deallocated: with the deallocation before them, unless it is, and the start after them.
 *
 * @param startAfterwards - without it the VM is started again where it runs now.
 */
export function whileDeallocated(
  vm: VirtualMachine,
  steps: readonly StepContent[],
  startAfterwards: boolean = isUp(vm),
): readonly StepContent[] {
  return [
    ...(vm.powerState === "deallocated" ? [] : [deallocateStep(vm)]),
    ...steps,
    ...(startAfterwards ? [startStep(vm)] : []),
  ];
}

const isUp = ({ powerState }: Pick<VirtualMachine, "powerState">): boolean =>
  powerState === "running" || powerState === "starting";

/** The start alone, of a VM that does not run: what is left where the steps before it are done, and the start failed. */
export function startIfDown(vm: VirtualMachine): readonly StepContent[] {
  return isUp(vm) ? [] : [startStep(vm)];
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

/** What the plan means for whether the VM runs: that it is taken down, or that it is down and stays so. */
export function downtimeWarnings(vm: VirtualMachine, steps: readonly StepContent[]): readonly string[] {
  const kinds = steps.map(({ action }) => action.kind);
  if (kinds.includes("deallocate")) return [downtimeWarning(vm, steps)];
  return vm.powerState === "deallocated" && !kinds.includes("start")
    ? [`${vm.name} is deallocated, and this plan does not start it. To start it, plan with startAfterwards.`]
    : [];
}

/** What a deallocation means for who uses the VM. "States and billing status of Azure Virtual Machines". */
export function downtimeWarning(vm: VirtualMachine, steps: readonly StepContent[]): string {
  const kinds = steps.map(({ action }) => action.kind);
  const [down, up] = [kinds.indexOf("deallocate") + 1, kinds.indexOf("start") + 1];
  const duration =
    up > 0
      ? `to step ${up}. If a step between them fails, the VM stays down: plan again with startAfterwards`
      : "on, and this plan does not start it again";
  return `${vm.name} is down from step ${down} ${duration}. Its temporary disk is emptied, and a dynamic public IP address may change.`;
}
