import type { HyperVGeneration } from "./virtual-machine";

/**
 * A VM size as `Microsoft.Compute/skus` describes it for one region.
 *
 * Every field comes from the answer's `tier`, `family` and `capabilities`, none from the spelling of the name.
 */
export interface VirtualMachineSize {
  readonly name: string;
  /** `Basic` or `Standard`. */
  readonly tier: string;
  /** Azure's family name, e.g. `standardDSv5Family`; it carries series and version. */
  readonly family: string;
  readonly memoryInGB: number;
  readonly hyperVGenerations: readonly HyperVGeneration[];
  /** 0 where the size has no temporary disk. */
  readonly temporaryDiskInMB: number;
  readonly encryptionAtHostSupported: boolean;
  /** Local NVMe disks, in MiB; 0 where there are none. */
  readonly nvmeDiskSizeInMiB: number;
  /** `SCSI`, `NVMe`. */
  readonly diskControllerTypes: readonly string[];
}

/**
 * A size from what Azure's list of SKUs says of it. A capability that the list lacks counts as Azure counts it: not there.
 *
 * @param capability - the value of a capability by its name (`MemoryGB`); undefined where the list lacks it.
 */
export function virtualMachineSizeOf(
  { name, tier, family }: Pick<VirtualMachineSize, "name" | "tier" | "family">,
  capability: (name: string) => string | undefined,
): VirtualMachineSize {
  const list = (of: string): readonly string[] =>
    (capability(of) ?? "").split(",").filter((entry) => entry !== "");
  return {
    name,
    tier,
    family,
    memoryInGB: Number(capability("MemoryGB") ?? Number.NaN),
    hyperVGenerations: list("HyperVGenerations").filter((entry): entry is HyperVGeneration =>
      /^V[12]$/.test(entry),
    ),
    temporaryDiskInMB: Number(capability("MaxResourceVolumeMB") ?? 0),
    encryptionAtHostSupported: capability("EncryptionAtHostSupported") === "True",
    nvmeDiskSizeInMiB: Number(capability("NvmeDiskSizeInMiB") ?? 0),
    diskControllerTypes: list("DiskControllerTypes"),
  };
}
