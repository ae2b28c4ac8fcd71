import {
  exitCodes,
  configurationRefusal,
  includesOs,
  type Rule,
  includesData,
  type EncryptionRequest,
  type Refusal,
} from "./rule";
import { textAt } from "../json";
import type { LinuxSpecification } from "../guest/specification";
import { crashKernelLoaded, selinuxOf } from "../guest/commands/shell";
import type { Volume } from "../guest/volumes";

const number = (version: string): number => {
  const [major = "0", minor = "0"] = version.split(".");
  return Number(major) + Number(minor) / 100;
};
const atLeast =
  (version: string) =>
  (candidate: number): boolean =>
    candidate >= number(version);
const between =
  (low: string, high: string) =>
  (candidate: number): boolean =>
    candidate >= number(low) && candidate <= number(high);

/** Distributions whose OS volume the extension encrypts: Azure/azure-linux-extensions, VMEncryption, `SupportedOS.json` (1.4.0.12). */
const osVolumeSupport: Readonly<Record<string, readonly ((version: number) => boolean)[]>> = {
  ubuntu: [between("14.04", "24.04")],
  rhel: [atLeast("8.1"), between("7.2", "7.9"), between("6.8", "6.8")],
  centos: [atLeast("8.1"), between("7.2", "7.9"), between("6.8", "6.9")],
  ol: [atLeast("8.5")],
  mariner: [atLeast("2.0")],
  azurelinux: [atLeast("3.0")],
};

/** Distributions of which only data volumes can be encrypted ("Azure Disk Encryption for Linux VMs", 2026-02-20). */
const dataVolumeSupport: Readonly<Record<string, (version: number) => boolean>> = {
  sles: between("12.3", "12.4"),
  opensuse: between("42.3", "42.3"),
};

/**
 * The Linux extension knows few distributions, and fewer whose OS volume it encrypts.
 *
 * Texts: Azure/azure-linux-extensions, VMEncryption.
 */
export const distributionSupported: Rule = (request) => {
  const { specification } = request.guest;
  if (specification.osType !== "Linux") return undefined;
  const { distribution, distributionVersion } = specification;
  const version = number(distributionVersion);
  const osVolume = osVolumeSupport[distribution];
  if (osVolume === undefined && dataVolumeSupport[distribution]?.(version) !== true) {
    return { message: "Enable failed: OS distribution is not supported", exitCode: exitCodes.osNotSupported };
  }
  return includesOs(request) && osVolume?.some((supports) => supports(version)) !== true
    ? configurationRefusal(
        request,
        `Distro ${distribution} ${distributionVersion} is not supported for OS encryption`,
      )
    : undefined;
};

/** The day after which nobody supports a distribution any more, not even where support was bought: its publisher's page. */
const lastDays: readonly (readonly [distribution: string, version: RegExp, lastDay: string])[] = [
  ["ubuntu", /^18\.04/, "2028-04-01"],
  ["ubuntu", /^20\.04/, "2030-04-02"],
  ["rhel", /^6/, "2024-06-30"],
  ["rhel", /^7/, "2028-06-30"],
  ["centos", /^6/, "2020-11-30"],
  ["centos", /^7/, "2024-06-30"],
  ["centos", /^8/, "2021-12-31"],
  ["mariner", /^2/, "2025-07-31"],
  ["sles", /^12\.4/, "2023-06-30"],
  ["sles_hpc", /^12\.3/, "2022-06-30"],
  ["opensuse", /^42\.3/, "2019-07-01"],
];

/**
 * Azure Disk Encryption supports a distribution until its publisher's end of life ("Azure Disk Encryption for Linux VMs", 2026-02-20).
 *
 * The extension itself knows no dates: the refusal is the sandbox's.
 */
