import type { InventoryGap, InventoryKind } from "../azure/inventory";
import { firstNames, numberText } from "./chart-text";

const NAMED_GAPS = 3;

const kindWords: Readonly<Record<InventoryKind | "instanceViews", string>> = {
  virtualMachines: "VMs",
  disks: "disks",
  snapshots: "snapshots",
  images: "images",
  diskEncryptionSets: "disk encryption sets",
  instanceViews: "instance views",
};

/**
 * What a chart says of what could not be read: `without subscription X (not read)`; undefined without gaps.
 *
 * A fleet is never shown smaller than it is without a word.
 */
export function gapWords(gaps: readonly InventoryGap[]): string | undefined {
  if (gaps.length === 0) return undefined;
  const alike = new Map<string, InventoryGap[]>();
  for (const gap of gaps) {
    const key = `${gap.kind} ${isOfSubscription(gap)}`;
    alike.set(key, [...(alike.get(key) ?? []), gap]);
  }
  return `without ${[...alike.values()].map(partWords).join("; ")} (not read)`;
}

/** A VM's instance view is told by the VM's name, what a file lacks by the file's. */
const isOfSubscription = ({ kind, subscriptionId }: InventoryGap): boolean =>
  kind !== "instanceViews" && subscriptionId !== undefined;

/** Of gaps of one kind. */
function partWords(gaps: readonly InventoryGap[]): string {
  const scopes = [...new Set(gaps.map(scopeWords))];
  const names = firstNames(scopes, NAMED_GAPS);
  const place = gaps.every(isOfSubscription)
    ? `${scopes.length === 1 ? "subscription" : "subscriptions"} ${names}`
    : names;
  const kind = gaps[0]?.kind ?? "all";
  return kind === "all" ? place : `the ${kindWords[kind]} of ${place}`;
}

/** The same as a sentence of its own; none without gaps. */
export function gapSentence(gaps: readonly InventoryGap[]): readonly string[] {
  const words = gapWords(gaps);
  return words === undefined ? [] : [`It is ${words}.`];
}

const scopeWords = ({ scope, readBefore }: InventoryGap): string =>
  readBefore === 0 ? scope : `${scope} after the first ${numberText(readBefore)}`;
