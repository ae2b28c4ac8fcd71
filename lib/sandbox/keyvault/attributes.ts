import { defined } from "@runbooks/azure";
import { badParameter } from "../errors";
import { objectAt, valueAt, type Json, type JsonObject } from "../json";
import type { Resource } from "../state";

/** When an object of a vault can be used, as a request states it: only what it names. */
export interface SentAttributes {
  readonly enabled?: boolean;
  readonly expires?: Date;
  readonly notBefore?: Date;
}

/** Reads `attributes` of a body: `enabled`, and `exp` and `nbf` in seconds since 1970. */
export function sentAttributes(body: Json): SentAttributes {
  const enabled = valueAt(body, "attributes", "enabled");
  const expires = dateAt(body, "exp");
  const notBefore = dateAt(body, "nbf");
  if (expires !== undefined && notBefore !== undefined && expires <= notBefore) {
    throw badParameter("(sandbox) attributes.exp must be later than attributes.nbf.");
  }
  return {
    ...(typeof enabled === "boolean" ? { enabled } : {}),
    ...defined({ expires, notBefore }),
  };
}

function dateAt(body: Json, name: "exp" | "nbf"): Date | undefined {
  const seconds = valueAt(body, "attributes", name);
  if (seconds === undefined || seconds === null) return undefined;
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) {
    throw badParameter(`(sandbox) attributes.${name} must be a number of seconds.`);
  }
  return new Date(seconds * 1000);
}

/** Reads `tags`; undefined where the body names none, which leaves them as they are. */
export function sentTags(body: Json): Readonly<Record<string, string>> | undefined {
  const tags = valueAt(body, "tags");
  if (tags === undefined || tags === null) return undefined;
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(objectAt(body, "tags")))
    if (typeof value === "string") texts[name] = value;
  return texts;
}

/** Seconds since 1970, as a vault writes every time. */
export function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** The `attributes` that keys and secrets have in common on both planes. */
export function commonAttributes(item: {
  readonly enabled: boolean;
  readonly created: Date;
  readonly updated: Date;
  readonly expires?: Date;
  readonly notBefore?: Date;
}): JsonObject {
  const { enabled, created, updated, expires, notBefore } = item;
  return {
    enabled,
    ...defined({ nbf: notBefore && seconds(notBefore), exp: expires && seconds(expires) }),
    created: seconds(created),
    updated: seconds(updated),
  };
}

/** `{ tags }` where there are any: an item without tags has no such field (recorded). */
export function tagsField(tags: Readonly<Record<string, string>>): JsonObject {
  return Object.keys(tags).length === 0 ? {} : { tags };
}

const dayInMs = 24 * 60 * 60 * 1000;

/** What a vault's settings do to everything that is deleted in it. */
export interface Retention {
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