export const supportedByPublisher: Rule = ({ world, guest: { specification } }) => {
  if (specification.osType !== "Linux" || world.edition !== "current") return undefined;
  const { distribution, distributionVersion } = specification;
  const [, , lastDay] =
    lastDays.find(([name, version]) => name === distribution && version.test(distributionVersion)) ?? [];
  return lastDay !== undefined && world.clock.now().toISOString().slice(0, 10) > lastDay
    ? {
        message: `(sandbox) ${distribution} ${distributionVersion} has reached its end of life on ${lastDay}.`,
        exitCode: exitCodes.osNotSupported,
      }
    : undefined;
};

/** Custom Linux images are not supported, whichever volumes are asked for. Source: Linux FAQ (2024-08-06) and restrictions; no text is documented. */
export const marketplaceImage: Rule = (request) => {
  const { guest, virtualMachine } = request;
  const publisher = textAt(virtualMachine.properties, "storageProfile", "imageReference", "publisher");
  return guest.osType === "Linux" && publisher === undefined
    ? configurationRefusal(request, "(sandbox) A Linux VM from a custom image can't be encrypted.")
    : undefined;
};

/** From which version on the extension encrypts an OS volume online (VMEncryption, `min_version_online_encryption`). */
const onlineFrom: Readonly<Record<string, number>> = { rhel: 8.01, centos: 8.01, ubuntu: 23.1, mariner: 2 };

/**
 * A root on LVM has to be as Azure's images have it, and on the OS disk alone.
 *
 * Text of the first: Azure/azure-linux-extensions, VMEncryption, `validate_lvm_os`. The second is a restriction ("Azure Disk Encryption scenarios
 * on Linux VMs", 2026-02-20) whose text no document gives.
 */
export const rootLayoutSupported: Rule = (request) => {
  const { specification } = request.guest;
  if (specification.osType !== "Linux") return undefined;
  if (specification.rootLayout === "lvm-extended") {
    return configurationRefusal(request, "(sandbox) The root volume is extended onto a data disk.");
  }
  return specification.rootLayout === "lvm-own" && includesOs(request) && !encryptsOnline(specification)
    ? configurationRefusal(
        request,
        "LVM OS disk layout does not satisfy prerequisites ( see https://aka.ms/adelvm )",
      )
    : undefined;
};

function encryptsOnline({ distribution, distributionVersion }: LinuxSpecification): boolean {
  const [major = "0", minor = "0"] = distributionVersion.split(".");
  const from = onlineFrom[distribution];
  return from !== undefined && Number(major) + Number(minor) / 100 >= from;
}

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

/** Kernel crash dumps are not supported: restrictions in "Azure Disk Encryption scenarios on Linux VMs" (2026-02-20). No text is documented. */
export const noKernelCrashDump: Rule = (request) => {
  const { specification } = request.guest;
  const isPlain = request.volumes.some(({ role, state }) => role === "os" && state === "decrypted");
  return isPlain &&
    specification.osType === "Linux" &&
    includesOs(request) &&
    crashKernelLoaded(specification)
    ? configurationRefusal(request, "(sandbox) A crash kernel is loaded: kdump is not supported.")
    : undefined;
};

/**
 * The volume that carries the key is vfat: the extension asks modprobe for the module, then mounts the volume.
 *
 * A rule that runs /bin/true in the module's place deceives the first and not the second. Source and texts: Azure/azure-linux-extensions,
 * VMEncryption, `check_util` and `BekUtil`.
 */
export const vfatModulePresent: Rule = (request) => {
  const { specification } = request.guest;
  if (specification.osType !== "Linux") return undefined;
  switch (specification.kernelModules?.vfat) {
    case "missing":
      return configurationRefusal(request, "Incompatible system, prerequisite vfat module was not found.");
    case "blocked":
      return {
        message: "BEK disk is missing or not initialized. (BEK disk is not mounted)",
        exitCode: exitCodes.missingDependency,
      };
    case "available":
    case undefined:
      return undefined;
  }
};

