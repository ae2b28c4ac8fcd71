import type { Disk } from "@azure/arm-compute";

import { known, missing, type Fact } from "../../azure/fact";
import type { DiskEncryptionSettings, ManagedDisk } from "../../azure/managed-disk";
import { parseResourceId } from "../../azure/resource-id";
import type { VirtualMachine } from "../../azure/virtual-machine";
import { azureError } from "../../client/azure-error";
import type { Connection } from "../../client/connection";

/** Reads the managed disks that a VM's model names, OS disk first. An unmanaged disk has no resource and is left out. */
export async function readDisks(
  azure: Connection,
  vm: VirtualMachine,
): Promise<readonly Fact<ManagedDisk>[]> {
  const ids = [vm.osDisk, ...vm.dataDisks].flatMap(({ managedDiskId }) => managedDiskId ?? []);
  return await Promise.all(ids.map((id) => readDisk(azure, id)));
}

/** Reads one managed disk by its id; missing where it is not there or can't be read. */
export async function readDisk(azure: Connection, id: string): Promise<Fact<ManagedDisk>> {
  const { subscriptionId, resourceGroupName, name } = parseResourceId(id);
  try {
    const disk = await azure.compute(subscriptionId).disks.get(resourceGroupName, name);
    return known(toManagedDisk(disk), `GET Microsoft.Compute/disks/${name}`);
  } catch (error) {
    return missing(azureError(error, `reading disk ${name}`).message);
  }
}

/** The library's disk from the client's. Pure. */
export function toManagedDisk(disk: Disk): ManagedDisk {
  const stamp = disk.encryptionSettingsCollection;
  const generation = disk.hyperVGeneration;
  return {
    id: disk.id ?? "",
    name: disk.name ?? "",
    location: disk.location,
    diskSizeGB: disk.diskSizeGB ?? 0,
    sku: disk.sku?.name ?? "",
    diskState: disk.diskState ?? "",
    ...(disk.osType === "Windows" || disk.osType === "Linux" ? { osType: disk.osType } : {}),
    ...(generation === "V1" || generation === "V2" ? { hyperVGeneration: generation } : {}),
    encryptionType: disk.encryption?.type ?? "",
    ...(disk.encryption?.diskEncryptionSetId === undefined
      ? {}
      : { diskEncryptionSetId: disk.encryption.diskEncryptionSetId }),
    maxShares: disk.maxShares ?? 1,
    ...(stamp === undefined
      ? {}
      : {
          encryptionSettings: {
            enabled: stamp.enabled,
            ...(stamp.encryptionSettingsVersion === undefined
              ? {}
              : { version: stamp.encryptionSettingsVersion }),
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
            ...(keyEncryptionKey.sourceVault.id === undefined
              ? {}
              : { keyEncryptionKeyVaultId: keyEncryptionKey.sourceVault.id }),
          }),
    },
  ];
}
