import type { Inventory, InventoryKind } from "../nouns/inventory";

/**
 * Tells whether all resources of a kind were listed in a subscription, so that one that is not in the inventory is not there.
 *
 * No gap may name them. Files are taken at their word only where they brought some of the kind for the subscription: an export that nobody made
 * leaves no gap.
 */
export function listingOf(inventory: Inventory): (kind: InventoryKind, subscriptionId: string) => boolean {
  const asked = new Set(inventory.subscriptions.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  const brought = new Map<InventoryKind, ReadonlySet<string>>();
  const broughtOf = (kind: InventoryKind): ReadonlySet<string> => {
    const known = brought.get(kind) ?? new Set(inventory[kind].map(({ subscriptionId }) => subscriptionId));
    brought.set(kind, known);
    return known;
  };
  return (kind, subscriptionId) => {
    const key = subscriptionId.toLowerCase();
    const isMissing = inventory.gaps.some(
      (gap) =>
        (gap.kind === kind || gap.kind === "all") &&
        (gap.subscriptionId === undefined || gap.subscriptionId.toLowerCase() === key),
    );
    if (isMissing || !asked.has(key)) return false;
    return inventory.source !== "files" || broughtOf(kind).has(key);
  };
}