/** Without dm-crypt no volume can be opened. Source: "Azure Disk Encryption for Linux VMs", Additional VM requirements; no text is documented. */
export const dmCryptModulePresent: Rule = ({ guest: { specification } }) => {
  const state = specification.osType === "Linux" ? specification.kernelModules?.dm_crypt : undefined;
  return state === "missing" || state === "blocked"
    ? { message: "(sandbox) luksOpen failed: the kernel has no dm-crypt.", exitCode: exitCodes.luksOpen }
    : undefined;
};

/**
 * Only ext2, ext3 and ext4 data volumes can be encrypted in place. Found out after the disks were stamped.
 *
 * Source: Linux FAQ; texts: azure-linux-extensions#1217 and VMEncryption.
 */
export const fileSystemKeepsData: Rule = (request) => {
  const { guest, settings, volumes } = request;
  if (
    guest.osType !== "Linux" ||
    settings.EncryptionOperation !== "EnableEncryption" ||
    !includesData(request)
  )
    return undefined;
  const volume = volumes.find(
    ({ role, fileSystem, state, encryptedByOwner }) =>
      role === "data" && state === "decrypted" && encryptedByOwner !== true && !/^ext[234]$/.test(fileSystem),
  );
  if (volume === undefined) return undefined;
  const { fileSystem, mountPoint } = volume;
  return {
    message:
      fileSystem === "xfs"
        ? `Failed to encrypt data volumes with error: Encryption failed for name:${mountPoint} fstype:xfs`
        : fileSystem === "btrfs"
          ? "Encrypting btrfs file system is not supported for data-preserving encryption. Consider using the encrypt-format-all option."
          : `AzureDiskEncryption does not support the ${fileSystem} file system`,
    exitCode: exitCodes.encryptionFailed,
  };
};

/** Folders that a distribution puts its own files into (Filesystem Hierarchy Standard 3.0, "The Root Filesystem"). */
const osFolder = /^\/(bin|boot|dev|etc|home|lib|lib64|opt|proc|root|run|sbin|sys|tmp|usr|var)$/;

/**
 * Data volumes below another mount, or over a folder of the operating system, can't be unmounted. Found out after the disks were stamped.
 *
 * Source: restrictions and troubleshooting guide for Linux VMs; texts: azure-linux-extensions#334, #1217 and VMEncryption.
 */
export const mountSchemeSupported: Rule = (request) => {
  const { guest, volumes } = request;
  const { specification } = guest;
  if (specification.osType !== "Linux") return undefined;
  const paths = [...volumes, ...(specification.networkShares ?? [])].map(({ mountPoint }) => mountPoint);
  const stuck = volumes.find(
    ({ role, mountPoint, state, encryptedByOwner }) =>
      role === "data" &&
      state === "decrypted" &&
      encryptedByOwner !== true &&
      (osFolder.test(mountPoint) ||
        paths.some(
          (path) => path !== "/" && (path.startsWith(`${mountPoint}/`) || mountPoint.startsWith(`${path}/`)),
        )),
  );
  return stuck === undefined ? undefined : cannotUnmount(request, stuck);
};

function cannotUnmount(request: EncryptionRequest, { mountPoint, fileSystem }: Volume): Refusal {
  return {
    message: includesOs(request)
      ? "Failed to encrypt OS volume with error: umount /oldroot: target is busy"
      : `Failed to encrypt data volumes with error: Encryption failed for name:${mountPoint} fstype:${fileSystem}`,
    exitCode: exitCodes.encryptionFailed,
  };
}

/**
 * With SELinux enforcing, the old root can't be unmounted. Found out after the disks were stamped.
 *
 * Source: Linux troubleshooting guide (2026-07-14); text: azure-linux-extensions#334.
 */
export const selinuxOff: Rule = (request) => {
  const { specification } = request.guest;
  const isPlain = request.volumes.some(({ role, state }) => role === "os" && state === "decrypted");
  return isPlain &&
    specification.osType === "Linux" &&
    includesOs(request) &&
    selinuxOf(specification) === "enforcing"
    ? {
        message: "Failed to encrypt OS volume with error: umount /oldroot: target is busy",
        exitCode: exitCodes.encryptionFailed,
      }
    : undefined;
};
