import type { Disk, Snapshot as ComputeSnapshot } from "@azure/arm-compute";

import {
  defined,
  type DiskEncryptionSettings,
  type Fact,
  type ManagedDisk,
  parseResourceId,
  type Snapshot,
  type VirtualMachine,
} from "@runbooks/azure";

import type { Connection } from "../connection/connection";
import { readResource } from "./read-resource";
import { clientsOf } from "../connection/clients";

/** Reads the managed disks that a VM's model names, OS disk first. An unmanaged disk has no resource and is left out. */
export async function readDisks(
  azure: Connection,
  vm: VirtualMachine,
): Promise<readonly Fact<ManagedDisk>[]> {
  const ids = [vm.osDisk, ...vm.dataDisks].flatMap(({ managedDiskId }) => managedDiskId ?? []);
  return await Promise.all(ids.map((id) => readDisk(azure, id)));
}

/** Reads one managed disk by its id. */
export async function readDisk(azure: Connection, id: string): Promise<Fact<ManagedDisk>> {
  const { subscriptionId, resourceGroupName, name } = parseResourceId(id);
  return await readResource(`disk ${name}`, `Microsoft.Compute/disks/${name}`, async () =>
    toManagedDisk(await clientsOf(azure).compute(subscriptionId).disks.get(resourceGroupName, name)),
  );
}

/** The library's disk from the client's. Pure. */
export function toManagedDisk(disk: Disk): ManagedDisk {
  return {
    ...storedFields(disk),
    diskState: disk.diskState ?? "",
    ...defined({
      managedBy: disk.managedBy,
      uniqueId: disk.uniqueId,
      timeCreated: disk.timeCreated,
      lastOwnershipUpdateTime: disk.lastOwnershipUpdateTime,
      logicalSectorSize: disk.creationData?.logicalSectorSize,
      completionPercent: disk.completionPercent,
      securityType: disk.securityProfile?.securityType,
    }),
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
    ...defined({ diskEncryptionSetId: stored.encryption?.diskEncryptionSetId }),
    ...(stamp === undefined
      ? {}
      : {
          encryptionSettings: {
            enabled: stamp.enabled,
            ...defined({ version: stamp.encryptionSettingsVersion }),
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
