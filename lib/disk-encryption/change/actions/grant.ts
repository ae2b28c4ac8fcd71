import type { ActionKind } from "./action-kind";

/**
 * While what was granted is not known everywhere: a role assignment takes up to ten minutes ("Azure RBAC limitations", known limits), and
 * Azure answers as if there were none.
 */
export const whileGrantTakesEffect: NonNullable<ActionKind<unknown>["retry"]> = {
  codes: ["KeyVaultAccessForbidden"],
  everyInMs: 30_000,
  forInMs: 15 * 60_000,
};

/** While a new identity is not known to the directory yet. "Enable double encryption at rest for managed disks", 2026-09-16: minutes. */
export const whileIdentityAppears: NonNullable<ActionKind<unknown>["retry"]> = {
  codes: ["PrincipalNotFound"],
  everyInMs: 15_000,
  forInMs: 10 * 60_000,
};
