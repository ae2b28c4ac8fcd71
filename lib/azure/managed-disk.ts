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
  /** Id of the VM that holds it. */
  readonly managedBy?: string;
  /** Tells a disk from another that later got its name. */
  readonly uniqueId?: string;
  readonly timeCreated?: Date;
  /** When it was last attached or detached, or its VM last deallocated or started. Absent where that never was, or nobody says. */
  readonly lastOwnershipUpdateTime?: Date;
  /** 512 or 4096; Azure says it of ultra disks and Premium SSD v2. */
  readonly logicalSectorSize?: number;
  /** Below 100 while the disk is still being filled from a snapshot; Azure says it of ultra disks and Premium SSD v2. */
  readonly completionPercent?: number;
  /** `TrustedLaunch`, `ConfidentialVM_DiskEncryptedWithPlatformKey` ...; absent on a standard disk. */
  readonly securityType?: string;
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
