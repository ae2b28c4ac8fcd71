import type { Fact } from "./fact";

/** What a read-only probe saw inside a Windows guest. */
export interface WindowsGuest {
  readonly osType: "Windows";
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
  readonly disks: Fact<readonly WindowsDisk[]>;
}

/** Microsoft BitLocker Administration and Monitoring, also as a part of Configuration Manager. */
export interface MbamState {
  /** Values under `HKLM\SOFTWARE\Policies\Microsoft\FVE\MDOPBitLockerManagement`, by value name; empty where MBAM sets no policy. */
  readonly policies: Readonly<Record<string, number | string>>;
  /** Whether the service of its client is there. */
  readonly agent: Fact<boolean>;
}

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
  /** `ID` and `VERSION_ID` of /etc/os-release, e.g. `ubuntu`, `22.04`. */
  readonly distribution: string;
  readonly distributionVersion: string;
  readonly kernelRelease: string;
  readonly rootUsageInGB: number;
  readonly memoryInGB: number;
  readonly network: NetworkProbe;
  readonly volumes: readonly GuestVolume[];
}

export type Guest = WindowsGuest | LinuxGuest;

/** One host name or address and whether the guest reached it. */
export interface NetworkProbe {
  /** By host: `login.microsoftonline.com`, the vault's host, `168.63.129.16`, `169.254.169.254`. */
  readonly reached: Readonly<Record<string, boolean>>;
}

/** A volume as the guest itself reports it: the authoritative view on what is encrypted. */
export interface GuestVolume {
  /** `C:` on Windows, `/` or `/data` on Linux. */
  readonly mountPoint: string;
  readonly role: "os" | "data" | "temporary";
  readonly state: "decrypted" | "encrypting" | "encrypted" | "decrypting";
  /** Share of the volume that is encrypted, 0 to 100; absent where the guest gives none. */
  readonly percentEncrypted?: number;
  /** e.g. `XTS-AES 256`, `aes-xts-plain64`; absent on a decrypted volume. */
  readonly method?: string;
}
