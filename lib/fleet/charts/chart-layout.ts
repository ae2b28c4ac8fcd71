import type { InventoryGap } from "../nouns/inventory";
import type { CountedMechanism } from "../coverage/coverage";
import { gapWords } from "../coverage/gap-words";
import { mechanismWords } from "../coverage/mechanism-words";
import { linesOf, plotlyText } from "./chart-text";
import { CHART_FONT, withTitle } from "./chart-title";
import { chartColours, mechanismColours } from "./palette";
import type {
  PlotlyAxis,
  PlotlyFigure,
  PlotlyFont,
  PlotlyLayout,
  PlotlyLegend,
  ScatterTrace,
} from "./plotly-figure";

const SPACE_BELOW_TITLE = 14;

/** What a chart's head and frame are made of. */
export interface ChartFrame {
  readonly finding: string;
  /** As {@link subtitleOf} puts it together. */
  readonly subtitle: readonly string[];
  /** Of everything below the head. */
  readonly heightInPixels: number;
  /** Of heads over the figure's columns, where it has any. */
  readonly columnHeadsHeightInPixels?: number;
  /** For half of an axis's last number or date: plotly leaves one out that doesn't fit. */
  readonly marginRightInPixels?: number;
}

/** What stands below a finding: what is missing, which is never behind something that may be cut off, and what is shown. */
export function subtitleOf(gaps: readonly InventoryGap[], ...shown: readonly string[]): readonly string[] {
  const missing = gapWords(gaps);
  return [...(missing === undefined ? [] : [missing]), ...shown];
}

/** What all charts have in common: the finding as title, what is shown and what is missing below it, and a fixed height. */
export function chartLayout({
  finding,
  subtitle,
  heightInPixels,
  columnHeadsHeightInPixels = 0,
  marginRightInPixels = 16,
}: ChartFrame): Omit<PlotlyLayout, "showlegend"> {
  const above = columnHeadsHeightInPixels + SPACE_BELOW_TITLE;
  const font = (size: number, color: string): PlotlyFont => ({ family: CHART_FONT, size, color });
  return withTitle(
    {
      height: above + heightInPixels,
      margin: { t: above, r: marginRightInPixels, b: 48, l: 16 },
      font: font(12, chartColours.text),
      paper_bgcolor: chartColours.ground,
      hoverlabel: { align: "left", bgcolor: chartColours.ground, font: font(12, chartColours.text) },
      separators: ".,",
    },
    { finding, subtitle },
  );
}

/** The figure of a chart that has nothing to show but its finding: no axes, which would speak of something. */
export function emptyFigure(finding: string, subtitle: readonly string[]): PlotlyFigure {
  return {
    data: [],
    layout: {
      ...chartLayout({ finding, subtitle, heightInPixels: EMPTY_HEIGHT_IN_PIXELS }),
      showlegend: false,
      xaxis: { visible: false },
      yaxis: { visible: false },
    },
  };
}

// Plotly keeps its margins, and draws nothing where they leave no room.
const EMPTY_HEIGHT_IN_PIXELS = 60;

/**
 * A legend below the figure, in as many columns as there is width for: beside it, it would take half of a narrow one.
 *
 * It stands at the lower edge, so that no axis can run into it; its height is taken from the figure's.
 */
export const legendBelow: PlotlyLegend = {
  orientation: "h",
  traceorder: "normal",
  x: 0.01,
  xref: "container",
  xanchor: "left",
  y: 0,
  yref: "container",
  yanchor: "bottom",
  // Its own ground would cover the figure's edge.
  bgcolor: "rgba(0,0,0,0)",
};

/** Room for a legend of so many names, in two columns: as in a figure of 560 pixels. */
export const legendHeightInPixels = (names: number): number => 12 + 22 * Math.ceil(names / 2);

/** A text on a tile or a bar is left out where it would be too small to read. */
export const readableText: NonNullable<PlotlyLayout["uniformtext"]> = { mode: "hide", minsize: 10 };

const LEGEND_NAME_LENGTH = 18;

/** What a legend calls a mechanism: long words on two lines, since the longest name sets the width of its columns. */
export const legendName = (mechanism: CountedMechanism): string =>
  linesOf(mechanismWords[mechanism], LEGEND_NAME_LENGTH).map(plotlyText).join("<br>");

/** The numbers on an axis that counts things: whole ones, written out. */
export function countTicks(largest: number): Pick<PlotlyAxis, "tickformat" | "dtick"> {
  return { tickformat: ",d", ...(largest < FEWEST_FOR_CHOSEN_TICKS && { dtick: 1 }) };
}

// Below, plotly would choose halves.
const FEWEST_FOR_CHOSEN_TICKS = 8;

/** A legend for a figure whose tiles have none: a line of it for each mechanism, with no point behind it. */
export function mechanismLegend(mechanisms: readonly CountedMechanism[]): readonly ScatterTrace[] {
  return mechanisms.map((mechanism) => ({
    type: "scatter",
    mode: "markers",
    name: legendName(mechanism),
    x: [null],
    y: [null],
    hoverinfo: "skip",
    marker: {
      color: mechanismColours[mechanism],
      symbol: "square",
      size: 12,
      line: { color: chartColours.outline, width: 0.5 },
    },
  }));
}
