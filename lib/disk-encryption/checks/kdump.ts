import type { Check } from "./check";
import { linuxGuestCheck } from "./linux-volumes";
import { fail, pass, unknown, whenKnown } from "./verdict";

/**
 * Kernel crash dumps are not supported: a crash kernel can't unlock the OS volume.
 *
 * @see "Azure Disk Encryption scenarios on Linux VMs", Restrictions, 2026-02-20
 */
export const kdump: Check = linuxGuestCheck("any", "kdump", (guest, { virtualMachine: vm, volumeType }) =>
  whenKnown(
    guest.crashKernelLoaded,
    `whether kdump is on in ${vm.name}`,
    "Run 'cat /sys/kernel/kexec_crash_loaded' in the guest.",
    (isLoaded) => {
      const isEncrypted = guest.volumes.some(({ role, state }) => role === "os" && state === "encrypted");
      if (isEncrypted && volumeType !== "Data")
        return pass(`The OS volume of ${vm.name} is encrypted already.`);
      if (!isLoaded) return pass(`No crash kernel is loaded in ${vm.name}.`);
      const fix = "Run 'systemctl disable --now kdump' in the guest.";
      return volumeType === "Data"
        ? unknown(
            `whether kdump, which is on in ${vm.name}, matters where data volumes alone are encrypted: the documents name no volume type`,
            `${fix.slice(0, -1)}, or override this requirement by name.`,
          )
        : fail(`kdump is on in ${vm.name}: a crash kernel is loaded, which is not supported.`, fix);
    },
  ),
);
