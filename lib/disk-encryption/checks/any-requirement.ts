import type { CustomerKeyRequirementId } from "./customer-key/requirement";
import type { EncryptionAtHostRequirementId } from "./host-encryption/requirement";
import type { NewVirtualMachineRequirementId } from "./new-vm/requirement";
import type { RequirementId } from "./requirement";

/** A requirement of any catalogue: what a plan can be blocked by, and what an override names. */
export type AnyRequirementId =
  RequirementId | CustomerKeyRequirementId | EncryptionAtHostRequirementId | NewVirtualMachineRequirementId;
