import {
  defined,
  absent,
  ENCRYPTION_AT_HOST_FEATURE,
  type Fact,
  known,
  missing,
  parseResourceId,
  parseSubnetId,
  type VirtualMachine,
} from "@runbooks/azure";
import { type SecretLifetimePolicies } from "../../nouns/secret-lifetime-policies";
import type { DiskEncryptionSetFacts } from "../../checks/customer-key/facts";
import type { NewVirtualMachineFacts, NewVirtualMachineRequest } from "../../checks/new-vm/facts";
import { azureError, azureErrorCode } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import { authorityHostOf } from "../../observe/observe";
import { parseDiskEncryptionSetId, readDiskEncryptionSet } from "../../observe/read-disk-encryption-set";
import { readDisk } from "../../observe/read-disks";
import {
  parseKeyVaultId,
  readKeyEncryptionKey,
  readKeyVault,
  readVaultOfKey,
} from "../../observe/read-key-vault";
import { readMarketplaceImage } from "../../observe/read-marketplace-image";
import { readSecretLifetimePolicies } from "../../observe/read-secret-lifetime-policies";
import { readSetFacts } from "../../observe/read-set-facts";
import { readSize } from "../../observe/read-size";
import { readSubnet } from "../../observe/read-subnet";
import { readSubscriptionFeature } from "../../observe/read-subscription-feature";
import { readVirtualMachine } from "../../observe/read-virtual-machine";
import { newDiskIds, newVirtualMachineId } from "./names";

type EncryptionFactsOfNewVirtualMachine = Pick<
  NewVirtualMachineFacts,
  | "keyVault"
  | "keyEncryptionKey"
  | "keyEncryptionKeyVault"
  | "secretLifetimePolicies"
  | "diskEncryptionSet"
  | "customerKey"
  | "encryptionAtHostFeature"
>;

/**
 * Reads everything that can be known before a VM is made. Changes nothing.
 *
 * @throws RunbookError `ResourceIdMalformed` for an id in the request that is none, `ArgumentInvalid` for a key's URL that is none. Anything
 *   that can't be read is a missing fact.
 */
export async function observeNewVirtualMachine(
  azure: Connection,
  request: NewVirtualMachineRequest,
): Promise<NewVirtualMachineFacts> {
  const { subscriptionId, location, vmSize, image, subnetId } = request;
  const vmId = newVirtualMachineId(request);
  parseSubnetId(subnetId);
  const [place, existingDisks, imageFact, size, subnet, encryption] = await Promise.all([
    readPlace(azure, vmId),
    Promise.all(newDiskIds(request).map((id) => readDisk(azure, id))),
    readMarketplaceImage(azure, { subscriptionId, location }, image),
    readSize(azure, { subscriptionId, location, vmSize }),
    readSubnet(azure, subnetId),
    readEncryption(azure, request),
  ]);
  return {
    request,
    vmId,
    ...place,
    existingDisks,
    image: imageFact,
    size,
    subnet,
    ...encryption,
    authorityHost: authorityHostOf(azure),
    observedAt: azure.clock.now(),
  };
}

/** Whether the resource group is there, and whether a VM in it has the name already. */
async function readPlace(
  azure: Connection,
  vmId: string,
): Promise<{ readonly resourceGroup: Fact<string>; readonly existing: Fact<VirtualMachine> }> {
  const id = parseResourceId(vmId);
  const group = `resource group ${id.resourceGroupName}`;
  const source = `GET Microsoft.Compute/virtualMachines/${id.name}`;
  try {
    const vm = await readVirtualMachine(azure, id);
    return { resourceGroup: known(id.resourceGroupName, source), existing: known(vm, source) };
  } catch (error) {
    const { message } = azureError(error, `reading VM ${id.name}`);
    switch (azureErrorCode(error)) {
      case "VirtualMachineNotFound":
        return { resourceGroup: known(id.resourceGroupName, source), existing: absent(message) };
      case "ResourceGroupNotFound":
        return { resourceGroup: absent(`${group} is not there`), existing: absent(message) };
      default:
        return { resourceGroup: missing(message), existing: missing(message) };
    }
  }
}

async function readEncryption(
  azure: Connection,
  { subscriptionId, encryption }: NewVirtualMachineRequest,
): Promise<EncryptionFactsOfNewVirtualMachine> {
  if (encryption.kind === "server-side") {
    const { diskEncryptionSetId, encryptionAtHost } = encryption;
    const set =
      diskEncryptionSetId === undefined ? undefined : await readSetWithKey(azure, diskEncryptionSetId);
    return {
      keyVault: missing("no key vault was named"),
      keyEncryptionKey: "none",
      secretLifetimePolicies: missing<SecretLifetimePolicies>("no key vault was named"),
      diskEncryptionSet: set?.diskEncryptionSet ?? "none",
      ...defined({ customerKey: set }),
      encryptionAtHostFeature:
        encryptionAtHost === undefined
          ? "none"
          : await readSubscriptionFeature(azure, subscriptionId, ENCRYPTION_AT_HOST_FEATURE),
    };
  }
  const { keyVaultId, keyEncryptionKeyUrl = "none", keyEncryptionKeyVaultId } = encryption;
  parseKeyVaultId(keyVaultId);
  const [keyVault, secretLifetimePolicies] = await Promise.all([
    readKeyVault(azure, keyVaultId),
    readSecretLifetimePolicies(azure, keyVaultId),
  ]);
  const vaultOfKey =
    keyEncryptionKeyUrl === "none"
      ? undefined
      : await readVaultOfKey(azure, keyEncryptionKeyUrl, keyVault, keyEncryptionKeyVaultId);
  return {
    keyVault,
    ...defined({ keyEncryptionKeyVault: vaultOfKey }),
    keyEncryptionKey:
      keyEncryptionKeyUrl === "none"
        ? "none"
        : await readKeyEncryptionKey(azure, keyEncryptionKeyUrl, vaultOfKey ?? keyVault),
    secretLifetimePolicies,
    diskEncryptionSet: "none",
    encryptionAtHostFeature: "none",
  };
}

async function readSetWithKey(
  azure: Connection,
  diskEncryptionSetId: string,
): Promise<DiskEncryptionSetFacts> {
  parseDiskEncryptionSetId(diskEncryptionSetId);
  return await readSetFacts(azure, await readDiskEncryptionSet(azure, diskEncryptionSetId));
}
