import type { Fact } from "@runbooks/azure";

/** What a read-only probe saw inside a Windows guest. */
export interface WindowsGuest {
  readonly osType: "Windows";
  /** When it was read; absent where nobody noted it. */
  readonly readAt?: Date;
  /** Language that Windows was installed in, e.g. `de-DE`. For information: no fact depends on it. */
  readonly language: string;
  readonly domainJoined: boolean;
  /** e.g. 20348 for Windows Server 2022; absent where the guest did not say. */
  readonly osBuild?: number;
  /** Tells Windows 10 from the server of the same build. */
  readonly productType: "workstation" | "domain-controller" | "server";
  /** Values under `HKLM\SOFTWARE\Policies\Microsoft\FVE`, by value name; empty where no policy is set. */
  readonly groupPolicy: Readonly<Record<string, number | string>>;
  readonly mbam: MbamState;
  /** Windows Server has BitLocker as a feature; where it is not installed, no volume is encrypted. */
  readonly bitLocker: "installed" | "not-installed";
  /** Whether it is a node of a failover cluster. */
  readonly inFailoverCluster: boolean;
  /** Whether the feature Containers is installed. */
  readonly containers: Fact<boolean>;
  /** Which hosts answered. Keys as in `NetworkProbe`. */
  readonly network: NetworkProbe;
  /** Mounted volumes, without the key volume of Azure Disk Encryption. */
  readonly volumes: readonly WindowsVolume[];
  /** Volumes that are not mounted, without those of the OS disk, which Azure Disk Encryption leaves plain (EFI, System Reserved, recovery). */
  readonly unmountedVolumes: readonly UnmountedWindowsVolume[];
  /** Without the disk of the key volume. */
  readonly disks: Fact<readonly WindowsDisk[]>;
}

/** Microsoft BitLocker Administration and Monitoring, also as a part of Configuration Manager. */
export interface MbamState {
  /** Values under `HKLM\SOFTWARE\Policies\Microsoft\FVE\MDOPBitLockerManagement`, by value name; empty where MBAM sets no policy. */
  readonly policies: Readonly<Record<string, number | string>>;
  /** Whether the service of its client is there. */
  readonly agent: Fact<boolean>;
}

/** The key protector that Azure Disk Encryption makes, whose key is the secret in the vault. */
export const EXTERNAL_KEY = "External Key";

/** A volume of a Windows guest. */
export interface WindowsVolume extends GuestVolume {
  /** `NTFS`, `ReFS`, `FAT32` ...; empty where Windows can't read it. */
  readonly fileSystem: string;
  /** Number of the disk that it lies on; absent for a dynamic volume, and where the guest did not say. */
  readonly diskNumber?: number;
  /** In BitLocker's words: `External Key`, `Numerical Password`, `TPM` ... Azure Disk Encryption makes an `External Key`. */
  readonly keyProtectors: readonly string[];
  /**
   * Whether BitLocker's protection is on. It is off on a plain volume, while a volume is encrypted, and where somebody suspended it: then
   * the key lies on the disk in the clear.
   */
  readonly protection: "on" | "off";
}

/** A volume of a Windows guest that has neither a drive letter nor a folder. */
export interface UnmountedWindowsVolume extends Pick<
  WindowsVolume,
  "fileSystem" | "diskNumber" | "state" | "keyProtectors" | "protection"
> {
  /** `\\\\?\\Volume{...}`. */
  readonly name: string;
}

/** Whether a volume is encrypted and protected as Azure Disk Encryption does it. */
export function isUnlockedByExternalKey({
  state,
  protection,
  keyProtectors,
}: Pick<WindowsVolume, "state" | "protection" | "keyProtectors">): boolean {
  return state === "encrypted" && protection === "on" && keyProtectors.includes(EXTERNAL_KEY);
}

/** A disk as Windows sees it. */
export interface WindowsDisk {
  readonly number: number;
  /** `SAS`, `iSCSI`, `Storage Spaces` ..., by the number that Windows gives. */
  readonly bus: string;
  /** Whether it has a partition table. */
  readonly initialized: boolean;
  readonly offline: boolean;
  /** Whether a failover cluster owns it; absent where Windows does not say. */
  readonly clustered?: boolean;
  /** Whether it is a dynamic disk: of the Logical Disk Manager, which also makes Windows' software RAID. */
  readonly dynamic: boolean;
}

