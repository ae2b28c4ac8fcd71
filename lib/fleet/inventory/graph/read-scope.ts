import { RunbookError } from "@runbooks/azure";
import { readingInterrupted } from "../interrupted";
import type { TextPool } from "../rows/text-pool";
import { tellAdeExtensions } from "./ade-extensions";
import { append, collect, noRows, type CollectedRows } from "./collected-rows";
import { MOST_ROWS_IN_PAGE, readPage, type PagePlace, type PageReader, type QueryScope } from "./read-page";

/** A page that could not be read. */
export interface FailedPage {
  /** Counted from 1. */
  readonly firstRow: number;
  /** Undefined: and all after it, to the end of the answer. */
  readonly lastRow: number | undefined;
  readonly error: RunbookError;
}

/** What was read of a scope. */
export interface ScopeReading {
  readonly scope: QueryScope;
  readonly rows: CollectedRows;
  readonly failedPages: readonly FailedPage[];
  /** What the answer had by each page's word; several numbers: it changed while it was read. Empty: no page came. */
  readonly totals: ReadonlySet<number>;
  readonly isCut: boolean;
}

/** What the readings of all scopes have in common. */
export interface SharedReading {
  readonly pool: TextPool;
  /** The place of an answer among all answers. */
  readonly nextAnswer: () => number;
  /**
   * Told of each page: the rows in it, by kind.
   *
   * @param announced - rows of the whole answer, of which this page told first.
   */
  readonly onPage: (rows: CollectedRows, announced: number) => void;
}

// Each goes on from its own place: with one alone, the time that Azure takes for a page would decide, not the quota.
const LANES = 4;
// A page that fails is left out, and the one after it tried; but not page after page where nothing works.
const MOST_FAILURES_IN_A_ROW = 2;

/**
 * Reads the fleet of one scope, page by page.
 *
 * The first page tells how many rows there are. The rest is shared out to lanes of neighbouring pages; a lane finds its place by a count of rows, and goes on
 * by the token of its page before.
 *
 * @throws RunbookError `Interrupted` alone: what else fails is told in the reading.
 */
export async function readScope(
  reader: PageReader,
  scope: QueryScope,
  { pool, nextAnswer, onPage }: SharedReading,
): Promise<ScopeReading> {
  const failedPages: FailedPage[] = [];
  const totals = new Set<number>();
  let isCut = false;

  function fail(error: unknown, offset: number, to: number | undefined): void {
    if (reader.signal?.aborted === true) throw readingInterrupted(error);
    if (!(error instanceof RunbookError)) throw error;
    failedPages.push({ firstRow: offset + 1, lastRow: to, error });
  }

  async function page(place: PagePlace, size: number, into: CollectedRows): Promise<PageEnd> {
    const { rows, totalRecords, skipToken, isCut: isPageCut } = await readPage(reader, scope, place, size);
    const part = noRows();
    collect(part, rows, pool, nextAnswer());
    append(into, part);
    onPage(part, totals.size === 0 ? totalRecords : 0);
    totals.add(totalRecords);
    isCut ||= isPageCut;
    return { count: rows.length, totalRecords, next: skipToken === undefined ? undefined : { skipToken } };
  }

  /** Reads rows from one count to another; the last lane to the end, wherever that turns out to be. */
  async function lane({ from, to, isLast, start, pageSize }: Lane): Promise<CollectedRows> {
    const rows = noRows();
    let place: PagePlace | undefined = start;
    let offset = from;
    let failuresInARow = 0;
    while (place !== undefined && (isLast || offset < to)) {
      const size = isLast ? pageSize : Math.min(pageSize, to - offset);
      try {
        const { count, next } = await page(place, size, rows);
        offset += count;
        place = count === 0 ? undefined : next;
        failuresInARow = 0;
      } catch (error) {
        failuresInARow += 1;
        const goesOn = failuresInARow < MOST_FAILURES_IN_A_ROW && offset + size < to;
        fail(error, offset, goesOn ? offset + size : isLast ? undefined : to);
        offset += size;
        place = goesOn ? { skip: offset } : undefined;
      }
    }
    return rows;
  }

  const rows = noRows();
  try {
    const first = await page({ skip: 0 }, MOST_ROWS_IN_PAGE, rows);
    const read = await Promise.all(lanesBehind(first).map(lane));
    for (const one of read) append(rows, one);
  } catch (error) {
    fail(error, 0, undefined);
  }
  tellAdeExtensions(rows);
  return { scope, rows, failedPages, totals, isCut };
}

/** How a page ended; its rows are not held while the next is on its way. */
interface PageEnd {
  readonly count: number;
  readonly totalRecords: number;
  readonly next: PagePlace | undefined;
}

/** Neighbouring pages. */
interface Lane {
  readonly from: number;
  readonly to: number;
  readonly isLast: boolean;
  readonly start: PagePlace;
  readonly pageSize: number;
}

/** Shares out the rows behind the first page; none where it was the only one. */
function lanesBehind({ count: pageSize, totalRecords, next }: PageEnd): readonly Lane[] {
  if (next === undefined || pageSize === 0) return [];
  const pages = Math.max(1, Math.ceil((totalRecords - pageSize) / pageSize));
  const count = Math.min(LANES, pages);
  const startOf = (lane: number): number => pageSize * (1 + Math.floor((lane * pages) / count));
  return Array.from({ length: count }, (_, lane) => ({
    from: startOf(lane),
    to: startOf(lane + 1),
    isLast: lane === count - 1,
    start: lane === 0 ? next : { skip: startOf(lane) },
    pageSize,
  }));
}
