import type {
  Fact,
  ManagedDisk,
  SubscriptionFeature,
  VirtualMachine,
  VirtualMachineSize,
} from "@runbooks/azure";

/**
 * Everything that the checks of encryption at host evaluate.
 *
 * A fact that was not read is missing with its reason; a check answers `unknown` to it.
 */
export interface EncryptionAtHostFacts {
  readonly virtualMachine: VirtualMachine;
  readonly size: Fact<VirtualMachineSize>;
  /** The managed disks that the VM's model names, OS disk first; one fact a disk, in the model's order. */
  readonly disks: readonly Fact<ManagedDisk>[];
  /** `Microsoft.Compute/EncryptionAtHost` of the VM's subscription. */
  readonly feature: Fact<SubscriptionFeature>;
  readonly observedAt: Date;
}
