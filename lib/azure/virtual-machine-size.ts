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
