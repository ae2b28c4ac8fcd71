import { valueAt } from "../json";
import type { Resource } from "../state";

const dayInMs = 24 * 60 * 60 * 1000;

/** What a vault's settings do to everything that is deleted in it. */
interface Retention {
  readonly recoveryLevel: string;
  readonly recoverableDays: number;
}

/** How long a vault keeps what was deleted: 90 days unless it says otherwise. */
function retentionInDays(vault: Resource): number {
  const days = valueAt(vault.properties, "softDeleteRetentionInDays");
  return typeof days === "number" ? days : 90;
}

/** Whether nobody but Key Vault itself may purge. */
export function isPurgeProtected(vault: Resource): boolean {
  return valueAt(vault.properties, "enablePurgeProtection") === true;
}

/** `Recoverable` is 90 days, `CustomizedRecoverable` fewer; `+Purgeable` unless the vault has purge protection (recorded). */
export function retentionOf(vault: Resource): Retention {
  const recoverableDays = retentionInDays(vault);
  const level = recoverableDays < 90 ? "CustomizedRecoverable" : "Recoverable";
  return { recoveryLevel: isPurgeProtected(vault) ? level : `${level}+Purgeable`, recoverableDays };
}

/** When Key Vault purges what was deleted at a moment. */
export function scheduledPurge(vault: Resource, deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + retentionInDays(vault) * dayInMs);
}
