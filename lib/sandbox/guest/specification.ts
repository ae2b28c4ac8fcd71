export interface CommonSpecification {
  /** What the VM agent reports; `Ready` unless said. A stopped VM has no agent whatever this says. */
  readonly agent?: "Ready" | "Not Ready";
  /** Host names and addresses that the guest can't reach, e.g. `168.63.129.16`. */
  readonly blockedHosts?: readonly string[];
  /** HTTP statuses that a proxy answers in the place of hosts, by host name or address. Linux alone: the Windows probe goes through none. */
  readonly proxyAnswers?: Readonly<Record<string, number>>;
  /** LUNs of data disks that the guest does not show, as before it looks for new ones. */
  readonly hiddenDisks?: readonly number[];
  /** What a Run Command prints; `answers` unless said. The others are for teaching and for tests. */
  readonly runCommand?: "answers" | "prints-nothing" | "prints-garbage";
  /** Volumes on data disks; without it each data disk carries one formatted, mounted volume. A disk that is not listed is empty. */
  readonly dataVolumes?: readonly DataVolume[];
}

/** A volume on a data disk. What follows the volume beside it is about Linux alone. */
export interface DataVolume {
  readonly lun: number;
  /** `F:` or `/data1`. */
  readonly mountPoint: string;
  /** `NTFS`, `ReFS`, `ext4`, `xfs` ... */
  readonly fileSystem: string;
  /** File system of a second partition of the disk, which nobody mounted. */
  readonly besideIt?: string;
  /** Whether the owner encrypted it with LUKS before; with `lvm`, the disk's part of the volume. */
  readonly encryptedByOwner?: boolean;
  /** Whether nothing is on it yet. Unless said, it holds files. */
  readonly empty?: boolean;
  /**
   * What lies between the disk and the file system; `partition` unless said. With `lvm` and the RAID levels, entries of one mount point are one
   * volume on several disks.
   */
  readonly layout?: "partition" | "whole-disk" | "lvm" | "linear" | "raid0" | "raid1" | "multipath";
  /** How the disk is attached, where it is not one that Azure shows as SCSI. */
  readonly transport?: "iscsi" | "nvme";
  /** False: there is a file system, and it is not mounted. */
  readonly isMounted?: boolean;
  /** Its line in /etc/fstab; by UUID and with `nofail` unless said. */
  readonly fstab?: "none" | { readonly by: "UUID" | "device-name"; readonly nofail: boolean };
}

export interface WindowsSpecification extends CommonSpecification {
  readonly osType: "Windows";
  /** "Windows Server 2022 Datacenter" */
  readonly osName: string;
  /** 20348 for Windows Server 2022. */
  readonly osBuild: number;
  readonly domainJoined?: boolean;
  /** Values under `HKLM\SOFTWARE\Policies\Microsoft\FVE`, by value name. */
  readonly groupPolicy?: Readonly<Record<string, number>>;
  /** Whether a domain policy keeps AES-CBC from being used; no document names a registry value for it. */
  readonly aesCbcBlocked?: boolean;
  /** Whether the data volumes belong to a failover cluster. */
  readonly clustered?: boolean;
  /** Language that Windows was installed in: `de-DE`; `en-US` unless said. Tools print its words; classes and .NET give the same numbers. */
  readonly language?: string;
  /** Whether the Windows feature BitLocker is there; the extension installs it. `installed` unless said. */
  readonly bitLockerFeature?: "installed" | "not-installed";
  /** Microsoft BitLocker Administration and Monitoring: its policies by value name, and its client. */
  readonly mbam?: {
    readonly policies?: Readonly<Record<string, number>>;
    readonly agent?: boolean;
  };
  /** Whether the Windows feature Containers is installed. */
  readonly containers?: boolean;
  /** What the volume of the temporary disk carries; label and file as Azure makes them unless said. */
  readonly temporaryVolume?: { readonly label?: string; readonly hasWarningFile?: boolean };
  /** LUNs of the data disks that are dynamic disks; Windows' software RAID is made of these. */
  readonly dynamicDisks?: readonly number[];
  /** LUNs of the data disks of one storage pool. The first carries its volume. `direct`: Storage Spaces Direct. */
  readonly storageSpaces?: { readonly luns: readonly number[]; readonly direct?: boolean };
  /** Volumes on disks that the guest has attached by iSCSI; they are no disks of the VM. */
  readonly iscsiVolumes?: readonly { readonly mountPoint: string; readonly fileSystem: string }[];
  /** Whether the owner encrypted C: before, with TPM and recovery password. */
  readonly encryptedByOwner?: boolean;
  /** Whether somebody suspended BitLocker's protection in the guest. */
  readonly protectionSuspended?: boolean;
}

