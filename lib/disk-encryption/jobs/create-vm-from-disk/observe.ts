import {
  absent,
  type Fact,
  type KeyEncryptionKey,
  type KeyVault,
  known,
  missing,
  parseResourceId,
  parseSubnetId,
  type Subnet,
  type VirtualMachine,
  type VirtualMachineSize,
} from "@runbooks/azure";
import { azureError, azureErrorCode } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import { parseKeyVaultId, readKeyEncryptionKey, readKeyVault } from "../../observe/read-key-vault";
import { readSize } from "../../observe/read-size";
import { readSubnet } from "../../observe/read-subnet";
import { readVirtualMachine } from "../../observe/read-virtual-machine";
import { keyTags } from "../store-key/names";
import { readStoredKey, type StoredKey } from "../../change/stored-key";
import { readDiskToFill, type DiskToFill } from "../../change/page-blobs/disk-to-fill";

/** A VM that is to be made from a disk that was uploaded, and whose volume is encrypted already. */
export interface VirtualMachineFromDiskRequest {
  /** Full resource id that the VM is to have. */
  readonly vmId: string;
  /** Region of the disk. */
  readonly location: string;
  readonly vmSize: string;
  /** Full resource id of the OS disk. */
  readonly osDiskId: string;
  /** Full resource id of the vault with the secret. */
  readonly keyVaultId: string;
  /** Name of the secret that holds the OS volume's key. */
  readonly secretName: string;
  /** Full resource id of the subnet that the VM's network interface goes into. */
  readonly subnetId: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Everything that such a VM is planned by. */
export interface VirtualMachineFromDiskFacts {
  readonly request: VirtualMachineFromDiskRequest;
  /** Absent: the name is free. */
  readonly existing: Fact<VirtualMachine>;
  readonly osDisk: Fact<DiskToFill>;
  readonly size: Fact<VirtualMachineSize>;
  readonly subnet: Fact<Subnet>;
  readonly keyVault: Fact<KeyVault>;
  readonly secret: Fact<StoredKey>;
  /** The key that the secret's tags say it is wrapped with. */
  readonly keyEncryptionKey: Fact<KeyEncryptionKey> | "none";
  readonly observedAt: Date;
}

/**
 * Reads the disk, the secret's properties and the key that wraps it, and what a new VM needs. Reads no secret's value, and changes nothing.
 *
 * @throws RunbookError `ResourceIdMalformed`.
 */
export async function observeVirtualMachineFromDisk(
  azure: Connection,
  request: VirtualMachineFromDiskRequest,
): Promise<VirtualMachineFromDiskFacts> {
  const { vmId, location, vmSize, osDiskId, keyVaultId, secretName, subnetId } = request;
  const { subscriptionId } = parseResourceId(vmId);
  parseKeyVaultId(keyVaultId);
  parseSubnetId(subnetId);
  const [existing, osDisk, size, subnet, keyVault] = await Promise.all([
    readExisting(azure, vmId),
    readDiskToFill(azure, osDiskId),
    readSize(azure, { subscriptionId, location, vmSize }),
    readSubnet(azure, subnetId),
    readKeyVault(azure, keyVaultId),
  ]);
  const secret =
    keyVault.kind === "known"
      ? await readStoredKey(azure, keyVault.value.vaultUri, secretName)
      : missing<StoredKey>(keyVault.reason);
  const keyUrl = secret.kind === "known" ? secret.value.tags[keyTags.keyUrl] : undefined;
  return {
    request,
    existing,
    osDisk,
    size,
    subnet,
    keyVault,
    secret,
    keyEncryptionKey: keyUrl === undefined ? "none" : await readKeyEncryptionKey(azure, keyUrl, keyVault),
    observedAt: azure.clock.now(),
  };
}

async function readExisting(azure: Connection, vmId: string): Promise<Fact<VirtualMachine>> {
  const id = parseResourceId(vmId);
  try {
    return known(await readVirtualMachine(azure, id), `GET Microsoft.Compute/virtualMachines/${id.name}`);
  } catch (error) {
    const { message } = azureError(error, `reading VM ${id.name}`);
    return azureErrorCode(error) === "VirtualMachineNotFound" ? absent(message) : missing(message);
  }
}
