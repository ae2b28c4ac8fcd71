import type { Disk, Snapshot as ComputeSnapshot } from "@azure/arm-compute";

import {
  defined,
  absent,
  type DiskEncryptionSettings,
  type Fact,
  known,
  type ManagedDisk,
  missing,
  parseResourceId,
  type Snapshot,
  type VirtualMachine,
} from "@runbooks/azure";
import { azureError, azureErrorCode } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { optional } from "./optional";
import { clientsOf } from "../connection/clients";

/** Reads the managed disks that a VM's model names, OS disk first. An unmanaged disk has no resource and is left out. */
export async function readDisks(
  azure: Connection,
  vm: VirtualMachine,
): Promise<readonly Fact<ManagedDisk>[]> {
  const ids = [vm.osDisk, ...vm.dataDisks].flatMap(({ managedDiskId }) => managedDiskId ?? []);
  return await Promise.all(ids.map((id) => readDisk(azure, id)));
}

/** Reads one managed disk by its id; missing where it can't be read, `absent` only where Azure said that its group has no such disk. */
export async function readDisk(azure: Connection, id: string): Promise<Fact<ManagedDisk>> {
  const { subscriptionId, resourceGroupName, name } = parseResourceId(id);
  try {
    const disk = await clientsOf(azure).compute(subscriptionId).disks.get(resourceGroupName, name);
    return known(toManagedDisk(disk), `GET Microsoft.Compute/disks/${name}`);
  } catch (error) {
    const { message } = azureError(error, `reading disk ${name}`);
    return azureErrorCode(error) === "ResourceNotFound" ? absent(message) : missing(message);
  }
}

/** The library's disk from the client's. Pure. */
export function toManagedDisk(disk: Disk): ManagedDisk {
  return {
    ...storedFields(disk),
    diskState: disk.diskState ?? "",
    ...optional("managedBy", disk.managedBy),
    ...optional("uniqueId", disk.uniqueId),
    ...optional("timeCreated", disk.timeCreated),
    ...optional("lastOwnershipUpdateTime", disk.lastOwnershipUpdateTime),
    ...optional("logicalSectorSize", disk.creationData?.logicalSectorSize),
    ...optional("completionPercent", disk.completionPercent),
    ...optional("securityType", disk.securityProfile?.securityType),
    maxShares: disk.maxShares ?? 1,
  };
}

/** What Azure answers alike of a disk and of a snapshot. Pure. */
export function storedFields(
  stored: Disk | ComputeSnapshot,
): Omit<Snapshot, "incremental" | "sourceResourceId" | "sourceUniqueId"> {
  const stamp = stored.encryptionSettingsCollection;
  const generation = stored.hyperVGeneration;
  return {
    id: stored.id ?? "",
    name: stored.name ?? "",
    location: stored.location,
    diskSizeGB: stored.diskSizeGB ?? 0,
    sku: stored.sku?.name ?? "",
    ...(stored.osType === "Windows" || stored.osType === "Linux" ? { osType: stored.osType } : {}),
    ...(generation === "V1" || generation === "V2" ? { hyperVGeneration: generation } : {}),
    encryptionType: stored.encryption?.type ?? "",
    ...optional("diskEncryptionSetId", stored.encryption?.diskEncryptionSetId),
    ...(stamp === undefined
      ? {}
      : {
          encryptionSettings: {
            enabled: stamp.enabled,
            ...optional("version", stamp.encryptionSettingsVersion),
            settings: (stamp.encryptionSettings ?? []).flatMap((element) => toSettings(element)),
          },
        }),
  };
}

type Element = NonNullable<NonNullable<Disk["encryptionSettingsCollection"]>["encryptionSettings"]>[number];

function toSettings({ diskEncryptionKey, keyEncryptionKey }: Element): readonly DiskEncryptionSettings[] {
  if (diskEncryptionKey === undefined) return [];
  return [
    {
      secretUrl: diskEncryptionKey.secretUrl,
      secretVaultId: diskEncryptionKey.sourceVault.id ?? "",
      ...(keyEncryptionKey === undefined
        ? {}
        : {
            keyEncryptionKeyUrl: keyEncryptionKey.keyUrl,
            ...defined({ keyEncryptionKeyVaultId: keyEncryptionKey.sourceVault.id }),
          }),
    },
  ];
}
