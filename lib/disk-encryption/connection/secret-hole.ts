import { isDeepStrictEqual } from "node:util";

import { NOT_SHOWN } from "@runbooks/azure";

/**
 * What a planned request says in a secret's place: the plan, its hash and the journal hold this text, the wire holds the secret.
 *
 * Honoured under the names of {@link secretProperties} alone, so that no other word of a plan can be left open.
 */
export const SECRET_HOLE: typeof NOT_SHOWN = NOT_SHOWN;

/** `adminPassword` of a VM; `value` of a vault's secret and of a template's parameter. */
const secretProperties: readonly string[] = ["adminPassword", "value"];

/** What JSON makes of a value: a Date becomes a text, an undefined property goes. */
export function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** Whether a body is the planned one word for word, but for the secrets that stand in the plan's holes. Both are plain JSON. */
export function isPlannedBody(planned: unknown, sent: unknown): boolean {
  return isPlanned(planned, sent, "");
}

/** A sent body as its plan shows it: with the holes, without the secrets. */
export function withHoles(planned: unknown, sent: unknown): unknown {
  return holed(planned, sent, "");
}

/**
 * A planned body with the secrets in its holes: for the wire alone.
 *
 * @param secretOf - the secret of a hole by name: the property's (`adminPassword`); for a `value` that of what has it, a template's parameter.
 */
export function fillHoles(planned: unknown, secretOf: (name: string) => string): unknown {
  return filled(planned, "", "", secretOf);
}

function filled(planned: unknown, name: string, owner: string, secretOf: (name: string) => string): unknown {
  if (isHole(planned, name)) return secretOf(name === "value" && owner !== "" ? owner : name);
  if (isList(planned)) return planned.map((entry) => filled(entry, "", "", secretOf));
  if (!isRecord(planned)) return planned;
  return Object.fromEntries(
    Object.entries(planned).map(([key, value]) => [key, filled(value, key, name, secretOf)]),
  );
}

function isPlanned(planned: unknown, sent: unknown, name: string): boolean {
  // The hole itself for a secret: somebody forgot to fill it in.
  if (isHole(planned, name)) return typeof sent === "string" && sent !== "" && sent !== SECRET_HOLE;
  if (isList(planned) && isList(sent)) {
    return (
      planned.length === sent.length && planned.every((entry, index) => isPlanned(entry, sent[index], ""))
    );
  }
  if (!isRecord(planned) || !isRecord(sent)) return isDeepStrictEqual(planned, sent);
  const names = Object.keys(planned);
  return (
    names.length === Object.keys(sent).length &&
    names.every((key) => Object.hasOwn(sent, key) && isPlanned(planned[key], sent[key], key))
  );
}

function holed(planned: unknown, sent: unknown, name: string): unknown {
  if (isHole(planned, name)) return SECRET_HOLE;
  if (isList(planned) && isList(sent)) return sent.map((entry, index) => holed(planned[index], entry, ""));
  if (!isRecord(planned) || !isRecord(sent)) return sent;
  return Object.fromEntries(
    Object.entries(sent).map(([key, value]) => [key, holed(planned[key], value, key)]),
  );
}

const isHole = (planned: unknown, name: string): boolean =>
  planned === SECRET_HOLE && secretProperties.includes(name);

// Array.isArray() makes any[] of what is unknown.
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !isList(value);
}
