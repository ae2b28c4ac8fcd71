import { bitLockerRefusal, includesData, type EncryptionRequest, type Refusal, type Rule } from "./rule";
import type { WindowsSpecification } from "../guest/specification";

/** ERROR_NOT_SUPPORTED as an HRESULT (0x80070032); the extension prints it in decimal. Source: azure-libraries-for-net#538. */
const notSupported = 0x80070032;
/** Windows Server 2016. */
const firstBuildWithStorageSpaces = 14393;

/**
 * Layouts that Azure Disk Encryption leaves out on Windows.
 *
 * Source: restrictions in "Azure Disk Encryption scenarios on Windows VMs" (2026-02-20). Texts: MicrosoftDocs/azure-docs#25908 for Storage
 * Spaces; no document gives the others. Which number BitLocker answers for a dynamic volume or another file system is not documented.
 */
export const windowsLayoutSupported: Rule = (request) => {
  const { specification } = request.guest;
  if (specification.osType !== "Windows") return undefined;
  return (
    inCluster(specification) ??
    withContainers(specification) ??
    encryptedByOwner(specification) ??
    dataLayout(request, specification)
  );
};

/** No document says what the extension answers. */
function encryptedByOwner({ encryptedByOwner: isEncrypted }: WindowsSpecification): Refusal | undefined {
  return isEncrypted === true
    ? bitLockerRefusal("(sandbox) BitLocker was already turned on in the VM, with other key protectors.")
    : undefined;
}

/** BitLocker's own refusal of a clustered data volume comes first, by a rule of its own. */
function inCluster({ clustered, storageSpaces }: WindowsSpecification): Refusal | undefined {
  return clustered === true || storageSpaces?.direct === true
    ? bitLockerRefusal("(sandbox) The VM is in a failover cluster, which is not supported.")
    : undefined;
}

function withContainers({ containers }: WindowsSpecification): Refusal | undefined {
  return containers === true
    ? bitLockerRefusal("(sandbox) Windows Server containers make dynamic volumes, which are not supported.")
    : undefined;
}

function dataLayout(request: EncryptionRequest, specification: WindowsSpecification): Refusal | undefined {
  if (!includesData(request)) return undefined;
  const { dynamicDisks = [], storageSpaces, iscsiVolumes = [], osBuild } = specification;
  const { hardware, volumes } = request;
  const luns = hardware.disks.flatMap(({ lun }) => (lun === undefined ? [] : [lun]));
  const pool = storageSpaces?.luns ?? [];
  if (dynamicDisks.some((lun) => luns.includes(lun)))
    return bitLockerRefusal(`ProtectKeyWithExternalKey failed with ${notSupported}`);
  if (osBuild < firstBuildWithStorageSpaces && pool.some((lun) => luns.includes(lun)))
    return bitLockerRefusal("Encrypting storage spaces is only supported on Windows server 2016 and above.");
  if (iscsiVolumes.length > 0)
    return bitLockerRefusal("(sandbox) A volume is on an iSCSI disk, which is not supported.");
  if (volumes.some(({ role, fileSystem }) => role === "data" && fileSystem !== "NTFS"))
    return bitLockerRefusal(`ProtectKeyWithExternalKey failed with ${notSupported}`);
  const beside = (specification.dataVolumes ?? []).find(
    ({ lun, besideIt }) => luns.includes(lun) && besideIt !== undefined,
  );
  if (beside !== undefined)
    return bitLockerRefusal(`(sandbox) The data disk at LUN ${beside.lun} has a volume that is not mounted.`);
  const empty = luns.find((lun) => !pool.includes(lun) && !volumes.some(({ disk }) => disk?.lun === lun));
  return empty === undefined
    ? undefined
    : bitLockerRefusal(`(sandbox) The data disk at LUN ${empty} has no formatted and mounted volume.`);
}
