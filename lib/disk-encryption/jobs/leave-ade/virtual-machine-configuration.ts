/** How the host caches a disk. */
export type Caching = "None" | "ReadOnly" | "ReadWrite";

/** What a VM's model says beyond its disks: what a VM that takes its place needs, and what it does not get. */
export interface VirtualMachineConfiguration {
  readonly zones: readonly string[];
  readonly networkInterfaceIds: readonly string[];
  /** How the host caches each disk, by the disk's logical unit number, and the OS disk under `os`. */
  readonly caching: Readonly<Record<string, Caching>>;
  /** Whether Azure keeps pictures of the VM's screen: then the new VM has it too. */
  readonly bootDiagnostics: boolean;
  /** What is not carried over to a new VM, in words. */
  readonly notCarriedOver: readonly string[];
}
