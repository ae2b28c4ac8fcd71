import { linesOf, plotlyText } from "./chart-text";
import { chartColours } from "./palette";
import type { PlotlyFigure, PlotlyLayout } from "./plotly-figure";

/** The widths of Arial are known and the same in Helvetica and Liberation Sans, which stand in for it: a still picture needs them. */
export const CHART_FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif";

export const TITLE_SIZE = 17;
export const SUBTITLE_SIZE = 13;
/** Plotly doesn't break a title: in a figure that goes out alone it is broken for a notebook beside a file list. */
const TITLE_WIDTH_IN_PIXELS = 560;
const SPACE_BESIDE = 28;
// Of sentences in Arial, with something to spare; a test measures the lines of every chart.
const TITLE_CHARACTER_IN_PIXELS = 8.2;
const SUBTITLE_CHARACTER_IN_PIXELS = 6.3;
const LINE_HEIGHT = 1.3;
const ASCENT = 0.8;
const SPACE_ABOVE = 12;

/** What stands over a figure. */
export interface ChartWords {
  readonly finding: string;
  /** Below it, each in a paragraph: what is missing, and what is shown. */
  readonly subtitle: readonly string[];
}

/** The layout of a figure without its title, with one. */
export function withTitle<Layout extends Pick<PlotlyLayout, "height" | "margin">>(
  layout: Layout,
  words: ChartWords,
  widthInPixels: number = TITLE_WIDTH_IN_PIXELS,
): Layout & Pick<PlotlyLayout, "title"> {
  const titleHeight = titleHeightInPixels(words, widthInPixels);
  const { titleLines, subtitleLines } = linesOfTitle(words, widthInPixels);
  const height = layout.height + titleHeight;
  return {
    ...layout,
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
      font: { family: CHART_FONT, size: TITLE_SIZE, color: chartColours.text },
    },
    height,
    margin: { ...layout.margin, t: layout.margin.t + titleHeight },
  };
}

/** A chart's figure without its title, for a page where its words stand over it. */
export function untitledFigure({
  figure,
  ...words
}: ChartWords & { readonly figure: PlotlyFigure }): PlotlyFigure {
  const { title, ...layout } = figure.layout;
  if (title === undefined) return figure;
  const titleHeight = titleHeightInPixels(words, TITLE_WIDTH_IN_PIXELS);
  return {
    data: figure.data,
    layout: {
      ...layout,
      height: layout.height - titleHeight,
      margin: { ...layout.margin, t: layout.margin.t - titleHeight },
    },
  };
}

/** A chart's figure with its title broken for a picture of that width. */
export function figureOfWidth(
  chart: ChartWords & { readonly figure: PlotlyFigure },
  widthInPixels: number,
): PlotlyFigure {
  const { data, layout } = untitledFigure(chart);
  return { data, layout: withTitle(layout, chart, widthInPixels) };
}

function linesOfTitle(
  { finding, subtitle }: ChartWords,
  widthInPixels: number,
): { readonly titleLines: readonly string[]; readonly subtitleLines: readonly string[] } {
  const lineLength = (characterInPixels: number): number =>
    Math.floor((widthInPixels - SPACE_BESIDE) / characterInPixels);
  return {
    titleLines: linesOf(finding, lineLength(TITLE_CHARACTER_IN_PIXELS)),
    subtitleLines: subtitle.flatMap((words) => linesOf(words, lineLength(SUBTITLE_CHARACTER_IN_PIXELS))),
  };
}

function titleHeightInPixels(words: ChartWords, widthInPixels: number): number {
  const { titleLines, subtitleLines } = linesOfTitle(words, widthInPixels);
  return Math.ceil(SPACE_ABOVE + LINE_HEIGHT * (titleLines.length + subtitleLines.length) * TITLE_SIZE);
}
