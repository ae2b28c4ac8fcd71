import { keyUnwraps } from "./key-unwraps";
import { secretReadable } from "./secret-readable";
import type { StartRule } from "./start-rule";
import { vaultOfKeyOpens, vaultOpens } from "./vault-opens";

/** What the host needs before it can hand a guest its keys, in this order. */
export const startRules: readonly StartRule[] = [vaultOpens, secretReadable, vaultOfKeyOpens, keyUnwraps];
