import {
  type InventoriedResource,
  type InventoriedSubscription,
  type InventoryGap,
} from "../../nouns/inventory";
import { RunbookError } from "@runbooks/azure";
import { isJsonRecord, textAt, type JsonRecord } from "../rows/json-fields";
import type { RowsById } from "../rows/read-rows";
import type { FleetList } from "./lists";
import { gapOf, strangeAnswer, type Reading } from "./reading";

/** A list, as far as it could be read. */
export interface ReadList<Row extends InventoriedResource> {
  readonly rows: RowsById<Row>;
  /** Set: there may be more. */
  readonly gap?: InventoryGap;
  /** Names of those that came more than once. */
  readonly repeated: readonly string[];
}

/**
 * Reads a list of a subscription, page after page. Of a page nothing is kept but the rows.
 *
 * Never throws for what Azure does: what was read before is kept, and the gap says why there may be more. A page may be empty and lead on; one that
 * leads on to a page that came before ends the list with a gap.
 */
export async function readList<Row extends InventoriedResource>(
  reading: Reading,
  subscription: InventoriedSubscription,
  list: FleetList<Row>,
): Promise<ReadList<Row>> {
  const { kind, apiVersion, operation, path } = list;
  const doing = `listing the ${list.words} of '${subscription.displayName}'`;
  const rows: RowsById<Row> = new Map();
  const repeated: string[] = [];
  const came = new Set<string>();
  let strange = 0;

  /** Not in the loop, where the page would be held while the next is on its way. */
  function take(body: JsonRecord): string | undefined {
    const entries = entriesOf(body, doing);
    const answer = reading.nextAnswer();
    for (const entry of entries) {
      const row = isJsonRecord(entry) ? list.rowOf(entry, reading.pool) : undefined;
      if (row === undefined) {
        strange += 1;
        continue;
      }
      const key = row.id.toLowerCase();
      if (rows.has(key)) repeated.push(row.name);
      rows.set(key, { row, answer });
    }
    reading.note(kind === "instanceViews" ? {} : { [kind]: entries.length });
    return nextOf(body, apiVersion);
  }

  let url: string | undefined =
    `/subscriptions/${subscription.subscriptionId}/providers/Microsoft.Compute/${path}api-version=${apiVersion}`;
  try {
    while (url !== undefined) {
      if (came.has(url)) {
        throw strangeAnswer(doing, "a page leads on to one that came before, so the list does not end");
      }
      came.add(url);
      url = take(await reading.json({ subscription, operation, url, doing }));
    }
    if (strange > 0) throw strangeAnswer(doing, `${strange} entries have no resource id and are left out`);
    return { rows, repeated };
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    return { rows, repeated, gap: gapOf(subscription, error, { kind, readBefore: rows.size }) };
  }
}

function entriesOf(body: JsonRecord, doing: string): readonly unknown[] {
  const entries: unknown = body["value"];
  if (Array.isArray(entries)) return entries;
  throw strangeAnswer(doing, "Azure's answer is no page of a list");
}

/** Azure's clients add the api-version too, where a link lacks it. */
function nextOf(body: JsonRecord, apiVersion: string): string | undefined {
  const link = textAt(body, "nextLink");
  if (link === undefined || /[?&]api(?:-|%2D)version=/i.test(link)) return link;
  return `${link}${link.includes("?") ? "&" : "?"}api-version=${apiVersion}`;
}
