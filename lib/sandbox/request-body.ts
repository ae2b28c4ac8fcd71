import { regionKey } from "@runbooks/azure";
import { AzureError, invalidParameter } from "./errors";
import type { Call } from "./http";
import { isJsonObject, objectAt, textAt, type JsonObject } from "./json";

/** The JSON object that a call carries; anything else is refused. */
export function bodyOf(call: Call): JsonObject {
  if (isJsonObject(call.body)) return call.body;
  throw new AzureError(
    400,
    "InvalidRequestContent",
    "The request content was invalid and could not be deserialized: '(sandbox) a JSON object was expected.'.",
  );
}

/** The tags of a body; none where it has none, so that what was there stays. */
export function tagsIn(body: JsonObject): { readonly tags?: Readonly<Record<string, string>> } {
  if (!isJsonObject(body["tags"])) return {};
  const tags: Record<string, string> = {};
  for (const [name, value] of Object.entries(objectAt(body, "tags")))
    if (typeof value === "string") tags[name] = value;
  return { tags };
}

/** The location of a new resource; Resource Manager asks for one. */
export function locationIn(body: JsonObject): string {
  const location = textAt(body, "location");
  if (location !== undefined && location !== "") return regionKey(location);
  throw locationRequired();
}

/** Resource Manager's refusal of a new resource without a location. Text from memory. */
export const locationRequired = (): AzureError =>
  new AzureError(400, "LocationRequired", "The location property is required for this definition.");

/** Compute's refusal of a required field that is not there. Text from memory. */
export function parameterMissing(name: string): AzureError {
  return invalidParameter(`Required parameter '${name}' is missing (null).`, name);
}
