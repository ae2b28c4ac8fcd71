import type { Check } from "./check";
import { linuxGuestCheck } from "./linux-volumes";
import { fail, pass, whenKnown } from "./verdict";

/**
 * SELinux must be off before an OS volume is encrypted: else the old root can't be unmounted. It may be on again afterwards.
 *
 * Permissive is enough: that is what the extension itself sets.
 *
 * @see "Azure Disk Encryption for Linux VMs troubleshooting guide", Troubleshooting Linux OS disk encryption, 2026-07-14
 * @see Azure/azure-linux-extensions, VMEncryption, `SelinuxState`
 */
export const selinux: Check = linuxGuestCheck(
  "os",
  "the mode of SELinux",
  (guest, { virtualMachine: vm }) => {
    const isEncrypted = guest.volumes.some(({ role, state }) => role === "os" && state === "encrypted");
    if (isEncrypted) return pass(`The OS volume of ${vm.name} is encrypted already.`);
    return whenKnown(
      guest.selinux,
      `the mode of SELinux in ${vm.name}`,
      "Run 'getenforce' in the guest.",
      (mode) =>
        mode === "enforcing"
          ? fail(
              `SELinux is enforcing in ${vm.name}: the OS volume could not be unmounted.`,
              "Set SELINUX=permissive in /etc/selinux/config and restart the VM; after the encryption it may be enforcing again.",
            )
          : pass(`SELinux is ${mode} in ${vm.name}.`),
    );
  },
);
