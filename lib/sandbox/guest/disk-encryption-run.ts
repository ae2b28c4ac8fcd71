/** The volumes that Azure Disk Encryption is asked for. */
export type VolumeType = "OS" | "Data" | "All";

export type EncryptionOperation = "EnableEncryption" | "EnableEncryptionFormatAll" | "DisableEncryption";

/** What the Azure Disk Encryption extension last did in a guest: the source of its status and substatus. */
export interface DiskEncryptionRun {
  readonly operation: EncryptionOperation;
  readonly volumeType: VolumeType;
  /** Of dual pass alone: the secret that the guest wrote by itself, which the client puts into the VM's model. */
  readonly secretUrl?: string;
  /** The keys of disks that were encrypted before were replaced, by another vault, key or algorithm. */
  readonly settingsUpdated?: true;
  /** `failed`: the handler gave up, with the exit code that ends up in `ProvisioningState/failed/<n>`. */
  readonly outcome:
    | { readonly kind: "transitioning"; readonly message: string }
    | { readonly kind: "succeeded" }
    | { readonly kind: "failed"; readonly exitCode: number; readonly message: string };
}
