import type { InventoryGap } from "../azure/inventory";
import type { CountedMechanism } from "../coverage/coverage";
import { gapWords } from "../coverage/gap-words";
import { mechanismWords } from "../coverage/mechanism-words";
import { linesOf, plotlyText } from "./chart-text";
import { chartColours, mechanismColours } from "./palette";
import type { PlotlyAxis, PlotlyFont, PlotlyLayout, ScatterTrace } from "./plotly-figure";

/** The widths of Arial are known and the same in Helvetica and Liberation Sans, which stand in for it: a still picture needs them. */
export const CHART_FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif";

const TITLE_SIZE = 17;
const SUBTITLE_SIZE = 13;
// So many characters of either size fit into 800 pixels.
const TITLE_LINE_LENGTH = 106;
const SUBTITLE_LINE_LENGTH = 128;
const LINE_HEIGHT = 1.3;
const ASCENT = 0.8;
const SPACE_ABOVE = 12;
const SPACE_BELOW = 14;

/** What a chart's head and frame are made of. */
export interface ChartHead {
  readonly finding: string;
  /** What is shown, and of how many. */
  readonly subtitle: string;
  readonly gaps: readonly InventoryGap[];
  /** Of everything below the head. */
  readonly heightInPixels: number;
  /** Of heads over the figure's columns, where it has any. */
  readonly columnHeadsHeightInPixels?: number;
}

/** What all charts have in common: the finding as title, what is shown and what is missing below it, and a fixed height. */
export function chartLayout({
  finding,
  subtitle,
  gaps,
  heightInPixels,
  columnHeadsHeightInPixels = 0,
}: ChartHead): Omit<PlotlyLayout, "showlegend"> {
  const titleLines = linesOf(finding, TITLE_LINE_LENGTH);
  const missing = gapWords(gaps);
  // What is missing is never behind something that may be cut off.
  const subtitleLines = [
    ...(missing === undefined ? [] : linesOf(missing, SUBTITLE_LINE_LENGTH)),
    ...linesOf(subtitle, SUBTITLE_LINE_LENGTH),
  ];
  const headHeight = Math.ceil(
    SPACE_ABOVE +
      LINE_HEIGHT * (titleLines.length + subtitleLines.length) * TITLE_SIZE +
      columnHeadsHeightInPixels +
      SPACE_BELOW,
  );
  const height = headHeight + heightInPixels;
  const font = (size: number, color: string): PlotlyFont => ({ family: CHART_FONT, size, color });
  return {
    title: {
      text: [
        ...titleLines.map(plotlyText),
        // Plotly's own subtitle keeps an uneven distance from a title of two lines.
        ...subtitleLines.map(
          (line) =>
            `<span style="font-size:${SUBTITLE_SIZE}px;color:${chartColours.quietText}">${plotlyText(line)}</span>`,
        ),
      ].join("<br>"),
      x: 0,
      xref: "container",
      xanchor: "left",
      // The line that the first line of type stands on: anchored at its top, a title of several lines is set too high.
      y: 1 - (SPACE_ABOVE + ASCENT * TITLE_SIZE) / height,
      yref: "container",
      yanchor: "bottom",
      pad: { l: 12 },
      font: font(TITLE_SIZE, chartColours.text),
    },
    height,
    margin: { t: headHeight, r: 16, b: 48, l: 16 },
    font: font(12, chartColours.text),
    paper_bgcolor: chartColours.ground,
    hoverlabel: { align: "left", bgcolor: chartColours.ground, font: font(12, chartColours.text) },
    separators: ".,",
  };
}

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
    name: mechanismWords[mechanism],
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
