/** A feature that a subscription has to register before it may be used. */
export interface SubscriptionFeature {
  readonly subscriptionId: string;
  /** `Microsoft.Compute/EncryptionAtHost`. */
  readonly name: string;
  /** `NotRegistered`, `Pending`, `Registering`, `Registered` ... */
  readonly state: string;
}

/** The feature of encryption at host. "Enable end-to-end encryption using encryption at host", 2024-10-22. */
export const ENCRYPTION_AT_HOST_FEATURE: { readonly provider: string; readonly feature: string } = {
  provider: "Microsoft.Compute",
  feature: "EncryptionAtHost",
};
