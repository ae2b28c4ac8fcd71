import type { InventoriedSubscription, InventoryGap } from "../../azure/inventory";
import { resourceCount, resourcesOf, type CollectedRows } from "./collected-rows";
import type { QueryScope } from "./read-page";
import type { ScopeReading } from "./read-scope";

/**
 * What is missing of a scope: pages that failed, rows that can't be understood or did not come, subscriptions that Resource Graph left out.
 *
 * @param asked - the subscriptions that were asked for, with their names.
 */
export function gapsOf(
  { scope, rows, failedPages, totals, isCut }: ScopeReading,
  asked: readonly InventoriedSubscription[],
): readonly InventoryGap[] {
  const [failure] = failedPages;
  if (failure?.error.code === "NoValidSubscriptionsInQueryRequest")
    return subscriptionGaps(scope, rows, asked);
  const readBefore = resourceCount(rows);
  const whole = { ...labelOf(scope, asked), kind: "all" as const, readBefore };
  const gaps: InventoryGap[] = failedPages.map(({ firstRow, lastRow, error }) => ({
    ...whole,
    code: error.code,
    reason:
      lastRow === undefined && firstRow === 1
        ? error.message
        : `Rows ${firstRow} to ${lastRow ?? "the last"} of the answer: ${error.message}`,
  }));
  for (const [kind, { count, example }] of rows.unreadable) {
    gaps.push({
      ...whole,
      kind,
      code: "AzureOperationFailed",
      reason: `${count === 1 ? "A row" : `${count} rows`} of the answer can't be understood: ${example}.`,
    });
  }
  const [total = 0, ...others] = totals;
  if (failedPages.length === 0 && others.length === 0 && rows.count < total) {
    gaps.push({
      ...whole,
      code: "AzureOperationFailed",
      reason: `Resource Graph told of ${total} rows and answered ${rows.count}.`,
    });
  }
  if (isCut) {
    gaps.push({
      ...whole,
      code: "x-ms-tenant-subscription-limit-hit",
      reason:
        "There are more subscriptions below the management groups than the 10,000 that Resource Graph looks at.",
    });
  }
  return failedPages.length === 0 ? [...gaps, ...subscriptionGaps(scope, rows, asked)] : gaps;
}

/** Resource Graph leaves out what may not be read, without a word: but a subscription that may be read has its own row. */
function subscriptionGaps(
  { subscriptions }: QueryScope,
  rows: CollectedRows,
  asked: readonly InventoriedSubscription[],
): readonly InventoryGap[] {
  const counts = new Map((subscriptions ?? []).map((id) => [id, 0]));
  for (const { subscriptionId } of resourcesOf(rows))
    counts.set(subscriptionId, (counts.get(subscriptionId) ?? 0) + 1);
  for (const { subscriptionId } of rows.subscriptions) counts.delete(subscriptionId);
  return [...counts].map(([subscriptionId, readBefore]) => ({
    ...labelOf({ subscriptions: [subscriptionId] }, asked),
    kind: "all",
    code: "SubscriptionNotAccessible",
    reason:
      readBefore === 0
        ? "Resource Graph leaves this subscription out: the principal has no right to read it, or it does not exist."
        : "The principal may not read this subscription as a whole: Resource Graph shows what it may read, and not how much there is besides.",
    readBefore,
  }));
}

function labelOf(
  { subscriptions, managementGroups }: QueryScope,
  asked: readonly InventoriedSubscription[],
): Pick<InventoryGap, "scope" | "subscriptionId"> {
  const [only, ...others] = subscriptions ?? [];
  if (only === undefined) {
    const names = managementGroups ?? [];
    return { scope: `management group${names.length === 1 ? "" : "s"} ${names.join(", ")}` };
  }
  const name = asked.find(({ subscriptionId }) => subscriptionId === only)?.displayName ?? only;
  return others.length === 0
    ? { scope: name, subscriptionId: only }
    : { scope: `${name} and ${others.length} more subscription${others.length === 1 ? "" : "s"}` };
}
