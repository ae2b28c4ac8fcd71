/**
 * What a VM that is still to be made asks for, in the order an operator meets it. Each has a record, a check and a test.
 *
 * A catalogue of its own beside Azure Disk Encryption's: these evaluate a request, not a VM, and how it is deployed; a VM that is there has
 * passed them.
 */
export const newVirtualMachineRequirementIds = [
  "new-vm-name",
  "new-vm-resource-group",
  "new-vm-image",
  "new-vm-size",
  "new-vm-disks",
  "new-vm-subnet",
  "new-vm-administrator",
  "new-vm-encryption-at-host",
  "new-vm-disk-encryption-set",
  "vault-template-deployment",
] as const;
export type NewVirtualMachineRequirementId = (typeof newVirtualMachineRequirementIds)[number];
