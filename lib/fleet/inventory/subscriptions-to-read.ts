import { type InventoriedSubscription } from "../nouns/inventory";
import { RunbookError } from "@runbooks/azure";
import type { Connection } from "@runbooks/disk-encryption";
import { subscriptionIdsOf } from "./subscription-ids";

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
  const ids = subscriptionIdsOf(named);
  return ids.map((subscriptionId) => ({
    subscriptionId,
    displayName:
      subscriptions.find((one) => one.subscriptionId.toLowerCase() === subscriptionId)?.displayName ??
      subscriptionId,
  }));
}
