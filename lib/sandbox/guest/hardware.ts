import type { GuestOperatingSystem } from "./guest";
import { defined } from "@runbooks/azure";
import { listAt, textAt, valueAt, type Json, type JsonObject } from "../json";
import type { Resource, World } from "../state";

/** Where guest and host meet: "What is IP address 168.63.129.16?", Azure documentation. */
export const hostAddress = "168.63.129.16";
/** The instance metadata service. */
export const metadataAddress = "169.254.169.254";

/** Where the host hands on to Azure Storage what an agent fetches and reports ("Virtual machine extensions and features for Windows"). */
export const hostPluginPort = 32526;

/**
 * Whether a guest reaches a host; a blocked `*.vault.azure.net` blocks all below it, and a blocked `168.63.129.16` all its ports.
 *
 * @param host - with its port where it is not the usual one: `168.63.129.16:32526`.
 */
export function reaches({ specification }: GuestOperatingSystem, host: string): boolean {
  const asked = host.toLowerCase();
  return !(specification.blockedHosts ?? []).some((entry) => {
    const blocked = entry.toLowerCase();
    return blocked.startsWith("*.")
      ? asked.replace(/:\d+$/, "").endsWith(blocked.slice(1))
      : asked === blocked || asked.startsWith(`${blocked}:`);
  });
}

/** A disk as the VM's model lists it. */
export interface AttachedDisk {
  readonly role: "os" | "data";
  readonly name: string;
  /** Data disks only. */
  readonly lun?: number;
  /** Absent on an unmanaged disk. */
  readonly managedDiskId?: string;
  /** Page blob of an unmanaged disk. */
  readonly vhdUri?: string;
  readonly diskSizeGB: number;
  /** `Premium_LRS`, `UltraSSD_LRS` ... */
  readonly sku?: string;
  readonly writeAcceleratorEnabled: boolean;
  /** The OS disk lives on the host. */
  readonly ephemeral: boolean;
  /** The disk resource; absent on an unmanaged disk. */
  readonly resource?: Resource;
}

/** The machine that a guest runs on: read from the VM's model, its disks and its size, never kept. */
export interface Hardware {
  readonly vmSize: string;
  /** The size's entry in `Microsoft.Compute/skus`; undefined for a size that the region's list does not have. */
  readonly sku: JsonObject | undefined;
  /** Undefined where the size is not known. */
  readonly memoryInGB: number | undefined;
  /** 0: no temporary disk. */
  readonly temporaryDiskInGB: number;
  readonly hyperVGeneration: "V1" | "V2";
  readonly disks: readonly AttachedDisk[];
}

/** What a VM runs on now. */
export function hardwareOf(world: World, virtualMachine: Resource): Hardware {
  const vmSize = textAt(virtualMachine.properties, "hardwareProfile", "vmSize") ?? "";
  const sku = world.virtualMachineSkus.find(
    (candidate) => textAt(candidate, "name")?.toLowerCase() === vmSize.toLowerCase(),
  );
  const disks = attachedDisks(world, virtualMachine);
  const memory = capability(sku, "MemoryGB");
  const generation = textAt(disks[0]?.resource?.properties, "hyperVGeneration");
  return {
    vmSize,
    sku,
    memoryInGB: memory === undefined ? undefined : Number(memory),
    temporaryDiskInGB: Number(capability(sku, "MaxResourceVolumeMB") ?? 0) / 1024,
    hyperVGeneration: generation === "V2" ? "V2" : "V1",
    disks,
  };
}

/** A capability of a size by its name; Azure answers all values as texts. */
export function capability(sku: JsonObject | undefined, name: string): string | undefined {
  const entry = listAt(sku, "capabilities").find((candidate) => textAt(candidate, "name") === name);
  return textAt(entry, "value");
}

/** The OS disk, then the data disks, as the model lists them. A disk that is being created has no id yet. */
export function attachedDisks(world: World, virtualMachine: Resource): readonly AttachedDisk[] {
  const profile = valueAt(virtualMachine.properties, "storageProfile");
  return [
    attachedDisk(world, "os", valueAt(profile, "osDisk")),
    ...listAt(profile, "dataDisks").map((disk) => attachedDisk(world, "data", disk)),
  ];
}

function attachedDisk(world: World, role: "os" | "data", disk: Json): AttachedDisk {
  const managedDiskId = textAt(disk, "managedDisk", "id");
  const vhdUri = textAt(disk, "vhd", "uri");
  const resource = managedDiskId === undefined ? undefined : world.resources.get(managedDiskId);
  const sku = textAt(resource?.sku, "name") ?? textAt(disk, "managedDisk", "storageAccountType");
  const lun = valueAt(disk, "lun");
  const size = valueAt(resource?.properties, "diskSizeGB") ?? valueAt(disk, "diskSizeGB");
  return {
    role,
    name: textAt(disk, "name") ?? "",
    ...(role === "data" && typeof lun === "number" ? { lun } : {}),
    ...defined({ managedDiskId, vhdUri }),
    diskSizeGB: typeof size === "number" ? size : 0,
    ...defined({ sku }),
    writeAcceleratorEnabled: valueAt(disk, "writeAcceleratorEnabled") === true,
    ephemeral: textAt(disk, "diffDiskSettings", "option") === "Local",
    ...defined({ resource }),
  };
}