export interface LinuxSpecification extends CommonSpecification {
  readonly osType: "Linux";
  /** `ID` of /etc/os-release: `ubuntu`, `rhel`, `debian`, `sles` ... */
  readonly distribution: string;
  /** `VERSION_ID`: `22.04`, `9.4` ... */
  readonly distributionVersion: string;
  readonly kernelRelease?: string;
  /** Space used on `/`. 3 GB unless said. */
  readonly rootUsageInGB?: number;
  /**
   * How `/` lies on the OS disk; `partition` unless said. `lvm`: as Azure's LVM images have it, in a volume group `rootvg` with a volume each for
   * /, /usr, /var, /home and /tmp. `lvm-own`: one volume of another name. `lvm-extended`: as `lvm`, and grown onto the first data disk.
   */
  readonly rootLayout?: "partition" | "lvm" | "lvm-own" | "lvm-extended";
  /** What becomes of kernel modules that are asked for; `available` unless said. `blocked`: a rule of modprobe runs /bin/true in its place. */
  readonly kernelModules?: Readonly<
    Partial<Record<"dm_crypt" | "vfat", "available" | "blocked" | "missing">>
  >;
  /** `enforcing` on RHEL, CentOS and Oracle Linux unless said, where their images have it so; else `disabled`. */
  readonly selinux?: "enforcing" | "permissive" | "disabled";
  /** Whether kdump has loaded a crash kernel. Unless said, true on RHEL, CentOS and Oracle Linux, whose images have it so. */
  readonly crashKernelLoaded?: boolean;
  /** Shares of a network that are mounted. */
  readonly networkShares?: readonly {
    readonly mountPoint: string;
    /** `nfs4`, `cifs`, `ceph` ... */
    readonly fileSystem: string;
    /** `files.contoso.example:/share`. */
    readonly source: string;
  }[];
}

/** The operating system inside a VM, as a fleet describes it. */
export type GuestSpecification = WindowsSpecification | LinuxSpecification;

/** The image that a VM is made from, as its model names it. */
export interface Image {
  readonly publisher: string;
  readonly offer: string;
  readonly sku: string;
}

const windowsBuilds: readonly (readonly [sku: RegExp, osName: string, osBuild: number])[] = [
  [/2008-R2/i, "Windows Server 2008 R2 Datacenter", 7601],
  [/2012-R2/i, "Windows Server 2012 R2 Datacenter", 9600],
  [/2012/i, "Windows Server 2012 Datacenter", 9200],
  [/2016/i, "Windows Server 2016 Datacenter", 14393],
  [/2019/i, "Windows Server 2019 Datacenter", 17763],
  [/2025/i, "Windows Server 2025 Datacenter", 26100],
  [/win10/i, "Windows 10 Enterprise", 19045],
  [/win11/i, "Windows 11 Enterprise", 22631],
  [/./, "Windows Server 2022 Datacenter", 20348],
];

const linuxPublishers: readonly (readonly [publisher: RegExp, distribution: string, version: string])[] = [
  [/^canonical$/i, "ubuntu", "22.04"],
  [/^redhat$/i, "rhel", "9.4"],
  [/^openlogic$/i, "centos", "7.9"],
  [/^oracle$/i, "ol", "8.6"],
  [/^debian$/i, "debian", "12"],
  [/^suse$/i, "sles", "15.5"],
  [/^microsoftcblmariner$/i, "mariner", "2.0"],
];

/** The operating system that an image carries; of a custom image nothing but the OS type is known. */
export function defaultSpecification(
  osType: "Windows" | "Linux",
  image: Image | undefined,
): GuestSpecification {
  if (osType === "Windows") {
    const [, osName, osBuild] = windowsBuilds.find(([sku]) => sku.test(image?.sku ?? "")) ?? [];
    return { osType, osName: osName ?? "Windows", osBuild: osBuild ?? 20348 };
  }
  const [, distribution, version] =
    linuxPublishers.find(([publisher]) => publisher.test(image?.publisher ?? "")) ?? [];
  return {
    osType,
    distribution: distribution ?? "ubuntu",
    distributionVersion: versionIn(image) ?? version ?? "22.04",
  };
}

/** `22_04-lts`, `9_4`, `18.04-LTS`, `server-24_04`: the version as images spell it in offer or sku. */
function versionIn(image: Image | undefined): string | undefined {
  const [, major, minor] =
    /(?:^|[^\d])(\d{1,2})[._](\d{1,2})(?!\d)/.exec(`${image?.sku ?? ""} ${image?.offer ?? ""}`) ?? [];
  return major === undefined || minor === undefined ? undefined : `${major}.${minor}`;
}
