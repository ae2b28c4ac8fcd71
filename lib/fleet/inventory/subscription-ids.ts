import { RunbookError } from "@runbooks/azure";

const subscriptionIdPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The ids of subscriptions that somebody named, in lower case, each once.
 *
 * @throws RunbookError `ArgumentInvalid` for an empty list, and for a subscription that is not named by its id.
 */
export function subscriptionIdsOf(named: readonly string[]): readonly string[] {
  const ids = [...new Set(named.map((id) => id.toLowerCase()))];
  const malformed = ids.find((id) => !subscriptionIdPattern.test(id));
  if (malformed === undefined && ids.length > 0) return ids;
  throw new RunbookError(
    "ArgumentInvalid",
    malformed === undefined
      ? "The list of subscriptionIds is empty."
      : `'${malformed}' is not the id of a subscription.`,
    "Name subscriptions by their ids, as `az account list` prints them, or none for all that can be read.",
  );
}
