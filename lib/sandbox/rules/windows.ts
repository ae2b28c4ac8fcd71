import type { WindowsSpecification } from "../guest/specification";
import { bitLockerRefusal, includesData, type Rule, type EncryptionRequest, type Refusal } from "./rule";

/** FVE results: winerror.h. The extension prints them in decimal. */
const resultCodes = {
  startupOptionsConflict: 0x8031005b,
  recoveryPasswordRequired: 0x8031005d,
  recoveryKeyNotAllowed: 0x8031005e,
} as const;

/**
 * Group Policy that keeps BitLocker from taking the external key on which Azure Disk Encryption stands.
 *
 * Source of values and scale (0 disallow, 1 require, 2 allow): BitLocker CSP; of the decimal form: azure-powershell#4301.
 */
export const groupPolicyAllowsExternalKey: Rule = (request) => {
  const { specification } = request.guest;
  if (specification.osType !== "Windows") return undefined;
  const code =
    osConflict(specification) ?? (includesData(request) ? dataConflict(specification, request) : undefined);
  return code === undefined ? undefined : bitLockerRefusal(`ProtectKeyWithExternalKey failed with ${code}`);
};

function osConflict({ groupPolicy: policy = {} }: WindowsSpecification): number | undefined {
  const requiresTpm = ["UseTPM", "UseTPMPIN", "UseTPMKey", "UseTPMKeyPIN"].some((name) => policy[name] === 1);
  const startup = policy["UseAdvancedStartup"];
  if ((requiresTpm && startup !== 0) || (startup === 1 && policy["EnableBDEWithNoTPM"] !== 1)) {
    return resultCodes.startupOptionsConflict;
  }
  return recoveryConflict(policy, "OS");
}

function dataConflict(
  { groupPolicy: policy = {} }: WindowsSpecification,
  { volumes }: Parameters<Rule>[0],
): number | undefined {
  // The temporary disk is a fixed data drive too.
  return volumes.some(({ role }) => role !== "os") ? recoveryConflict(policy, "FDV") : undefined;
}

function recoveryConflict(
  policy: Readonly<Record<string, number>>,
  drives: "OS" | "FDV",
): number | undefined {
  if (policy[`${drives}Recovery`] !== 1) return undefined;
  if (policy[`${drives}RecoveryKey`] === 0) return resultCodes.recoveryKeyNotAllowed;
  return policy[`${drives}RecoveryPassword`] === 1 ? resultCodes.recoveryPasswordRequired : undefined;
}

/**
 * A domain policy that requires a backup of recovery information to Active Directory, which a VM outside of a domain can't do.
 *
 * Source: "Azure Disk Encryption for Windows VMs", Group Policy requirements; no code is documented for it.
 */
export const activeDirectoryBackupPossible: Rule = ({ guest: { specification } }) => {
  if (specification.osType !== "Windows") return undefined;
  const { groupPolicy: policy = {}, domainJoined = false } = specification;
  return policy["OSRecovery"] === 1 && policy["OSRequireActiveDirectoryBackup"] === 1 && !domainJoined
    ? bitLockerRefusal(
        "(sandbox) Recovery information can't be backed up: Group Policy requires it and no domain controller answers.",
      )
    : undefined;
};

/**
 * The policies of Microsoft BitLocker Administration and Monitoring don't go with Azure Disk Encryption.
 *
 * Source: "Azure Disk Encryption for Windows VMs", Group Policy requirements (2026-02-20). No document gives the text.
 */
export const noMbamPolicies: Rule = ({ guest: { specification } }) =>
  specification.osType === "Windows" && Object.keys(specification.mbam?.policies ?? {}).length > 0
    ? bitLockerRefusal("(sandbox) The policies of MBAM are not compatible with Azure Disk Encryption.")
    : undefined;

/** The volume belongs to a cluster (winerror.h); the extension prints it in decimal. */
const partOfCluster = 0x803100ae;

/** BitLocker refuses a volume that belongs to a failover cluster: 0x803100AE, in decimal. Source: azure-powershell#4301. */
export const noClusteredDisk: Rule = (request) => {
  const { specification } = request.guest;
  return specification.osType === "Windows" && specification.clustered === true && includesData(request)
    ? bitLockerRefusal(`ProtectKeyWithExternalKey failed with ${partOfCluster}`)
    : undefined;
};

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

/**
 * A domain policy that blocks AES-CBC fails BitLocker. Found out after the disks were stamped.
 *
 * Source: Group Policy requirements for Windows VMs; no text is documented.
 */
export const aesCbcAllowed: Rule = ({ guest: { specification } }) =>
  specification.osType === "Windows" && specification.aesCbcBlocked === true
    ? bitLockerRefusal("(sandbox) A domain policy blocks the AES-CBC algorithm.")
    : undefined;
