import type { InventoryGap } from "../nouns/inventory";
import { counted, firstNames, numberText } from "./counted";

const kindWords: Readonly<Record<Exclude<InventoryGap["kind"], "all">, string>> = {
  virtualMachines: "VMs",
  disks: "disks",
  snapshots: "snapshots",
  images: "images",
  diskEncryptionSets: "disk encryption sets",
  instanceViews: "instance views",
};

/** How many scopes a part of a sentence names; of the others it says how many they are. */
const NAMED_IN_PART = 3;
const NAMED_IN_SENTENCE = 5;

/**
 * What a title says of what could not be read: `without subscription X (not read)`; undefined without gaps.
 *
 * A fleet is never shown smaller than it is without a word.
 */
export function gapWords(gaps: readonly InventoryGap[]): string | undefined {
  if (gaps.length === 0) return undefined;
  return `without ${alike(gaps, () => "")
    .map(partWords)
    .join("; ")} (not read)`;
}

/** The same as a sentence of its own; none without gaps. */
export function gapSentence(gaps: readonly InventoryGap[]): readonly string[] {
  const words = gapWords(gaps);
  return words === undefined ? [] : [`It is ${words}.`];
}

/** One sentence for what was not read for one reason, with the names of all that it is missing of. */
export function gapSentences(gaps: readonly InventoryGap[]): readonly string[] {
  return alike(gaps, ({ code }) => code).map(sentenceOf);
}

/** Gaps of one kind that lie in subscriptions, or elsewhere. */
interface AlikeGaps {
  readonly kind: InventoryGap["kind"];
  readonly ofSubscription: boolean;
  /** Azure's code and reason of the first. */
  readonly code: string;
  readonly reason: string;
  readonly scopes: readonly string[];
}

/** Gaps that are told together: of one kind, all of subscriptions or none, and with one key. */
function alike(gaps: readonly InventoryGap[], keyOf: (gap: InventoryGap) => string): readonly AlikeGaps[] {
  const groups = new Map<string, AlikeGaps & { readonly scopes: string[] }>();
  for (const gap of gaps) {
    const { kind, code, reason } = gap;
    const ofSubscription = isOfSubscription(gap);
    const key = JSON.stringify([kind, ofSubscription, keyOf(gap)]);
    const group = groups.get(key);
    if (group === undefined)
      groups.set(key, { kind, ofSubscription, code, reason, scopes: [scopeWords(gap)] });
    else group.scopes.push(scopeWords(gap));
  }
  return [...groups.values()];
}

/** A gap in a VM's instance view is named by the VM, a gap in a file by the file. */
const isOfSubscription = ({ kind, subscriptionId }: InventoryGap): boolean =>
  kind !== "instanceViews" && subscriptionId !== undefined;

const scopeWords = ({ scope, readBefore }: InventoryGap): string =>
  readBefore === 0 ? scope : `${scope} after the first ${numberText(readBefore)}`;

function partWords(gaps: AlikeGaps): string {
  // What failed for two reasons is named once.
  const scopes = [...new Set(gaps.scopes)];
  const place = placeWords({ ...gaps, scopes }, NAMED_IN_PART);
  return gaps.kind === "all" ? place : `the ${kindWords[gaps.kind]} of ${place}`;
}

function sentenceOf(gaps: AlikeGaps): string {
  const { kind, ofSubscription, code, reason, scopes } = gaps;
  if (kind !== "all")
    return `Not read: ${kindWords[kind]} of ${placeWords(gaps, NAMED_IN_SENTENCE)} (${code}).`;
  const names = firstNames(scopes, NAMED_IN_SENTENCE);
  if (ofSubscription) return `${counted(scopes.length, "subscription")} not read: ${names} (${code}).`;
  // Of a file, no code of Azure's says what is wrong with it.
  return `Not read: ${names} (${code})${scopes.length === 1 ? `: ${reason}` : "."}`;
}

function placeWords({ ofSubscription, scopes }: AlikeGaps, named: number): string {
  const names = firstNames(scopes, named);
  if (!ofSubscription) return names;
  return `${scopes.length === 1 ? "subscription" : "subscriptions"} ${names}`;
}
