import type { InventoryGap } from "../../nouns/inventory";
import { someOf } from "../../coverage/remarks";
import type { ExportedKind } from "./exported-kind";
import { grouped } from "./grouped";

/** A file that says how many records its query has: one page of it, or all. */
export interface QueryPage {
  readonly file: string;
  /** On all pages of the query. */
  readonly total: number;
  /** How many of its records have which id, in lower case: a query that takes a list apart has several rows of one resource. */
  readonly counts: ReadonlyMap<string, number>;
  /** Records without an id. */
  readonly withoutId: number;
  readonly kinds: ReadonlySet<ExportedKind>;
}

/**
 * A gap for each query of which there are fewer records than its files say that it has.
 *
 * Pages don't name their query. Files that tell of the same total are taken for pages of one; where they have more records together than that, there
 * are several queries, or exports of several days: then only files with records of the same kind belong together.
 */
export function incompleteQueries(pages: readonly QueryPage[]): readonly InventoryGap[] {
  const byTotal = grouped(pages, ({ total }) => total);
  return [...byTotal].flatMap(([total, group]) => {
    const queries = recordsOf(group) > total ? byKind(group) : [group];
    return queries.flatMap((query) => gapOf(query, total));
  });
}

/** A record that stands on two pages counts once. */
function recordsOf(pages: readonly QueryPage[]): number {
  const most = new Map<string, number>();
  let found = 0;
  for (const { counts, withoutId } of pages) {
    found += withoutId;
    for (const [id, count] of counts) most.set(id, Math.max(count, most.get(id) ?? 0));
  }
  for (const count of most.values()) found += count;
  return found;
}

function byKind(pages: readonly QueryPage[]): readonly (readonly QueryPage[])[] {
  let queries: { readonly kinds: ReadonlySet<ExportedKind>; readonly pages: readonly QueryPage[] }[] = [];
  for (const page of pages) {
    const same = queries.filter(({ kinds }) => [...page.kinds].some((kind) => kinds.has(kind)));
    const others = queries.filter((query) => !same.includes(query));
    const kinds = new Set([...same.flatMap((query) => [...query.kinds]), ...page.kinds]);
    queries = [...others, { kinds, pages: [...same.flatMap((query) => query.pages), page] }];
  }
  return queries.map((query) => query.pages);
}

function gapOf(pages: readonly QueryPage[], total: number): readonly InventoryGap[] {
  const found = recordsOf(pages);
  if (found >= total) return [];
  const scope = someOf(pages.map(({ file }) => file));
  return [
    {
      scope,
      kind: "all",
      code: "FileIncomplete",
      reason: `${scope}: ${found} of the ${total} records of the query, so that ${total - found} are missing. \`az graph query\` prints 100 at a time: ask with --first 1000, and page on with --skip-token.`,
      readBefore: found,
    },
  ];
}
