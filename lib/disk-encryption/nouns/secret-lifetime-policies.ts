/** The Azure Policy assignments at a vault's scope that may deny secrets for their lifetime, by display name. */
export interface SecretLifetimePolicies {
  /** Assigned by themselves, with the effect Deny: secrets without an expiry date, or with too long a life. */
  readonly denying: readonly string[];
  /** Initiatives: what their policies deny was not read. */
  readonly initiatives: readonly string[];
}
