/** Where a volume's key is kept: a secret, wrapped with a key where there is a key encryption key. */
export interface DiskEncryptionSettings {
  readonly secretUrl: string;
  readonly secretVaultId: string;
  readonly keyEncryptionKeyUrl?: string;
  readonly keyEncryptionKeyVaultId?: string;
}

/** A managed disk as `Microsoft.Compute/disks` answers it. */
export interface ManagedDisk {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly diskSizeGB: number;
  /** `Premium_LRS`, `UltraSSD_LRS`, `PremiumV2_LRS` ... */
  readonly sku: string;
  readonly diskState: string;
  readonly osType?: "Windows" | "Linux";
  readonly hyperVGeneration?: "V1" | "V2";
  /** `EncryptionAtRestWithPlatformKey`, `EncryptionAtRestWithCustomerKey`, `EncryptionAtRestWithPlatformAndCustomerKeys`. */
  readonly encryptionType: string;
  readonly diskEncryptionSetId?: string;
  /** How many VMs may attach the disk at once; above 1 it is a shared disk. */
  readonly maxShares: number;
  /**
   * ADE's stamp. Absent: never asked for. `enabled: true` means asked for, not finished; it stays when encryption fails.
   * `enabled: false`: decryption was asked for, or done.
   */
  readonly encryptionSettings?: {
    readonly enabled: boolean;
    readonly version?: string;
    readonly settings: readonly DiskEncryptionSettings[];
  };
}
