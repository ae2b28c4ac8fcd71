import { gzipSync } from "node:zlib";

import { escapeHtml } from "@runbooks/kernel";

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
/** A longer text breaks into lines. */
const LONG_TEXT_LENGTH = 34;

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
    '<p class="more" hidden></p>',
    `<div class="frame"><div class="scroll" role="region" aria-label="${escapeHtml(caption)}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${firstRows(columns, rows)}</tbody></table></div></div>`,
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
        `<tr>${row.map((cell, index) => `<td class="${columns[index]?.kind ?? "text"}${isLong(cell) ? " long" : ""}">${escapeHtml(String(cell ?? ""))}</td>`).join("")}</tr>`,
    )
    .join("");
}

const isLong = (cell: string | number | null): boolean =>
  typeof cell === "string" && cell.length > LONG_TEXT_LENGTH;

/**
 * The places of a column's rows in its order, as plain JavaScript for the reader's browser: a number for each row, the same for equal cells, and -1 for
 * an empty one. Found once a column, so that its 70,000 names are compared once, and as plain texts: the browser's own comparison of words with numbers
 * in them takes seconds.
 *
 * It is `(cells) => places`. Letters count without their case and accents, and numbers in a text by their value.
 */
export const placesScript = `(cells) => {
  const keyOf = (cell) => typeof cell === "number" ? cell
    : cell.normalize("NFD").replace(/\\p{M}/gu, "").toLowerCase().replace(/\\d+/g, (digits) => digits.padStart(15, "0"));
  const keys = cells.map((cell) => cell === null || cell === "" ? null : keyOf(cell));
  const order = [...new Set(keys)].filter((key) => key !== null).sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
  const places = new Map(order.map((key, place) => [key, place]));
  return Int32Array.from(keys, (key) => places.get(key) ?? -1);
}`;

const tableScript = `
const placesOf = ${placesScript};
// An edge that says that there is more beyond it.
for (const frame of document.querySelectorAll(".frame")) {
  const scroll = frame.firstElementChild;
  const line = frame.previousElementSibling;
  const look = () => {
    const right = scroll.getBoundingClientRect().right;
    frame.toggleAttribute("data-more", scroll.scrollWidth - scroll.clientWidth - scroll.scrollLeft > 1);
    if (!line || !line.classList.contains("more")) return;
    const beyond = [...scroll.querySelectorAll("th")].filter((head) => head.getBoundingClientRect().right > right + 1).map((head) => head.querySelector("button").firstChild.textContent);
    line.hidden = scroll.scrollWidth <= scroll.clientWidth + 1;
    line.textContent = beyond.length === 0 ? "← Scroll back for the columns before." : "Scroll for " + (beyond.length === 1 ? "one more column" : beyond.length + " more columns") + " →  " + beyond.slice(0, 6).join(", ") + (beyond.length > 6 ? ", …" : "");
  };
  scroll.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(scroll);
  new ResizeObserver(look).observe(scroll.firstElementChild);
}
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
    let shown = rows, first = 0, column = -1, direction = 1, texts;
    const all = rows.map((_, index) => index);
    const places = [];
    const draw = () => {
      body.replaceChildren(...shown.slice(first, first + size).map((row) => {
        const line = document.createElement("tr");
        row.forEach((cell, index) => {
          const td = document.createElement("td");
          td.className = kinds[index] + (typeof cell === "string" && cell.length > ${LONG_TEXT_LENGTH} ? " long" : "");
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
      if (words.length > 0) texts ??= rows.map((row) => row.join("\\t").toLowerCase());
      const found = words.length === 0 ? [...all] : all.filter((index) => words.every((word) => texts[index].includes(word)));
      if (column >= 0) {
        const at = places[column] ??= placesOf(rows.map((row) => row[column]));
        // Empty cells come last in either direction.
        found.sort((a, b) => at[a] < 0 || at[b] < 0 ? (at[a] < 0) - (at[b] < 0) : direction * (at[a] - at[b]));
      }
      shown = found.map((index) => rows[index]);
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

/** What makes the tables of a page sortable: plain JavaScript for the reader's browser, which asks no network. */
export const sortableTableScript = (): string => tableScript;
