import type { InventoriedSubscription } from "../azure/inventory";
import type { Connection } from "../client/connection";
import { RunbookError } from "../errors";

const subscriptionIdPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The subscriptions that a fleet is read of: those named, or all that the connection sees; with their names, where it knows them.
 *
 * @throws RunbookError `ArgumentInvalid` for an empty list, and for a subscription that is not named by its id; `SubscriptionNotAccessible` where
 *   none is named and none is seen.
 */
export function subscriptionsToRead(
  { visibleSubscriptions: subscriptions, principal }: Pick<Connection, "visibleSubscriptions" | "principal">,
  named: readonly string[] = subscriptions.map(({ subscriptionId }) => subscriptionId),
): readonly InventoriedSubscription[] {
  if (subscriptions.length === 0 && named.length === 0) {
    throw new RunbookError(
      "SubscriptionNotAccessible",
      `${principal.name} sees no subscription.`,
      "Check that you are signed in to the right tenant (`az account list`), or ask for Reader on the fleet's subscriptions.",
    );
  }
  const ids = [...new Set(named.map((id) => id.toLowerCase()))];
  const malformed = ids.find((id) => !subscriptionIdPattern.test(id));
  if (malformed !== undefined || ids.length === 0) {
    throw new RunbookError(
      "ArgumentInvalid",
      malformed === undefined
        ? "The list of subscriptionIds is empty."
        : `'${malformed}' is not the id of a subscription.`,
      "Name subscriptions by their ids, as `az account list` prints them, or none for all that the connection sees.",
    );
  }
  return ids.map((subscriptionId) => ({
    subscriptionId,
    displayName:
      subscriptions.find((one) => one.subscriptionId.toLowerCase() === subscriptionId)?.displayName ??
      subscriptionId,
  }));
}
