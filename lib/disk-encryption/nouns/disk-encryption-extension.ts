import type { VirtualMachine, VirtualMachineExtension } from "@runbooks/azure";

const types = ["azurediskencryption", "azurediskencryptionforlinux"];

/** The VM's Azure Disk Encryption extension; undefined where it has none. */
export function diskEncryptionExtension(
  vm: Pick<VirtualMachine, "extensions">,
): VirtualMachineExtension | undefined {
  return vm.extensions.find(
    ({ publisher, type }) =>
      publisher.toLowerCase() === "microsoft.azure.security" && types.includes(type.toLowerCase()),
  );
}
