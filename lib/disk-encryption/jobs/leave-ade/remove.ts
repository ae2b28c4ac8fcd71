import { parseResourceId } from "@runbooks/azure";
import { type Plan } from "../../change/plan";
import { diskState, virtualMachineState } from "../../change/state";
import type { LeaveAdeFacts } from "./observe";
import { verifyLeaveAde } from "./verify";
import { planBlocked } from "../../change/blocked";
import { definePlan } from "../../change/define-plan";

/**
 * Plans the end of the way out: the old VM and its disks are deleted. Pure; it evaluates the new VM by the same facts.
 *
 * @throws RunbookError `PlanBlocked` unless the new VM is proven (`leaveAde.verify`).
 */
export function planRemoveOldVirtualMachine(facts: LeaveAdeFacts): Plan {
  const { old, copies, made, configuration } = facts;
  const { virtualMachine: vm } = old;
  const { newName, checks } = verifyLeaveAde(facts);
  const open = checks.find(({ outcome }) => outcome !== "pass");
  if (open !== undefined || made.kind === "missing") {
    throw planBlocked(
      `${newName} is not proven, so ${vm.name} stays: ${open?.title ?? ""}? ${open?.evidence ?? ""}`,
      "Mend that, observe again with the probe (observeLeaveAde), and look at verifyLeaveAde.",
    );
  }
  const impossible = {
    kind: "impossible",
    because: "what is deleted is gone; only a backup of your own restores it",
  } as const;
  const networkInterfaces = configuration.networkInterfaceIds.map((id) => parseResourceId(id).name);
  return definePlan({
    job: "delete-old-vm",
    target: vm,
    steps: [
      {
        title: `Delete VM ${vm.name}`,
        action: { kind: "delete-virtual-machine", vmId: vm.id },
        impact: "none",
        undo: impossible,
      },
      ...copies.map(({ request: { sourceDiskId } }) => ({
        title: `Delete disk ${parseResourceId(sourceDiskId).name}, of which ${newName} has a copy`,
        action: { kind: "delete-disk", diskId: sourceDiskId } as const,
        impact: "none" as const,
        undo: impossible,
      })),
    ],
    touches: [
      virtualMachineState(vm),
      virtualMachineState(made.value),
      ...copies.flatMap(({ source }) => (source.kind === "known" ? [diskState(source.value)] : [])),
    ],
    warnings: [
      "Test the applications on the new VM first: nothing here looked at them.",
      "Is the old VM in a domain? Take it out before it is deleted.",
      `Network interface ${networkInterfaces.join(", ")} stays, with its addresses: move them to ${newName}, or delete it yourself.`,
      "Keep the secrets and keys of Azure Disk Encryption as long as snapshots and backups of the old disks live; backups of it are blocked from September 2028 on.",
    ],
  });
}
