import type { ManagedDisk, VirtualMachine } from "@runbooks/azure";
import type { Check } from "../check";
import type { Verdict } from "../finding";
import { fail, inWords, MODULE_STATES_NO_RULE, pass, strictest, unknown } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { diskTargets, readDisks, unreadTargets } from "./targets";

const changeable: readonly string[] = ["unattached", "reserved"];

/**
 * A disk's key is changed while the disk is unattached or its VM deallocated. A VM that runs is deallocated by the plan, where it can be; a
 * disk by itself that a running VM holds can't be changed. The module says nothing.
 *
 * @see "Enable customer-managed keys for managed disks with PowerShell", Encrypt existing managed disks, 2026-09-21
 */
export const deallocation: Check<CustomerKeyFacts> = (facts, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  if (diskTargets(facts.targets).length === 0) return pass("A snapshot is never attached.");
  const unread = unreadTargets(facts, "the state");
  return strictest(
    facts.virtualMachine === undefined ? ofDisks(readDisks(facts)) : ofVirtualMachine(facts.virtualMachine),
    ...readDisks(facts).map((disk) => stateVerdict(disk, facts.virtualMachine)),
    ...(unread === undefined ? [] : [unread]),
  );
};

/** Whether a VM is deallocated, or can be. */
export function ofVirtualMachine(vm: VirtualMachine): Verdict {
  if (vm.powerState === "deallocated") return pass(`${vm.name} is deallocated.`);
  if (vm.osDisk.ephemeral) {
    return fail(
      `${vm.name} has an ephemeral OS disk and can't be deallocated.`,
      "Create a new VM with the encryption that you want.",
    );
  }
  return vm.powerState === undefined
    ? unknown(`whether ${vm.name} runs`, "Look at the VM in the portal, and observe again.")
    : pass(`${vm.name} is ${vm.powerState}; the plan deallocates it first, which is a downtime.`);
}

function ofDisks(disks: readonly ManagedDisk[]): Verdict {
  const held = disks.filter(({ diskState }) => diskState.toLowerCase() === "attached");
  return held.length === 0
    ? pass("No disk is attached to a running VM.")
    : fail(
        `Attached to a VM that is not deallocated: ${inWords(held.map(({ name }) => name))}.`,
        "Name the VM instead, whose plan deallocates it; or detach the disk.",
      );
}

function stateVerdict(disk: ManagedDisk, vm: VirtualMachine | undefined): Verdict {
  const { name, diskState, maxShares } = disk;
  const state = diskState.toLowerCase();
  if (changeable.includes(state)) return pass(`${name} is ${diskState}.`);
  if (state !== "attached") {
    return unknown(
      `whether the key of ${name} can be changed in disk state ${diskState === "" ? "(none)" : diskState}`,
      "End what the disk is in (an export, an upload), and observe again.",
    );
  }
  if (vm?.powerState === "deallocated") {
    return fail(
      `${name} is held by another VM that is not deallocated.`,
      "Deallocate every VM that shares the disk.",
    );
  }
  return maxShares > 1 && vm !== undefined
    ? unknown(
        `whether other VMs that share ${name} are deallocated`,
        "Deallocate every VM that shares the disk, and observe again.",
      )
    : pass(`${name} is attached.`);
}
