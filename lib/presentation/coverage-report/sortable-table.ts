import { gzipSync } from "node:zlib";

import { escapeHtml } from "../view";

/** A column of a sortable table. */
export interface SortableColumn {
  readonly name: string;
  /** `number`: sorted by value and set to the right. */
  readonly kind: "text" | "number";
}

/** A table that its reader sorts, filters and leafs through. `null` is an empty cell. */
export interface SortableTable {
  /** Names the table in the page; letters and hyphens. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly SortableColumn[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const ROWS_A_PAGE = 50;

/**
 * A table that stays quick at 60,000 rows: they travel compressed, and one page of them is drawn at a time. Where scripts don't run, the first
 * rows are there, and the caption says of how many.
 *
 * The page needs {@link sortableTableScript} once.
 */
export function sortableTable({ id, caption, columns, rows }: SortableTable): string {
  const packed = gzipSync(JSON.stringify({ kinds: columns.map(({ kind }) => kind), rows })).toString(
    "base64",
  );
  const head = columns
    .map(
      ({ name, kind }) =>
        `<th scope="col" class="${kind}"><button type="button">${escapeHtml(name)}<span aria-hidden="true"></span></button></th>`,
    )
    .join("");
  return [
    `<figure class="sortable" id="${escapeHtml(id)}" data-rows-a-page="${ROWS_A_PAGE}">`,
    `<figcaption>${escapeHtml(caption)}</figcaption>`,
    `<div class="controls" hidden><input type="search" placeholder="Filter: words, all of which a row has" aria-label="Filter ${escapeHtml(caption)}">`,
    '<button type="button" class="before">‹ before</button><span class="where" aria-live="polite"></span><button type="button" class="next">next ›</button></div>',
    `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${firstRows(columns, rows)}</tbody></table></div>`,
    rows.length > ROWS_A_PAGE
      ? `<noscript><p>The first ${ROWS_A_PAGE} of ${rows.length} rows. The others need scripts.</p></noscript>`
      : "",
    `<script type="application/octet-stream" class="rows">${packed}</script>`,
    "</figure>",
  ].join("\n");
}

function firstRows(columns: SortableTable["columns"], rows: SortableTable["rows"]): string {
  return rows
    .slice(0, ROWS_A_PAGE)
    .map(
      (row) =>
        `<tr>${row.map((cell, index) => `<td class="${columns[index]?.kind ?? "text"}">${escapeHtml(String(cell ?? ""))}</td>`).join("")}</tr>`,
    )
    .join("");
}

/** What makes the tables of a page sortable: plain JavaScript for the reader's browser, which asks no network. */
export const sortableTableScript = `
for (const figure of document.querySelectorAll("figure.sortable")) {
  (async () => {
    const packed = figure.querySelector("script.rows").textContent;
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const { kinds, rows } = JSON.parse(await new Response(stream).text());
    const size = Number(figure.dataset.rowsAPage);
    const body = figure.querySelector("tbody");
    const where = figure.querySelector(".where");
    const heads = [...figure.querySelectorAll("th")];
    let shown = rows, first = 0, column = -1, direction = 1;
    const compare = (a, b) => {
      if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
      return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
    };
    const draw = () => {
      body.replaceChildren(...shown.slice(first, first + size).map((row) => {
        const line = document.createElement("tr");
        row.forEach((cell, index) => {
          const td = document.createElement("td");
          td.className = kinds[index];
          td.textContent = cell === null ? "" : typeof cell === "number" ? cell.toLocaleString("en") : cell;
          line.append(td);
        });
        return line;
      }));
      const last = Math.min(first + size, shown.length);
      where.textContent = shown.length === 0 ? "no row" : (first + 1).toLocaleString("en") + " to " + last.toLocaleString("en") + " of " + shown.length.toLocaleString("en") + (shown.length === rows.length ? "" : " (of " + rows.length.toLocaleString("en") + ")");
      figure.querySelector(".before").disabled = first === 0;
      figure.querySelector(".next").disabled = last >= shown.length;
      heads.forEach((head, index) => {
        head.setAttribute("aria-sort", index !== column ? "none" : direction === 1 ? "ascending" : "descending");
        head.querySelector("span").textContent = index !== column ? "" : direction === 1 ? " ▲" : " ▼";
      });
    };
    const select = () => {
      const words = figure.querySelector("input").value.toLowerCase().split(/\\s+/).filter((word) => word !== "");
      shown = words.length === 0 ? [...rows] : rows.filter((row) => { const text = row.join("\\t").toLowerCase(); return words.every((word) => text.includes(word)); });
      if (column >= 0) shown.sort((a, b) => a[column] === null || b[column] === null ? compare(a[column], b[column]) : direction * compare(a[column], b[column]));
      first = 0;
      draw();
    };
    heads.forEach((head, index) => head.querySelector("button").addEventListener("click", () => {
      direction = column === index ? -direction : 1;
      column = index;
      select();
    }));
    figure.querySelector("input").addEventListener("input", select);
    figure.querySelector(".before").addEventListener("click", () => { first = Math.max(0, first - size); draw(); });
    figure.querySelector(".next").addEventListener("click", () => { first += size; draw(); });
    figure.querySelector(".controls").hidden = false;
    draw();
  })();
}
`;
