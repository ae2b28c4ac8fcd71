import { operationNotAllowed } from "../errors";
import { deallocateInMs, powerOffInMs, restartInMs, startInMs } from "../guest/durations";
import { guestOf, type GuestOperatingSystem } from "../guest/guest";
import { attachedDisks } from "../guest/hardware";
import { boot, shutDown } from "../guest/boot-state";
import type { Call, Reply } from "../http";
import type { Resource } from "../state";
import { bootVirtualMachine, startRefusal } from "./start";
import { openAccessRefusal } from "./disk-access";
import { noteOwnershipUpdate } from "./disk-refusals";
import { withNewEtag } from "./virtual-machine-body";
import { acceptedOnMachine } from "./machine-child";
import {
  assertNotBusy,
  startOperation,
  type VirtualMachineOperationOptions,
} from "./virtual-machine-operation";

/** POST .../start: where the host can't hand over the keys of encrypted disks, it ends in failure and the VM stays off. */
export function start(call: Call, virtualMachine: Resource): Reply {
  const { world } = call;
  const guest = madeGuestOf(call, virtualMachine);
  assertNotGeneralized(virtualMachine, guest);
  assertManagedDisks(call, virtualMachine);
  for (const { resource } of attachedDisks(world, virtualMachine)) {
    const refusal =
      resource === undefined ? undefined : openAccessRefusal(world, resource, "starting the VM");
    if (refusal !== undefined) throw refusal;
  }
  const before = guest.powerState === "deallocated" ? "deallocated" : "stopped";
  const wasRunning = guest.powerState === "running";
  const reply = begin(call, virtualMachine, {
    name: "start",
    durationInMs: startInMs,
    whenOvertaken: () => {
      if (!wasRunning) guest.powerState = before;
    },
    finish: () => {
      if (wasRunning) return {};
      const refusal = startRefusal(world, virtualMachine);
      if (refusal !== undefined) {
        guest.powerState = before;
        return { error: refusal };
      }
      if (before === "deallocated") noteOwnershipUpdate(world, virtualMachine);
      bootVirtualMachine(world, virtualMachine, guest);
      return {};
    },
  });
  if (!wasRunning) guest.powerState = "starting";
  return reply;
}

/** POST .../restart: the keys are on the host already, or still missing. */
export function restart(call: Call, virtualMachine: Resource): Reply {
  const guest = madeGuestOf(call, virtualMachine);
  // Text: ARM common deployment errors of Compute; that it is the one of a restart: public scripts.
  if (guest.powerState !== "running") {
    throw operationNotAllowed("The operation requires the VM to be running (or set to run).");
  }
  return begin(call, virtualMachine, {
    name: "restart",
    durationInMs: restartInMs,
    finish: () => {
      boot(guest, call.world.clock.now());
      return {};
    },
  });
}

/** POST .../powerOff: the VM stays on its host, and is paid for. */
export function powerOff(call: Call, virtualMachine: Resource): Reply {
  const guest = madeGuestOf(call, virtualMachine);
  assertAllocated(virtualMachine, guest, "powerOff");
  return goDown(call, virtualMachine, guest, "stopped");
}

/** POST .../deallocate. A VM with an ephemeral OS disk can't be: text of hashicorp/terraform-provider-azurerm. */
export function deallocate(call: Call, virtualMachine: Resource): Reply {
  const guest = madeGuestOf(call, virtualMachine);
  if (attachedDisks(call.world, virtualMachine).some(({ ephemeral }) => ephemeral)) {
    throw operationNotAllowed(
      "Operation 'deallocate' is not supported for VMs or VM Scale Set instances using an ephemeral OS disk.",
    );
  }
  return goDown(call, virtualMachine, guest, "deallocated");
}

/** POST .../generalize: done at once, without an operation (recorded). What is on the disk is an image's source from then on. */
export function generalize(call: Call, virtualMachine: Resource): Reply {
  const guest = madeGuestOf(call, virtualMachine);
  assertNotBusy(call.world, virtualMachine, "generalize");
  // Text: "Common VM error codes in Azure".
  if (guest.powerState !== "stopped" && guest.powerState !== "deallocated") {
    throw operationNotAllowed(
      `Operation 'generalize' is not allowed on VM '${virtualMachine.name}' since the VM is running. Please power off explicitly in case ` +
        "you shut down the VM from inside the guest operating system.",
    );
  }
  guest.generalized = true;
  call.world.resources.put(withNewEtag(virtualMachine));
  return { status: 200 };
}

/** Text: "Common VM error codes in Azure"; how it calls the start: public logs of `az vm start`. */
function assertNotGeneralized({ name }: Resource, { generalized }: GuestOperatingSystem): void {
  if (!generalized) return;
  throw operationNotAllowed(
    `Operation 'Start VM' is not allowed on VM '${name}' since the VM is generalized.`,
  );
}

function goDown(
  call: Call,
  virtualMachine: Resource,
  guest: GuestOperatingSystem,
  to: "stopped" | "deallocated",
): Reply {
  const reply = begin(call, virtualMachine, {
    name: to === "stopped" ? "powerOff" : "deallocate",
    durationInMs: to === "stopped" ? powerOffInMs : deallocateInMs,
    overtakes: true,
    finish: () => {
      shutDown(guest, to, call.world.clock.now());
      if (to === "deallocated") noteOwnershipUpdate(call.world, virtualMachine);
      return {};
    },
  });
  guest.powerState = to === "stopped" ? "stopping" : "deallocating";
  return reply;
}

function begin(
  call: Call,
  virtualMachine: Resource,
  options: Omit<VirtualMachineOperationOptions, "virtualMachine">,
): Reply {
  const operation = startOperation(call, { virtualMachine, ...options });
  const current = call.world.resources.get(virtualMachine.id) ?? virtualMachine;
  call.world.resources.put(withNewEtag(current));
  return acceptedOnMachine(call, virtualMachine, operation);
}

function madeGuestOf({ world }: Call, { id, name }: Resource): GuestOperatingSystem {
  const guest = guestOf(world, id);
  if (guest === undefined) throw operationNotAllowed(`(sandbox) VM '${name}' is still being made.`);
  return guest;
}

/** Text: ARM common deployment errors of Compute. */
function assertAllocated({ name }: Resource, { powerState }: GuestOperatingSystem, operation: string): void {
  if (powerState !== "deallocated" && powerState !== "deallocating") return;
  throw operationNotAllowed(
    `Operation '${operation}' is not allowed on VM '${name}' since the VM is either deallocated or marked to be deallocated.`,
  );
}

/**
 * "Unmanaged disks deprecation": VMs on unmanaged disks do not start since 2026-03-31. No text is documented. Not in the module edition, which
 * is of the time before.
 */
function assertManagedDisks(call: Call, virtualMachine: Resource): void {
  if (call.world.edition === "module") return;
  const unmanaged = attachedDisks(call.world, virtualMachine).find(({ vhdUri }) => vhdUri !== undefined);
  if (unmanaged === undefined) return;
  throw operationNotAllowed(
    `(sandbox) VM '${virtualMachine.name}' can't be started: disk '${unmanaged.name}' is unmanaged, and unmanaged disks were retired.`,
  );
}
