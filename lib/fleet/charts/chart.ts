import type { PlotlyFigure } from "./plotly-figure";

/** The numbers behind a chart. */
export interface ChartTable {
  readonly columns: readonly string[];
  /** As many cells as columns, in the chart's order. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A chart: what it shows, what it finds, and the numbers. Pure data; `show` shows it. */
export interface Chart {
  /** What is shown, as the caption of its table. */
  readonly title: string;
  /** What it says: one sentence with its numbers, which stands over the figure. */
  readonly finding: string;
  /** Below the finding, each in a paragraph: what could not be read, and what is shown. */
  readonly subtitle: readonly string[];
  /** The chart in words, for those who don't see it. */
  readonly alternative: string;
  readonly figure: PlotlyFigure;
  readonly table: ChartTable;
}
