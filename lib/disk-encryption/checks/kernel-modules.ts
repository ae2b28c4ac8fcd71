import { requiredKernelModules } from "../nouns/guest";
import type { Check } from "./check";
import type { Verdict } from "./finding";
import { linuxGuestCheck } from "./linux-volumes";
import { fail, pass, strictest, whenKnown } from "./verdict";

/**
 * The modules dm-crypt and vfat must be there, now and at each boot: the key volume is vfat.
 *
 * @see "Azure Disk Encryption for Linux VMs", Additional VM requirements, 2026-02-20
 */
export const kernelModules: Check = linuxGuestCheck(
  "any",
  "the kernel modules",
  (guest, { virtualMachine: vm }) =>
    strictest(
      pass(`${vm.name} has ${requiredKernelModules.join(" and ")}.`),
      ...requiredKernelModules.map((name): Verdict =>
        whenKnown(
          guest.kernelModules[name],
          `whether ${vm.name} has the kernel module ${name}`,
          `Run 'modprobe --show-depends ${name}' in the guest.`,
          (state) => {
            switch (state) {
              case "available":
                return pass(`${vm.name} has ${name}.`);
              case "blocked":
                return fail(
                  `In ${vm.name} a rule of modprobe keeps the kernel module ${name} from being loaded.`,
                  `Remove the line 'install ${name} /bin/true' from /etc/modprobe.d, and see that the initramfs has no such rule either.`,
                );
              case "missing":
                return fail(
                  `${vm.name} has no kernel module ${name}.`,
                  "Install the kernel's modules, or a kernel of the Marketplace image.",
                );
            }
          },
        ),
      ),
    ),
);
