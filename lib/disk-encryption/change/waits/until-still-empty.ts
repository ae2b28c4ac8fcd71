import { known, parseResourceId, RunbookError } from "@runbooks/azure";
import type { Connection } from "../../connection/connection";
import { readVirtualMachine } from "../../observe/read-virtual-machine";
import { readGuest } from "../../probe/read-guest";
import { probeScript } from "../../probe/scripts";
import { contentsScript, readContents, volumesToWipe, wipedName } from "./contents";

/**
 * Looks again, right before volumes are wiped: the same ones would be, and each is still empty. Reads only.
 *
 * @throws RunbookError `StateChanged` where another volume would be wiped than was approved, or one is not known to be empty any more.
 */
export async function assertStillEmpty(
  azure: Connection,
  vmId: string,
  wipes: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const vm = await readVirtualMachine(azure, parseResourceId(vmId));
  const guest = await readGuest(azure, vm, probeScript("Linux"), signal);
  const facts = { guest: known(guest, "Run Command probe") };
  const now = volumesToWipe(facts).map(wipedName);
  const stranger = now.find((name) => !wipes.includes(name));
  if (stranger !== undefined)
    throw changed(vm.name, stranger, "is mounted now and would be wiped, which nobody approved");
  for (const { mountPoint, contents } of await readContents(azure, vm, contentsScript(facts), signal)) {
    if (contents.kind === "known" && contents.value === "empty") continue;
    throw changed(vm.name, mountPoint, "is not known to be empty any more");
  }
}

const changed = (vmName: string, mountPoint: string, what: string): RunbookError =>
  new RunbookError(
    "StateChanged",
    `Volume ${mountPoint} of ${vmName} ${what}; it was not wiped.`,
    "Observe the VM again, look into its volumes, and plan again.",
  );
