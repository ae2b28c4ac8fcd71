/**
 * A figure as plotly.js takes it, in the few attributes that our charts use. Figure reference of plotly.js 4.1.
 *
 * Types of our own: plotly's need a newer TypeScript than a notebook's cells have, and allow what no chart here wants. A test asks plotly itself
 * whether each figure is valid.
 */
export interface PlotlyFigure {
  readonly data: readonly PlotlyTrace[];
  readonly layout: PlotlyLayout;
}

/** One series of a figure. */
export type PlotlyTrace = BarTrace | ScatterTrace | TreemapTrace | SankeyTrace;

/** Type on a figure. */
export interface PlotlyFont {
  readonly family?: string;
  readonly size?: number;
  readonly color?: string | readonly string[];
}

/** A line, or the border of an area. */
export interface PlotlyLine {
  readonly color?: string;
  readonly width?: number;
  readonly dash?: "solid" | "dot" | "dash";
}

/** Hatching; the empty shape is a plain fill. */
export interface PlotlyPattern {
  readonly shape: PatternShape | readonly PatternShape[];
  readonly fillmode?: "overlay";
  readonly bgcolor?: string;
  readonly fgcolor?: string;
  readonly size?: number;
  readonly solidity?: number;
}
export type PatternShape = "" | "/";

/** Bars: stacked, or set by hand with `base` and `width`. */
export interface BarTrace {
  readonly type: "bar";
  readonly orientation?: "h" | "v";
  readonly name?: string;
  readonly x: readonly (number | string)[];
  readonly y: readonly (number | string)[];
  readonly base?: readonly number[];
  readonly width?: number;
  readonly text?: readonly string[];
  readonly textposition?: "inside" | "outside" | "none";
  readonly insidetextanchor?: "middle";
  readonly textangle?: number;
  readonly textfont?: PlotlyFont;
  readonly cliponaxis?: boolean;
  readonly hovertext?: readonly string[];
  readonly hoverinfo?: "text" | "skip";
  readonly showlegend?: boolean;
  readonly marker: {
    readonly color: string | readonly string[];
    readonly line?: PlotlyLine;
    readonly pattern?: PlotlyPattern;
  };
}

/** Lines, points and stacked areas; one without points is a line of the legend. */
export interface ScatterTrace {
  readonly type: "scatter";
  readonly name: string;
  readonly mode: "lines" | "markers" | "lines+markers";
  readonly x: readonly (number | string | null)[];
  readonly y: readonly (number | null)[];
  readonly stackgroup?: string;
  readonly line?: PlotlyLine;
  readonly fillcolor?: string;
  readonly fillpattern?: PlotlyPattern;
  readonly marker?: {
    readonly color: string;
    readonly symbol?: "square" | "circle";
    readonly size?: number;
    readonly line?: PlotlyLine;
  };
  readonly hovertext?: readonly string[];
  readonly hoverinfo?: "text" | "skip";
  readonly hoveron?: "points";
}

/** Tiles within tiles. */
export interface TreemapTrace {
  readonly type: "treemap";
  readonly ids: readonly string[];
  readonly labels: readonly string[];
  readonly parents: readonly string[];
  readonly values: readonly number[];
  readonly branchvalues: "total";
  readonly hovertext: readonly string[];
  readonly hoverinfo: "text";
  readonly text: readonly string[];
  readonly textinfo: "text";
  readonly textposition: "top left";
  readonly textfont: PlotlyFont;
  readonly sort: boolean;
  readonly tiling: { readonly packing: "squarify"; readonly pad: number };
  readonly pathbar: { readonly visible: boolean };
  readonly marker: {
    readonly colors: readonly string[];
    readonly line: PlotlyLine;
    readonly pattern: PlotlyPattern;
    readonly pad: { readonly t: number; readonly l: number; readonly r: number; readonly b: number };
  };
}

