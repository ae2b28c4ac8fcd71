import { type VirtualMachineSize, vmSeries, type VmSeries } from "@runbooks/azure";
import type { Check } from "./check";
import type { Edition, Verdict } from "./finding";
import { fail, pass, unknown, whenKnown } from "./verdict";

const FIRST_VERSION_REFUSED = 6;

const FIX =
  "Resize the VM to a size of version 5 or older outside of the A-series and the L family, such as Standard_D2s_v5.";

/**
 * Azure Disk Encryption doesn't take every VM size.
 *
 * Tier, NVMe and controllers come from the size, series and version from the table of families; never from the size's name.
 */
export const vmSize: Check = ({ virtualMachine: vm, size }, edition) =>
  whenKnown(
    size,
    `the facts of size ${vm.vmSize}`,
    `See that the subscription may read Microsoft.Compute/skus, and that ${vm.location} offers the size.`,
    (known) => evaluate(known, edition, vm),
  );

function evaluate(
  size: VirtualMachineSize,
  edition: Edition,
  vm: { readonly osType: string; readonly diskControllerType?: string },
): Verdict {
  if (size.tier.toLowerCase() === "basic") return fail(`${size.name} is of the Basic tier.`, FIX);
  if (edition === "current" && vm.osType === "Linux") {
    const nvme = localOrRemoteNvme(size, vm.diskControllerType);
    if (nvme !== undefined) return fail(nvme, FIX);
  }
  const series = vmSeries(size.family);
  if (series === undefined) {
    return unknown(
      `series and version of family '${size.family}' (size ${size.name}): data/vm-families.json does not have it`,
      `Find the family's series and version in "Sizes for virtual machines in Azure" and add it to data/vm-families.json.`,
    );
  }
  const refused = edition === "module" ? refusedByModule(series) : refusedByCurrent(series);
  const what = `${size.name} is of family ${size.family} (series ${series.series}, version ${series.version})`;
  return refused === undefined ? pass(`${what}, which is supported.`) : fail(`${what}: ${refused}.`, FIX);
}

/** "Describe Azure Disk Encryption and server-side encryption", Requirements, VM size. */
function refusedByModule({ series, version }: VmSeries): string | undefined {
  if (series === "A") return "the A-series is not supported";
  return series === "L" && version === 2 ? "the Lsv2-series is not supported" : undefined;
}

/** Overview and restrictions pages of 2026-02-20; where they contradict each other, the stricter. */
function refusedByCurrent({ series, version }: VmSeries): string | undefined {
  if (series === "A") return "the A-series is not supported";
  if (series === "L") return "the L family is not supported";
  return version >= FIRST_VERSION_REFUSED ? "version 6 and newer are not supported" : undefined;
}

/** "Azure Disk Encryption scenarios on Linux VMs", Restrictions, 2026-02-20: no NVMe disks. */
function localOrRemoteNvme(
  size: VirtualMachineSize,
  diskControllerType: string | undefined,
): string | undefined {
  if (size.nvmeDiskSizeInMiB > 0)
    return `${size.name} has local NVMe disks, which are not supported on Linux.`;
  const controllers = size.diskControllerTypes.map((type) => type.toLowerCase());
  const onlyNvme = controllers.length > 0 && controllers.every((type) => type === "nvme");
  return onlyNvme || diskControllerType?.toLowerCase() === "nvme"
    ? `The disks of the VM (size ${size.name}) are attached as NVMe, which is not supported on Linux.`
    : undefined;
}
