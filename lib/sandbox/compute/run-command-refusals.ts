import { AzureError } from "../errors";
import { agentIsReady, guestOf, type GuestOperatingSystem } from "../guest/guest";
import type { Resource, World } from "../state";

/** The guest of a VM that can run a script: it is on and its agent answers. The first text is that of ARM common deployment errors of Compute, the second the sandbox's. */
export function guestForRunCommand(world: World, virtualMachine: Resource): GuestOperatingSystem {
  const guest = guestOf(world, virtualMachine.id);
  if (guest?.powerState !== "running") {
    throw new AzureError(
      409,
      "OperationNotAllowed",
      "The operation requires the VM to be running (or set to run).",
    );
  }
  if (!agentIsReady(guest)) {
    throw new AzureError(
      409,
      "OperationNotAllowed",
      `(sandbox) The VM agent of '${virtualMachine.name}' is not ready.`,
    );
  }
  return guest;
}

/** Run Command hands back the end of what was printed ("Run scripts in your VM by using managed Run Commands": 4,096 bytes). */
export function lastBytes(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  return bytes.length <= 4096 ? text : bytes.subarray(bytes.length - 4096).toString("utf8");
}
