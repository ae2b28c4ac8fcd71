import type { InventoriedSubscription, InventoryGap } from "../../nouns/inventory";
import { resourceCount, resourcesOf, type CollectedRows } from "./collected-rows";
import type { QueryScope } from "./read-page";
import type { ScopeReading } from "./read-scope";
import type { RepeatedRows } from "./settled";

/**
 * What is missing of a scope: pages that failed, rows that can't be understood or did not come, subscriptions that Resource Graph left out.
 *
 * Rows may slip from page to page where the fleet changes while it is read: of fewer than were told of, nobody knows whether one slipped or was
 * deleted.
 *
 * @param asked - the subscriptions that were asked for, with their names.
 */
export function gapsOf(
  reading: ScopeReading,
  asked: readonly InventoriedSubscription[],
  repeatedRows: RepeatedRows,
): readonly InventoryGap[] {
  const { scope, rows, failedPages, totals, isCut } = reading;
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
  if (failedPages.length === 0 && isShort(reading, repeatedRows)) {
    const answered = `Resource Graph told of ${spanOf(totals)} rows and answered ${differentRows(reading, repeatedRows)}`;
    gaps.push(
      totals.size === 1 && rows.count < announced(reading)
        ? { ...whole, code: "AzureOperationFailed", reason: `${answered}.` }
        : {
            ...whole,
            code: "StateChanged",
            reason: `The fleet changed while it was read: ${answered}. One may have slipped from a page that was not read yet to one that was.`,
          },
    );
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

/** Whether all rows of a scope came and were understood, as far as their type is known: what then is not there does not exist. */
export function isWhole(reading: ScopeReading, repeatedRows: RepeatedRows): boolean {
  const { failedPages, totals, rows } = reading;
  const isSteady = failedPages.length === 0 && totals.size === 1;
  return isSteady && !isShort(reading, repeatedRows) && !rows.unreadable.has("all");
}

/** A remark where the fleet changed while it was read, and no fewer rows came than were told of. */
export function changedRemark(reading: ScopeReading, repeatedRows: RepeatedRows): readonly string[] {
  const { totals } = reading;
  if (totals.size < 2 || isShort(reading, repeatedRows)) return [];
  return [
    `The fleet changed while it was read: Resource Graph told of ${spanOf(totals)} rows, and answered as many. What came in between may be missing.`,
  ];
}

const announced = ({ totals }: ScopeReading): number => Math.max(0, ...totals);
const isShort = (reading: ScopeReading, repeatedRows: RepeatedRows): boolean =>
  differentRows(reading, repeatedRows) < announced(reading);

/** Rows that came, each once. */
function differentRows({ scope, rows }: ScopeReading, repeatedRows: RepeatedRows): number {
  const subscriptionIds = scope.subscriptions ?? [...repeatedRows.keys()];
  return subscriptionIds.reduce((count, id) => count - (repeatedRows.get(id) ?? 0), rows.count);
}

function spanOf(totals: ReadonlySet<number>): string {
  const [least, most] = [Math.min(...totals), Math.max(...totals)];
  return least === most ? String(most) : `${least} to ${most}`;
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
