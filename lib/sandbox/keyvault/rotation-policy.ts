import { defined } from "@runbooks/azure";
import { type AzureError, badParameter } from "../errors";
import { isJsonObject, listAt, textAt, type Json, type JsonObject } from "../json";
import { seconds } from "./attributes";
import type { KeyVersion, RotationPolicy } from "./contents";

/** A length of time as ISO 8601 writes it: `P90D`, `P1Y10D`, `PT48H`. Months and years are those of the calendar. */
export interface IsoDuration {
  readonly months: number;
  readonly milliseconds: number;
}

const pattern = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;
const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

/** Reads a duration; undefined for any other text, an empty duration included. */
export function parseIsoDuration(text: string): IsoDuration | undefined {
  const numbers = pattern
    .exec(text)
    ?.slice(1)
    .map((digits: string | undefined) => Number(digits ?? 0));
  if (numbers === undefined || numbers.every((number) => number === 0)) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = numbers;
  return {
    months: years * 12 + months,
    milliseconds: (weeks * 7 + days) * day + hours * hour + minutes * 60 * second + seconds * second,
  };
}

/** The moment that lies a duration after another. */
export function after(time: Date, { months, milliseconds }: IsoDuration): Date {
  return new Date(monthsFrom(time, months).getTime() + milliseconds);
}

/** The moment that lies a duration before another. */
export function before(time: Date, { months, milliseconds }: IsoDuration): Date {
  return new Date(monthsFrom(time, -months).getTime() - milliseconds);
}

/** About how long a duration is, to compare it with a smallest one: a month is 30 days. */
export function approximateDays({ months, milliseconds }: IsoDuration): number {
  return months * 30 + milliseconds / day;
}

function monthsFrom(time: Date, months: number): Date {
  const moved = new Date(time);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  return moved;
}

/** "Configure cryptographic key auto-rotation in Azure Key Vault", 2026-04-10. */
const leastExpiryInDays = 28;
const leastTriggerInDays = 7;

/** What Key Vault does for a key that was never given a policy: it tells of the expiry 30 days before. */
const defaultActions: readonly JsonObject[] = [
  { trigger: { timeBeforeExpiry: "P30D" }, action: { type: "Notify" } },
];

/** Reads the policy of a request. The texts of the refusals are the sandbox's. */
export function sentRotationPolicy(
  body: Json,
  earlier: RotationPolicy | undefined,
  now: Date,
): RotationPolicy {
  const expiryTime = textAt(body, "attributes", "expiryTime");
  if (expiryTime !== undefined) assertAtLeast("expiryTime", expiryTime, leastExpiryInDays);
  const sent = listAt(body, "lifetimeActions").filter(isJsonObject);
  for (const type of ["rotate", "notify"]) {
    if (sent.filter((action) => typeOf(action) === type).length > 1)
      throw badPolicy(`lifetimeActions holds more than one ${type}.`);
  }
  for (const action of sent) assertAction(action, expiryTime);
  return {
    lifetimeActions: sent.length === 0 ? defaultActions : sent.map(settledAction),
    ...defined({ expiryTime }),
    created: earlier?.created ?? now,
    updated: now,
  };
}

/** A policy as a vault answers it; undefined: none was ever set. */
export function rotationPolicyBody(id: string, policy: RotationPolicy | undefined): JsonObject {
  if (policy === undefined) return { id, lifetimeActions: defaultActions, attributes: {} };
  const { lifetimeActions, expiryTime, created, updated } = policy;
  return {
    id,
    lifetimeActions,
    attributes: {
      ...defined({ expiryTime }),
      created: seconds(created),
      updated: seconds(updated),
    },
  };
}

/** When Key Vault makes the version after this one; undefined: by itself never. */
export function nextRotation(policy: RotationPolicy, newest: KeyVersion): Date | undefined {
  const trigger = policy.lifetimeActions.find((action) => typeOf(action) === "rotate")?.["trigger"];
  const afterCreate = durationAt(trigger, "timeAfterCreate");
  if (afterCreate !== undefined) return after(newest.created, afterCreate);
  const beforeExpiry = durationAt(trigger, "timeBeforeExpiry");
  return beforeExpiry === undefined || newest.expires === undefined
    ? undefined
    : before(newest.expires, beforeExpiry);
}

/** When a version that the policy brings forth expires; undefined: it does not. */
export function expiryOfNewVersion(policy: RotationPolicy | undefined, created: Date): Date | undefined {
  const duration = policy?.expiryTime === undefined ? undefined : parseIsoDuration(policy.expiryTime);
  return duration === undefined ? undefined : after(created, duration);
}

const typeOf = (action: JsonObject): string | undefined => textAt(action, "action", "type")?.toLowerCase();

function durationAt(trigger: Json, name: string): IsoDuration | undefined {
  const text = textAt(trigger, name);
  return text === undefined ? undefined : parseIsoDuration(text);
}

function assertAction(action: JsonObject, expiryTime: string | undefined): void {
  const type = typeOf(action);
  if (type !== "rotate" && type !== "notify") throw badPolicy("action.type must be Rotate or Notify.");
  const afterCreate = textAt(action, "trigger", "timeAfterCreate");
  const beforeExpiry = textAt(action, "trigger", "timeBeforeExpiry");
  if ((afterCreate === undefined) === (beforeExpiry === undefined))
    throw badPolicy("A trigger is either timeAfterCreate or timeBeforeExpiry.");
  if (type === "notify" && afterCreate !== undefined) throw badPolicy("timeAfterCreate is for Rotate alone.");
  if (type === "rotate" && beforeExpiry !== undefined && expiryTime === undefined)
    throw badPolicy("Rotate before expiry needs attributes.expiryTime.");
  assertAtLeast("trigger", afterCreate ?? beforeExpiry ?? "", type === "rotate" ? leastTriggerInDays : 0);
}

function assertAtLeast(name: string, text: string, days: number): void {
  const duration = parseIsoDuration(text);
  if (duration === undefined) throw badPolicy(`${name} '${text}' is not an ISO 8601 duration.`);
  if (approximateDays(duration) < days) throw badPolicy(`${name} '${text}' is less than ${days} days.`);
}

/** Upper and lower case of a type are the client's own; a vault answers its own. */
function settledAction(action: JsonObject): JsonObject {
  return {
    trigger: action["trigger"],
    action: { type: typeOf(action) === "rotate" ? "Rotate" : "Notify" },
  };
}

function badPolicy(message: string): AzureError {
  return badParameter(`(sandbox) ${message}`);
}
