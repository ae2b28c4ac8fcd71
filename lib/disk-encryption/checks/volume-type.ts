import type { VirtualMachine, VolumeType } from "@runbooks/azure";
import type { Check } from "./check";
import { earlierVolumeType } from "./earlier-volume-type";
import type { Verdict } from "./finding";
import { fail, moduleStatesNoRule, pass, unknown } from "./verdict";

/** Windows takes OS or All, Linux all three. The module says that all disks can be encrypted, and rules none out. */
export const volumeType: Check = ({ virtualMachine: vm, volumeType: asked }, edition) => {
  if (edition === "module")
    return moduleStatesNoRule("says that all disks can be encrypted, and sets no rule on the volume type");
  return vm.osType === "Windows" ? onWindows(asked) : onLinux(vm, asked);
};

/** "Azure Disk Encryption for Windows virtual machines FAQ", boot and data volumes, 2024-02-20. */
function onWindows(asked: VolumeType): Verdict {
  return asked === "Data"
    ? fail(
        "Data was asked for; on Windows data volumes can't be encrypted without the OS volume.",
        "Ask for All, or for OS.",
      )
    : pass(`${asked} was asked for, which Windows takes.`);
}

/** Source of Azure/azure-linux-extensions, VMEncryption, branch ade-sp-release-1.4.0.12, 2026-06-01. */
function onLinux(vm: VirtualMachine, asked: VolumeType): Verdict {
  if (vm.securityType === "ConfidentialVM" && asked !== "Data") {
    return asked === "OS"
      ? fail(
          `${vm.name} is a confidential VM, whose OS volume can't be encrypted.`,
          "Use confidential disk encryption for the OS disk.",
        )
      : unknown(
          `whether All is taken on ${vm.name}: of a confidential VM the documents refuse OS alone`,
          "Ask for Data, or override this requirement by name.",
        );
  }
  const earlier = earlierVolumeType(vm);
  return earlier === undefined || asked === "All" || asked === earlier
    ? pass(`${asked} was asked for, which Linux takes.`)
    : fail(
        `${asked} was asked for, but ${earlier} was encrypted before; that can only grow to All.`,
        earlier === "All" ? "Ask for All." : `Ask for ${earlier} or All.`,
      );
}
