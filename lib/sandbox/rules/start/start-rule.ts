import type { World } from "../../state";

/** Where a stamped disk says its key is. */
export interface StampedKey {
  readonly secretUrl: string;
  readonly vaultId: string;
  /** The key encryption key; absent where the secret is not wrapped. */
  readonly keyUrl?: string;
  /** The vault that the stamp names for that key. */
  readonly keyVaultId?: string;
}

/** The error in which a VM's start ends. */
export interface StartRefusal {
  readonly code: string;
  readonly message: string;
}

export type StartRule = (world: World, key: StampedKey) => StartRefusal | undefined;
