import { configurationRefusal, includesData, type Rule } from "./rule";

/**
 * NVMe disks are not supported on Linux: restrictions in "Azure Disk Encryption scenarios on Linux VMs" (2026-02-20). No text is documented.
 * A disk that is not mounted is left alone by the extension, whatever it is.
 */
export const noNvmeDisk: Rule = (request) => {
  const { specification } = request.guest;
  const isNvme = (specification.dataVolumes ?? []).some(
    ({ lun, transport, isMounted, encryptedByOwner }) =>
      transport === "nvme" &&
      isMounted !== false &&
      encryptedByOwner !== true &&
      specification.hiddenDisks?.includes(lun) !== true,
  );
  return specification.osType === "Linux" && includesData(request) && isNvme
    ? configurationRefusal(request, "(sandbox) A data volume is on an NVMe disk.")
    : undefined;
};
