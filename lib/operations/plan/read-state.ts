import type { Fact } from "../../azure/fact";
import { parseResourceId } from "../../azure/resource-id";
import type { Connection } from "../../client/connection";
import { readDisk } from "../observe/read-disks";
import { readKeyVault } from "../observe/read-key-vault";
import { readVirtualMachine } from "../observe/read-virtual-machine";
import type { TouchedResource } from "./plan";
import { ABSENT, UNREADABLE, diskState, keyVaultState, virtualMachineState } from "./state";

type StateReader = (azure: Connection, id: string) => Promise<TouchedResource["state"]>;

/** How the state of each type of resource that a plan can touch is read again, by the type in lower case. */
const readers: Readonly<Record<string, StateReader>> = {
  "microsoft.compute/virtualmachines": async (azure, id) =>
    virtualMachineState(await readVirtualMachine(azure, parseResourceId(id))).state,
  "microsoft.compute/disks": async (azure, id) => stateOrAbsent(await readDisk(azure, id), diskState),
  "microsoft.keyvault/vaults": async (azure, id) =>
    stateOrAbsent(await readKeyVault(azure, id), keyVaultState),
};

/**
 * Reads the state of a resource as it is now, to be compared with the one that a plan was made for.
 *
 * @throws RunbookError `ResourceIdMalformed`; Azure's code where a VM can't be read.
 */
export async function readState(azure: Connection, id: string): Promise<TouchedResource["state"]> {
  const reader = readers[parseResourceId(id).type.toLowerCase()];
  // A plan touches nothing that has no reader here.
  if (reader === undefined) throw new TypeError(`No reader for the state of ${id}`);
  return await reader(azure, id);
}

function stateOrAbsent<T>(fact: Fact<T>, stateOf: (value: T) => TouchedResource): string {
  if (fact.kind === "known") return stateOf(fact.value).state;
  return fact.absent === true ? ABSENT : UNREADABLE;
}
