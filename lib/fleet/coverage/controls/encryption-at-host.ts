import { askedFor, type VirtualMachineControl } from "./control";

/**
 * "Virtual machines and virtual machine scale sets should have encryption at host enabled", policy fc4d8e41-e223-45ea-9bf5-eada37891d87: the VM's
 * `securityProfile.encryptionAtHost`, and nothing else. A confidential VM without it is non-compliant too. Uniform scale sets are in no inventory.
 */
export const encryptionAtHost: VirtualMachineControl = ({ encryptionAtHost: told }) => askedFor(told);
