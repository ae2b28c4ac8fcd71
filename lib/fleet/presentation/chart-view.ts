import type { Chart, ChartTable } from "../charts/chart";
import { CHART_FONT, figureOfWidth, SUBTITLE_SIZE, TITLE_SIZE, untitledFigure } from "../charts/chart-title";
import { chartColours } from "../charts/palette";
import { numberText } from "../coverage/counted";
import { chartStill, STILL_WIDTH_IN_PIXELS } from "./chart-still";
import { escapeHtml, htmlTable, tableView, type View } from "@runbooks/kernel";

/** A table of more rows is folded up. */
const MOST_ROWS_OPEN = 12;
/** Of more rows, the first are shown. The picture has no more either: it draws what is beyond its largest groups as one. */
const MOST_ROWS_IN_HTML = 100;
const MOST_ROWS_IN_TEXT = 20;

/** What plotly may do on a page: nothing leaves it. */
export interface ChartConfig {
  readonly responsive: true;
  readonly displaylogo: false;
  /** Plotly's button that uploads a chart to its vendor. */
  readonly showSendToCloud: false;
  /** A name may hold a dollar sign, and is no formula. */
  readonly typesetMath: false;
  /** Buttons that do nothing here. */
  readonly modeBarButtonsToRemove: readonly string[];
}

const config: ChartConfig = {
  responsive: true,
  displaylogo: false,
  showSendToCloud: false,
  typesetMath: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d"],
};

/**
 * A chart to look at: live where plotly is at hand, as a still picture where scripts don't run, its finding where there are only words; and its
 * table below, where it has any rows.
 */
export function chartView(chart: Chart): View {
  const { data, layout } = chart.figure;
  return {
    html: chartHtml(chart),
    text: chart.finding,
    forms: { "application/vnd.plotly.v1+json": { data, layout, config } },
    ...(chart.table.rows.length > 0 && { below: chartTableView(chart) }),
  };
}

/**
 * The still picture, with all that the page's plotly needs to put the live chart in its place. The live one has its title as text of the page, which
 * breaks by itself where the page is narrow.
 */
export function chartHtml(chart: Chart): string {
  const { alternative, finding, subtitle } = chart;
  const wide = figureOfWidth(chart, STILL_WIDTH_IN_PIXELS);
  const still = Buffer.from(chartStill(wide)).toString("base64");
  const { height } = wide.layout;
  const live = { ...untitledFigure(chart), config, finding, subtitle };
  // A name may hold the end of a script.
  const json = JSON.stringify(live).replaceAll("<", "\\u003c");
  return [
    '<div class="runbook-chart" style="background:#fff">',
    `<img alt="${escapeHtml(alternative)}" width="${STILL_WIDTH_IN_PIXELS}" height="${height}" style="max-width:100%;height:auto" src="data:image/svg+xml;base64,${still}">`,
    `<script type="application/json">${json}</script>`,
    `<script>${comeAlive}</script>`,
    "</div>",
  ].join("");
}

/**
 * The numbers of a chart, folded up where they are many.
 *
 * @param rest - where a reader finds the rows that are too many to be shown.
 */
export function chartTableView({ title, table }: Chart, rest = "all are in the chart's table.rows"): View {
  const rows = table.rows.length;
  const captionOf = (limit: number): string =>
    rows <= limit ? title : `${title}: the first ${limit} of ${numberText(rows)} rows; ${rest}`;
  const shown = wordsOf(table, MOST_ROWS_IN_HTML);
  const html = htmlTable(captionOf(MOST_ROWS_IN_HTML), table.columns, shown, {
    dense: table.columns.length > 8,
  });
  return {
    html:
      rows <= MOST_ROWS_OPEN
        ? html
        : `<details><summary>${escapeHtml(`${title}: ${numberText(rows)} rows`)}</summary>${html}</details>`,
    text: tableView(captionOf(MOST_ROWS_IN_TEXT), table.columns, wordsOf(table, MOST_ROWS_IN_TEXT)).text,
  };
}

const wordsOf = ({ rows }: ChartTable, limit: number): readonly (readonly string[])[] =>
  rows.slice(0, limit).map((row) => row.map((cell) => (typeof cell === "number" ? numberText(cell) : cell)));

const NARROW_IN_PIXELS = 480;
/** What a name takes in one column more than in two. */
const LEGEND_LINE_IN_PIXELS = 12;

// As the title of a figure looks.
const wordsStyle = `padding:12px 12px 0;font-family:${CHART_FONT};line-height:1.3;text-align:left`;
const findingStyle = `font-size:${TITLE_SIZE}px;color:${chartColours.text}`;
const subtitleStyle = `font-size:${SUBTITLE_SIZE}px;color:${chartColours.quietText};margin-top:4px`;

/**
 * Puts live charts in the place of the still ones as soon as the page has plotly: plain JavaScript for the reader's browser. Each chart brings it
 * along, since each may be the only one of its page; the first that runs takes care of all.
 */
const comeAlive = `
(() => {
  let turns = 0;
  const turn = () => {
    if (!window.Plotly) {
      if (++turns < 150) setTimeout(turn, 200);
      return;
    }
    for (const chart of document.querySelectorAll(".runbook-chart:not([data-live])")) {
      chart.dataset.live = "";
      const still = chart.querySelector("img");
      const { data, layout, config, finding, subtitle } = JSON.parse(chart.querySelector("script").textContent);
      const words = document.createElement("div");
      words.style.cssText = ${JSON.stringify(wordsStyle)};
      for (const [text, style] of [[finding, ${JSON.stringify(findingStyle)}], ...subtitle.map((text) => [text, ${JSON.stringify(subtitleStyle)}])]) {
        const line = document.createElement("div");
        line.style.cssText = style;
        line.textContent = text;
        words.append(line);
      }
      const place = document.createElement("div");
      place.setAttribute("role", "figure");
      place.setAttribute("aria-label", still.alt);
      chart.prepend(words, place);
      // On a telephone the legend has one column.
      const isNarrow = layout.showlegend && place.clientWidth < ${NARROW_IN_PIXELS};
      if (isNarrow) layout.height += ${LEGEND_LINE_IN_PIXELS} * data.filter(({ name }) => name !== undefined).length;
      const drawn = data.length === 0 ? Promise.resolve() : Plotly.newPlot(place, data, layout, config);
      drawn.then(() => { still.hidden = true; }, () => { words.remove(); place.remove(); });
    }
  };
  turn();
})();
`;
