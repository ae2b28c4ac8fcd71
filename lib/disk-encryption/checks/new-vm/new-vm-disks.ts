import { isForDataDisksAlone } from "../../nouns/data-disk-types";
import { fail, inWords, MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { NewVirtualMachineCheck } from "./check";
import type { NewDisk, NewVirtualMachineDeployment } from "./facts";
import { storageAccountTypeOf } from "./intended";

const MAXIMUM_OS_DISK_IN_GB = 4095;
const MAXIMUM_DATA_DISK_IN_GB = 32767;
/** Of an ultra disk and a Premium SSD v2. */
const MAXIMUM_LARGE_DATA_DISK_IN_GB = 65536;

/**
 * The new disks' names are free, and their kinds and sizes are ones that Azure makes. The module says nothing.
 *
 * @see "Azure managed disk types", disk type comparison, read 2026-11-25
 */
export const newVmDisks: NewVirtualMachineCheck = (facts, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const ofOsDisk = storageAccountTypeOf(facts.request.osDisk);
  if (isForDataDisksAlone(ofOsDisk)) {
    return fail(
      `The OS disk can't be of ${ofOsDisk}, which is for data disks alone.`,
      "Give the OS disk Premium_LRS, StandardSSD_LRS or Standard_LRS.",
    );
  }
  const wrong = wrongSizes(facts);
  if (wrong.length > 0) {
    return fail(
      `${inWords(wrong)}.`,
      `Give an OS disk 1 to ${MAXIMUM_OS_DISK_IN_GB} GB and a data disk 1 to ${MAXIMUM_DATA_DISK_IN_GB} GB (${MAXIMUM_LARGE_DATA_DISK_IN_GB} as an ultra disk or a Premium SSD v2).`,
    );
  }
  const taken = facts.existingDisks.flatMap((disk) => (disk.kind === "known" ? [disk.value.name] : []));
  if (taken.length > 0) {
    return fail(
      `Resource group ${facts.request.resourceGroupName} has disks of the new disks' names already: ${inWords(taken)}.`,
      "Give the VM another name, or delete the old disks where nobody needs them.",
    );
  }
  const unread = facts.existingDisks.flatMap((disk) =>
    disk.kind === "missing" && disk.absent !== true ? [disk.reason] : [],
  );
  return unread.length > 0
    ? unknown(
        `whether the new disks' names are free: ${unread[0] ?? ""}`,
        "See that you may read the disks of the group (Microsoft.Compute/disks/read).",
      )
    : pass(`The names of the ${facts.existingDisks.length} new disks are free.`);
};

function wrongSizes({ request: { osDisk, dataDisks = [] } }: NewVirtualMachineDeployment): readonly string[] {
  const inRange = (sizeInGB: number, maximumInGB: number): boolean =>
    Number.isInteger(sizeInGB) && sizeInGB >= 1 && sizeInGB <= maximumInGB;
  const ofOsDisk = osDisk?.diskSizeGB;
  return [
    ...(ofOsDisk === undefined || inRange(ofOsDisk, MAXIMUM_OS_DISK_IN_GB)
      ? []
      : [`The OS disk can't have ${ofOsDisk} GB`]),
    ...dataDisks.flatMap((disk, lun) =>
      inRange(disk.diskSizeGB, maximumOf(disk)) ? [] : [`data disk ${lun} can't have ${disk.diskSizeGB} GB`],
    ),
  ];
}

const maximumOf = (dataDisk: NewDisk): number =>
  isForDataDisksAlone(storageAccountTypeOf(dataDisk))
    ? MAXIMUM_LARGE_DATA_DISK_IN_GB
    : MAXIMUM_DATA_DISK_IN_GB;