/** Flows between nodes. */
export interface SankeyTrace {
  readonly type: "sankey";
  readonly orientation: "h";
  readonly arrangement: "fixed";
  readonly valueformat: string;
  readonly textfont: PlotlyFont;
  readonly node: {
    readonly label: readonly string[];
    readonly color: readonly string[];
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly line: PlotlyLine;
    readonly pad: number;
    readonly thickness: number;
    readonly customdata: readonly string[];
    readonly hovertemplate: string;
  };
  readonly link: {
    readonly source: readonly number[];
    readonly target: readonly number[];
    readonly value: readonly number[];
    readonly color: readonly string[];
    readonly line: PlotlyLine;
    readonly customdata: readonly string[];
    readonly hovertemplate: string;
  };
}

/** An axis. */
export interface PlotlyAxis {
  readonly type?: "linear" | "date";
  readonly title?: { readonly text: string; readonly standoff?: number };
  readonly visible?: boolean;
  readonly domain?: readonly [number, number];
  readonly range?: readonly [number | string, number | string];
  readonly autorange?: boolean;
  readonly rangemode?: "tozero";
  readonly tickmode?: "array";
  readonly tickvals?: readonly (number | string)[];
  readonly ticktext?: readonly string[];
  readonly tickangle?: number;
  /** The first of these angles at which the ticks' texts don't overlap. */
  readonly autotickangles?: readonly number[];
  readonly tickformat?: string;
  readonly ticksuffix?: string;
  readonly tickfont?: PlotlyFont;
  readonly ticks?: "" | "outside";
  readonly dtick?: number;
  readonly side?: "top" | "bottom";
  readonly separatethousands?: boolean;
  readonly automargin?: boolean;
  readonly showgrid?: boolean;
  readonly gridcolor?: string;
  readonly zeroline?: boolean;
  readonly showline?: boolean;
  readonly linecolor?: string;
  readonly fixedrange?: boolean;
}

/** A text on a figure. */
export interface PlotlyAnnotation {
  readonly text: string;
  readonly x: number | string;
  readonly y: number;
  readonly xref: "paper" | "x";
  readonly yref: "paper" | "y";
  readonly xanchor?: "left" | "center" | "right";
  readonly yanchor?: "top" | "middle" | "bottom";
  readonly align?: "left" | "center";
  /** In pixels. */
  readonly yshift?: number;
  readonly showarrow: false;
  readonly font?: PlotlyFont;
}

/** Where the names of the series stand. */
export interface PlotlyLegend {
  readonly orientation?: "h" | "v";
  readonly traceorder?: "normal" | "reversed";
  readonly x?: number;
  readonly y?: number;
  readonly xanchor?: "left";
  readonly yanchor?: "top" | "bottom";
  readonly xref?: "paper" | "container";
  readonly yref?: "paper" | "container";
  readonly bgcolor?: string;
  readonly itemclick?: false;
  readonly itemdoubleclick?: false;
}

/** All of a figure that is no series. */
export interface PlotlyLayout {
  /** Absent where the words stand beside the figure. */
  readonly title?: {
    readonly text: string;
    readonly x: number;
    readonly xref: "container";
    readonly xanchor: "left";
    readonly y: number;
    readonly yref: "container";
    readonly yanchor: "bottom";
    readonly pad: { readonly l: number };
    readonly font: PlotlyFont;
  };
  readonly height: number;
  readonly margin: { readonly t: number; readonly r: number; readonly b: number; readonly l: number };
  readonly font: PlotlyFont;
  readonly paper_bgcolor: string;
  readonly hoverlabel: { readonly align: "left"; readonly bgcolor: string; readonly font: PlotlyFont };
  readonly separators: string;
  readonly barmode?: "stack" | "overlay";
  readonly bargap?: number;
  readonly uniformtext?: { readonly mode: "hide"; readonly minsize: number };
  readonly showlegend: boolean;
  readonly legend?: PlotlyLegend;
  readonly xaxis?: PlotlyAxis;
  readonly yaxis?: PlotlyAxis;
  readonly annotations?: readonly PlotlyAnnotation[];
}
