interface CommonSpecification {
  /** What the VM agent reports; `Ready` unless said. A stopped VM has no agent whatever this says. */
  readonly agent?: "Ready" | "Not Ready";
  /** Host names and addresses that the guest can't reach, e.g. `168.63.129.16`. */
  readonly blockedHosts?: readonly string[];
  /** What a Run Command prints; `answers` unless said. The others are for teaching and for tests. */
  readonly runCommand?: "answers" | "prints-nothing" | "prints-garbage";
  /** Volumes on data disks; without it each data disk carries one formatted, mounted volume. */
  readonly dataVolumes?: readonly {
    readonly lun: number;
    /** `F:` or `/data1`. */
    readonly mountPoint: string;
    /** `NTFS`, `ReFS`, `ext4`, `xfs` ... */
    readonly fileSystem: string;
    /** Whether nothing is on it yet. Unless said, it holds files. */
    readonly empty?: boolean;
  }[];
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
  /** Whether the kernel finds its vfat module, which ADE's key volume needs. True unless said. */
  readonly vfatPresent?: boolean;
}

/** The operating system inside a VM, as a fleet describes it. */
export type GuestSpecification = WindowsSpecification | LinuxSpecification;
