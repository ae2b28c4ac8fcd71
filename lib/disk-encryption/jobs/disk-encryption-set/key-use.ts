import {
  type DiskEncryptionSet,
  type Fact,
  type KeyEncryptionKey,
  known,
  missing,
  parseResourceId,
} from "@runbooks/azure";
import { azureError } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import { parseDiskEncryptionSetId, readDiskEncryptionSet } from "../../observe/read-disk-encryption-set";
import { readDisk } from "../../observe/read-disks";
import { readSetFacts } from "../../observe/read-set-facts";
import { readVirtualMachine } from "../../observe/read-virtual-machine";
import { clientsOf } from "../../connection/clients";

/** A disk, a snapshot or an image that a set encrypts. */
export interface KeyUser {
  readonly id: string;
  readonly name: string;
  /** `Microsoft.Compute/disks` ... */
  readonly type: string;
  /** Of a disk: `Attached`, `Reserved` (its VM is deallocated), `Unattached` ... */
  readonly diskState?: string;
  /** The VM that holds a disk, and the part after `PowerState/`. */
  readonly virtualMachine?: { readonly id: string; readonly name: string; readonly powerState: Fact<string> };
}

/** Who depends on the key of a set, and how they are. */
export interface KeyUse {
  readonly readAt: Date;
  readonly diskEncryptionSet: Fact<DiskEncryptionSet>;
  /** The version that the set names. */
  readonly key: Fact<KeyEncryptionKey>;
  readonly users: Fact<readonly KeyUser[]>;
}

/**
 * Reads who depends on the key of a set: what the set encrypts, and whether the VMs run. Changes nothing; read again and again, it shows what a
 * disabled key does.
 *
 * @throws RunbookError `ResourceIdMalformed`. Anything that can't be read is a missing fact.
 */
export async function readKeyUse(azure: Connection, diskEncryptionSetId: string): Promise<KeyUse> {
  const diskEncryptionSet = await readDiskEncryptionSet(azure, diskEncryptionSetId);
  const [{ key }, users] = await Promise.all([
    readSetFacts(azure, diskEncryptionSet),
    readUsers(azure, diskEncryptionSetId),
  ]);
  return { readAt: azure.clock.now(), diskEncryptionSet, key, users };
}

async function readUsers(azure: Connection, setId: string): Promise<Fact<readonly KeyUser[]>> {
  const { subscriptionId, resourceGroupName, name } = parseDiskEncryptionSetId(setId);
  try {
    const ids: string[] = [];
    const sets = clientsOf(azure).compute(subscriptionId).diskEncryptionSets;
    for await (const id of sets.listAssociatedResources(resourceGroupName, name)) ids.push(id);
    return known(
      await Promise.all(ids.map((id) => readUser(azure, id))),
      `GET Microsoft.Compute/diskEncryptionSets/${name}/associatedResources`,
    );
  } catch (error) {
    return missing(azureError(error, `reading what set ${name} encrypts`).message);
  }
}

async function readUser(azure: Connection, id: string): Promise<KeyUser> {
  const { name, type } = parseResourceId(id);
  const user: KeyUser = { id, name, type };
  if (type.toLowerCase() !== "microsoft.compute/disks") return user;
  const disk = await readDisk(azure, id);
  if (disk.kind === "missing") return user;
  const { diskState, managedBy } = disk.value;
  if (managedBy === undefined) return { ...user, diskState };
  return {
    ...user,
    diskState,
    virtualMachine: {
      id: managedBy,
      name: parseResourceId(managedBy).name,
      powerState: await readPowerState(azure, managedBy),
    },
  };
}

async function readPowerState(azure: Connection, id: string): Promise<Fact<string>> {
  try {
    const { powerState, name } = await readVirtualMachine(azure, parseResourceId(id));
    return powerState === undefined
      ? missing(`Azure tells no power state of ${name}`)
      : known(powerState, `GET Microsoft.Compute/virtualMachines/${name}`);
  } catch (error) {
    return missing(azureError(error, "reading the VM").message);
  }
}