/** What a read-only probe saw inside a Linux guest. */
export interface LinuxGuest {
  readonly osType: "Linux";
  /** When it was read; absent where nobody noted it. */
  readonly readAt?: Date;
  /** `ID` and `VERSION_ID` of /etc/os-release, e.g. `ubuntu`, `22.04`. Of CentOS the version of /etc/redhat-release, `7.9`. */
  readonly distribution: string;
  readonly distributionVersion: string;
  readonly kernelRelease: string;
  readonly rootUsageInGB: number;
  readonly memoryInGB: number;
  readonly network: NetworkProbe;
  /** Mounted volumes of disks, without the boot partitions and the key volume of Azure Disk Encryption. */
  readonly volumes: readonly GuestVolume[];
  /**
   * Disks that carry neither the OS, the temporary nor the key volume, by the kernel's names: `sdc`. Without those that the guest has attached
   * by iSCSI, which are no disks of the VM.
   */
  readonly dataDisks: readonly string[];
  /** Data disks of which nothing is mounted, by the kernel's names: `sdc`. */
  readonly unmountedDisks: readonly string[];
  /** What else of the data disks is neither mounted nor encrypted, by the kernel's names: a partition, a logical volume, swap. */
  readonly unmountedDevices: readonly string[];
  /** Names of all logical volumes, mounted or not: `rootvg-rootlv`. */
  readonly logicalVolumes: readonly string[];
  /** Mounted network shares and cluster file systems that are on no block device: NFS, CIFS, CephFS ... */
  readonly networkShares: readonly NetworkShare[];
  /** Entries of /etc/fstab. */
  readonly fstab: readonly FstabEntry[];
  /** Whether the kernel modules that Azure Disk Encryption needs will be there at the next boot. */
  readonly kernelModules: Readonly<Record<RequiredKernelModule, Fact<KernelModuleState>>>;
  /** `disabled` also where the kernel has no SELinux. */
  readonly selinux: Fact<"enforcing" | "permissive" | "disabled">;
  /** Whether a crash kernel is loaded, which is how kdump works. */
  readonly crashKernelLoaded: Fact<boolean>;
}

/** The kernel modules that Azure Disk Encryption needs ("Azure Disk Encryption for Linux VMs", Additional VM requirements, 2026-02-20). */
export const requiredKernelModules = ["dm_crypt", "vfat"] as const;
export type RequiredKernelModule = (typeof requiredKernelModules)[number];

/**
 * `available`: built in, or a module that modprobe finds. `blocked`: a rule of modprobe runs another command in its place. `missing`:
 * modprobe finds no such module.
 */
export type KernelModuleState = "available" | "blocked" | "missing";

/** A file system of a network, as the guest has it mounted. */
export interface NetworkShare {
  readonly mountPoint: string;
  /** `nfs4`, `cifs`, `ceph` ... */
  readonly fileSystem: string;
}

/** A line of /etc/fstab, without its options: these may hold a password. */
export interface FstabEntry {
  /** What is mounted: `UUID=...`, `/dev/sdc1`, `//server/share`. */
  readonly device: string;
  readonly mountPoint: string;
  readonly hasNofail: boolean;
}

export type Guest = WindowsGuest | LinuxGuest;

/** Host names and addresses, and whether the guest reached them. */
export interface NetworkProbe {
  /** By host, with its port where it is not the usual one: the Entra authority, the vault's host, `168.63.129.16`, `168.63.129.16:32526`. */
  readonly reached: Readonly<Record<string, boolean>>;
  /** Hosts in whose place a proxy or a gateway may have answered, with its HTTP status: they are not in `reached`. */
  readonly doubtful: Readonly<Record<string, string>>;
}

/**
 * How far a volume is. `partly-encrypted`: a Linux volume of which only a part lies on encrypted devices, so that the rest stays plain.
 * `encryption-paused`, `decryption-paused`: BitLocker waits until somebody resumes it.
 */
export type VolumeState =
  | "decrypted"
  | "encrypting"
  | "encryption-paused"
  | "partly-encrypted"
  | "encrypted"
  | "decrypting"
  | "decryption-paused";

/** A volume as the guest itself reports it: the authoritative view on what is encrypted. */
export interface GuestVolume {
  /** `C:` on Windows, `/` or `/data` on Linux. */
  readonly mountPoint: string;
  readonly role: "os" | "data" | "temporary";
  readonly state: VolumeState;
  /** Share of the volume that is encrypted, 0 to 100; absent where the guest gives none. */
  readonly percentEncrypted?: number;
  /** e.g. `XTS-AES 256`, `aes-xts-plain64`; absent on a decrypted volume. */
  readonly method?: string;
  /** `NTFS`, `ext4`, `xfs` ...; absent where the guest did not say. */
  readonly fileSystem?: string;
  /** What the volume lies on; absent where the guest did not say, as on Windows. */
  readonly storage?: VolumeStorage;
}

/** What a Linux volume lies on, as `lsblk` and `dmsetup` tell. */
export interface VolumeStorage {
  /** The device that is mounted: `sda1`, `rootvg-rootlv`, `md0`. */
  readonly device: string;
  /** UUID of the file system; absent where it has none. */
  readonly uuid?: string;
  /** Kinds of all devices below the file system, the disk included: `disk`, `part`, `lvm`, `raid1`, `crypt`, `mpath` ... */
  readonly layers: readonly string[];
  /** The disks, by the kernel's names: `sda`, `nvme0n1`. */
  readonly disks: readonly string[];
  /** How the disks are attached, as far as the kernel says: `iscsi`, `nvme`, `sata` ... */
  readonly transports: readonly string[];
}
