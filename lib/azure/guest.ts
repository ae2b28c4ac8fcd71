/** What a read-only probe saw inside a Windows guest. */
export interface WindowsGuest {
  readonly osType: "Windows";
  readonly domainJoined: boolean;
  /** e.g. 20348 for Windows Server 2022; absent where the guest did not say. */
  readonly osBuild?: number;
  /** Values under `HKLM\SOFTWARE\Policies\Microsoft\FVE`, by value name; empty where no policy is set. */
  readonly groupPolicy: Readonly<Record<string, number | string>>;
  /** Which hosts answered. Keys as in `NetworkProbe`. */
  readonly network: NetworkProbe;
  readonly volumes: readonly GuestVolume[];
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
