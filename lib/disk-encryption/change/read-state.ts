import { type Fact, parseResourceId } from "@runbooks/azure";
import { azureErrorCode } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { readNewestKey } from "../observe/read-customer-key";
import { readDiskEncryptionSet } from "../observe/read-disk-encryption-set";
import { readDisk } from "../observe/read-disks";
import { readImage } from "../observe/read-image";
import { readKeyGrant } from "../observe/read-key-grant";
import { readKeyEncryptionKey, readKeyVault } from "../observe/read-key-vault";
import { readManagedIdentity } from "../observe/read-managed-identity";
import { readSnapshot } from "../observe/read-snapshots";
import { readVirtualMachine } from "../observe/read-virtual-machine";
import { secretState } from "./secret-state";
import { readStoredKey } from "./stored-key";
import type { TouchedResource } from "./plan";
import {
  ABSENT,
  UNREADABLE,
  diskEncryptionSetState,
  diskState,
  keyGrantState,
  keyState,
  keyVaultState,
  keyVersionState,
  managedIdentityState,
  snapshotState,
  virtualMachineState,
} from "./state";

/** State of what no plan changes once it is there, but may need not to be. */
const PRESENT = "present";

type StateReader = (azure: Connection, id: string) => Promise<TouchedResource["state"]>;

/** How the state of each type of resource that a plan can touch is read again, by the type in lower case. */
const readers: Readonly<Record<string, StateReader>> = {
  "microsoft.compute/virtualmachines": async (azure, id) => await readVirtualMachineState(azure, id),
  "microsoft.compute/disks": async (azure, id) => stateOrAbsent(await readDisk(azure, id), diskState),
  "microsoft.compute/snapshots": async (azure, id) =>
    stateOrAbsent(await readSnapshot(azure, id), snapshotState),
  "microsoft.compute/images": async (azure, id) =>
    stateOrAbsent(await readImage(azure, id), (image) => ({ id: image.id, state: PRESENT })),
  "microsoft.compute/diskencryptionsets": async (azure, id) =>
    stateOrAbsent(await readDiskEncryptionSet(azure, id), diskEncryptionSetState),
  "microsoft.managedidentity/userassignedidentities": async (azure, id) =>
    stateOrAbsent(await readManagedIdentity(azure, id), managedIdentityState),
  "microsoft.keyvault/vaults": async (azure, id) =>
    stateOrAbsent(await readKeyVault(azure, id), keyVaultState),
  "microsoft.keyvault/vaults/keys": async (azure, id) => await readKeyState(azure, id),
  "microsoft.keyvault/vaults/keys/versions": async (azure, id) => await readKeyVersionState(azure, id),
  "microsoft.keyvault/vaults/keys/grants": async (azure, id) => await readKeyGrantState(azure, id),
  "microsoft.keyvault/vaults/secrets": async (azure, id) => await readSecretState(azure, id),
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

async function readVirtualMachineState(azure: Connection, id: string): Promise<string> {
  try {
    return virtualMachineState(await readVirtualMachine(azure, parseResourceId(id))).state;
  } catch (error) {
    if (azureErrorCode(error) !== "VirtualMachineNotFound") throw error;
    return ABSENT;
  }
}

async function readKeyState(azure: Connection, id: string): Promise<string> {
  const vaultId = id.split("/").slice(0, -2).join("/");
  const vault = await readKeyVault(azure, vaultId);
  if (vault.kind === "missing") return vault.absent === true ? ABSENT : UNREADABLE;
  const key = await readNewestKey(azure, vault.value, parseResourceId(id).name);
  return stateOrAbsent(key, (value) => keyState(vaultId, value));
}

async function readKeyVersionState(azure: Connection, id: string): Promise<string> {
  const vaultId = id.split("/").slice(0, -4).join("/");
  const [, keyName = "", version = ""] = parseResourceId(id).names;
  const vault = await readKeyVault(azure, vaultId);
  if (vault.kind === "missing") return vault.absent === true ? ABSENT : UNREADABLE;
  const url = `${vault.value.vaultUri.replace(/\/$/, "")}/keys/${keyName}/${version}`;
  const key = await readKeyEncryptionKey(azure, url, vault);
  if (key.kind === "missing") return UNREADABLE;
  return keyVersionState(vaultId, key.value)[0]?.state ?? UNREADABLE;
}

async function readKeyGrantState(azure: Connection, id: string): Promise<string> {
  const vaultId = id.split("/").slice(0, -4).join("/");
  const [, keyName = "", principalId = ""] = parseResourceId(id).names;
  const vault = await readKeyVault(azure, vaultId);
  if (vault.kind === "missing") return vault.absent === true ? ABSENT : UNREADABLE;
  const grant = await readKeyGrant(azure, vault.value, keyName, { principalId });
  return stateOrAbsent(grant, (value) => keyGrantState(vaultId, keyName, value));
}

async function readSecretState(azure: Connection, id: string): Promise<string> {
  const vaultId = id.split("/").slice(0, -2).join("/");
  const vault = await readKeyVault(azure, vaultId);
  if (vault.kind === "missing") return vault.absent === true ? ABSENT : UNREADABLE;
  const secret = await readStoredKey(azure, vault.value.vaultUri, parseResourceId(id).name);
  return stateOrAbsent(secret, (value) => secretState(vaultId, value));
}

function stateOrAbsent<T>(fact: Fact<T>, stateOf: (value: T) => TouchedResource): string {
  if (fact.kind === "known") return stateOf(fact.value).state;
  return fact.absent === true ? ABSENT : UNREADABLE;
}
