/** A managed image as `Microsoft.Compute/images` answers it: what VMs are made from. */
export interface ManagedImage {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  /** The VM that it was made of; absent where it was made of disks. */
  readonly sourceVirtualMachineId?: string;
}
