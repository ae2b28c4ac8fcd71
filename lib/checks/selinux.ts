import type { Check } from "./check";
import { linuxGuestCheck } from "./linux-volumes";
import { fail, notApplicable, pass, whenKnown } from "./verdict";

/** Distributions whose images have SELinux enforcing, and which the documents name. */
const concerned: readonly string[] = ["rhel", "centos", "ol"];

/**
 * SELinux must be off before an OS volume is encrypted: else the old root can't be unmounted. It may be on again afterwards.
 *
 * Permissive is enough: that is what the extension itself sets.
 *
 * @see "Azure Disk Encryption for Linux VMs troubleshooting guide", Troubleshooting Linux OS disk encryption, 2026-07-14
 * @see Azure/azure-linux-extensions, VMEncryption, `SelinuxState`
 */
export const selinux: Check = linuxGuestCheck("os", "the mode of SELinux", (guest, { virtualMachine: vm }) =>
  whenKnown(guest.selinux, `the mode of SELinux in ${vm.name}`, "Run 'getenforce' in the guest.", (mode) => {
    if (mode !== "enforcing") return pass(`SELinux is ${mode} in ${vm.name}.`);
    return concerned.includes(guest.distribution)
      ? fail(
          `SELinux is enforcing in ${vm.name}: the OS volume could not be unmounted.`,
          "Set SELINUX=permissive in /etc/selinux/config and restart the VM; after the encryption it may be enforcing again.",
        )
      : notApplicable(`The documents ask this of RHEL and CentOS; ${vm.name} runs ${guest.distribution}.`);
  }),
);
