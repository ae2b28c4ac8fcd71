/** When Key Vault makes a new version of a key by itself. Durations as ISO 8601 writes them: `P1Y`, `P90D`. */
export interface KeyRotationPolicy {
  /** How long a new version lives; absent: without an end. */
  readonly expiresIn?: string;
  /** Absent: Key Vault makes no new version by itself. */
  readonly rotates?: KeyLifetimeTrigger;
  /** When Key Vault tells (Event Grid) that a version expires; absent: it does not tell. */
  readonly notifies?: KeyLifetimeTrigger;
}

/** The moment in a version's life at which Key Vault does something. */
export type KeyLifetimeTrigger = { readonly timeAfterCreate: string } | { readonly timeBeforeExpiry: string };
