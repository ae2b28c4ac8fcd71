import { isJsonObject, type Json, type JsonObject } from "../../json";

const mask = "*******";
// A shorter text would be found in places where it is no secret.
const shortestSecret = 4;

/** An answer in which no secret of the deployment is left, wherever a text has taken it up. */
export function withoutSecrets(value: JsonObject, secrets: readonly string[]): JsonObject {
  const told = secrets.filter((secret) => secret.length >= shortestSecret);
  // The longer ones first: one secret may be part of another.
  const ordered = [...told].sort((a, b) => b.length - a.length);
  return masked(value, ordered) as JsonObject;
}

function masked(value: Json, secrets: readonly string[]): Json {
  if (typeof value === "string")
    return secrets.reduce((text, secret) => text.replaceAll(secret, mask), value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => masked(item, secrets));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner, secrets)]));
}
