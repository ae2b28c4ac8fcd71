import { counted, firstNames, numberText } from "../coverage/counted";
import type { CountedMechanism } from "../coverage/coverage";
import { mechanismWords } from "../coverage/mechanism-words";
import type { Chart } from "./chart";
import {
  chartLayout,
  countTicks,
  emptyFigure,
  legendBelow,
  legendHeightInPixels,
  legendName,
} from "./chart-layout";
import { plotlyText, shareText } from "./chart-text";
import { chartColours, mechanismColours, mechanismOrder, unknownPattern } from "./palette";
import type { PlotlyFigure, PlotlyTrace } from "./plotly-figure";
import { isWeak } from "./weak-disks";

const HEIGHT_IN_PIXELS = 380;
const HALF_DATE_IN_PIXELS = 38;

/** How many disks counted for a mechanism when a snapshot was taken. */
export interface CoverageHistoryRow {
  readonly observedAt: Date;
  readonly mechanism: CountedMechanism;
  readonly disks: number;
  /** What that snapshot is without: it could not be read. The same in each row of a snapshot. */
  readonly without?: readonly string[];
}

/** One snapshot: all rows of one moment. */
interface Moment {
  /** In UTC, as plotly reads it: `2026-11-24 08:00:00`. */
  readonly at: string;
  /** The day; with the time where another snapshot is of that day too. */
  readonly when: string;
  readonly disks: Readonly<Partial<Record<CountedMechanism, number>>>;
  readonly all: number;
  readonly without: readonly string[];
}

/**
 * How a fleet's disks were encrypted from snapshot to snapshot.
 *
 * A snapshot that is not whole is marked as such: its fleet did not get smaller.
 */
export function coverageOverTime(history: readonly CoverageHistoryRow[]): Chart {
  const moments = momentsOf(history);
  const present = mechanismOrder.filter((mechanism) =>
    moments.some(({ disks }) => (disks[mechanism] ?? 0) > 0),
  );
  const finding = findingOf(moments);
  const partial = moments.filter(({ without }) => without.length > 0);
  const partialWords = partial.map(
    ({ when, without }) => `${when} without ${firstNames(without, 3)} (not read)`,
  );
  const subtitle =
    moments.length === 0
      ? []
      : [[`disks by mechanism, ${counted(moments.length, "snapshot")}`, ...partialWords].join("; ")];
  return {
    title: "Disks by mechanism, snapshot by snapshot",
    finding,
    alternative: [
      "Areas on top of each other, one for each mechanism.",
      `${finding}.`,
      ...partialWords.map((words) => `${words}.`),
    ].join(" "),
    subtitle,
    figure:
      moments.length === 0
        ? emptyFigure(finding, subtitle)
        : overTimeFigure(moments, present, finding, subtitle),
    table: {
      columns: ["snapshot", "disks", ...present.map((mechanism) => mechanismWords[mechanism]), "without"],
      rows: moments.map(({ at, disks, all, without }) => [
        at,
        all,
        ...present.map((mechanism) => disks[mechanism] ?? 0),
        without.length === 0 ? "–" : without.join(", "),
      ]),
    },
  };
}

function momentsOf(history: readonly CoverageHistoryRow[]): readonly Moment[] {
  const byTime = new Map<number, CoverageHistoryRow[]>();
  for (const row of history) {
    const time = row.observedAt.getTime();
    byTime.set(time, [...(byTime.get(time) ?? []), row]);
  }
  const times = [...byTime.keys()];
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([time, rows]) => {
      const disks: Partial<Record<CountedMechanism, number>> = {};
      for (const { mechanism, disks: count } of rows) disks[mechanism] = (disks[mechanism] ?? 0) + count;
      return {
        at: textOf(time),
        when: whenOf(time, times),
        disks,
        all: rows.reduce((sum, row) => sum + row.disks, 0),
        without: [...new Set(rows.flatMap(({ without = [] }) => without))],
      };
    });
}

const textOf = (time: number): string => new Date(time).toISOString().slice(0, 19).replace("T", " ");
const DAY_LENGTH = "2026-11-24".length;
const MINUTE_LENGTH = "2026-11-24 08:00".length;

function whenOf(time: number, all: readonly number[]): string {
  const at = textOf(time);
  const isAlone = (length: number): boolean =>
    all.filter((other) => textOf(other).startsWith(at.slice(0, length))).length === 1;
  const length = [DAY_LENGTH, MINUTE_LENGTH].find(isAlone);
  return at.slice(0, length);
}

function findingOf(moments: readonly Moment[]): string {
  const first = moments[0];
  const last = moments.at(-1);
  if (first === undefined || last === undefined) return "There is no snapshot yet";
  const weak = ({ disks }: Moment): number =>
    mechanismOrder.reduce((sum, mechanism) => sum + (isWeak(mechanism) ? (disks[mechanism] ?? 0) : 0), 0);
  const now = `${numberText(weak(last))} of ${counted(last.all, "disk")}`;
  if (moments.length === 1)
    return `${now} had no more than the platform's key on ${last.when}; a second snapshot will show what changes`;
  const before = `${numberText(weak(first))} of ${counted(first.all, "disk")}`;
  return `Disks with no more than the platform's key: ${before} on ${first.when}, ${now} on ${last.when}`;
}

function overTimeFigure(
  moments: readonly Moment[],
  present: readonly CountedMechanism[],
  finding: string,
  subtitle: readonly string[],
): PlotlyFigure {
  return {
    // Weakest at the bottom, where their change is seen on a straight line.
    data: [...present].reverse().map((mechanism) => seriesOf(mechanism, moments)),
    layout: {
      ...chartLayout({
        finding,
        subtitle,
        heightInPixels: HEIGHT_IN_PIXELS + legendHeightInPixels(present.length),
        marginRightInPixels: HALF_DATE_IN_PIXELS,
      }),
      ...(moments.length === 1 && { barmode: "stack" }),
      showlegend: true,
      legend: { ...legendBelow, traceorder: "reversed" },
      xaxis: {
        type: "date",
        tickformat: moments.every(({ when }) => when.length === DAY_LENGTH)
          ? "%Y-%m-%d"
          : "%Y-%m-%d<br>%H:%M",
        ...(moments.length <= MOST_DATES_ON_AXIS && {
          tickmode: "array",
          tickvals: moments.map(({ at }) => at),
        }),
        ...(moments.length === 1 && { range: oneDayAround(moments[0]?.at ?? "") }),
        showgrid: false,
        showline: true,
        linecolor: chartColours.outline,
        automargin: true,
        fixedrange: true,
      },
      yaxis: {
        type: "linear",
        title: { text: "disks", standoff: 8 },
        rangemode: "tozero",
        ...countTicks(Math.max(0, ...moments.map(({ all }) => all))),
        gridcolor: chartColours.grid,
        zeroline: false,
        automargin: true,
        fixedrange: true,
      },
      annotations: moments
        .filter(({ without }) => without.length > 0)
        .map(({ at, all }) => ({
          text: "not whole<br>▼",
          x: at,
          y: all,
          xref: "x",
          yref: "y",
          yanchor: "bottom",
          yshift: 4,
          showarrow: false,
          font: { size: 11, color: chartColours.quietText },
        })),
    },
  };
}

const MOST_DATES_ON_AXIS = 8;

function oneDayAround(at: string): readonly [string, string] {
  const time = Date.parse(`${at.replace(" ", "T")}Z`);
  const halfDay = 12 * 60 * 60 * 1000;
  return [new Date(time - halfDay).toISOString(), new Date(time + halfDay).toISOString()];
}

function seriesOf(mechanism: CountedMechanism, moments: readonly Moment[]): PlotlyTrace {
  const colour = mechanismColours[mechanism];
  const name = mechanismWords[mechanism];
  const outline = { color: chartColours.outline, width: 0.5 };
  const x = moments.map(({ at }) => at);
  const y = moments.map(({ disks }) => disks[mechanism] ?? 0);
  const hovertext = moments.map(({ at, all, disks }) =>
    [at, `${name}: ${counted(disks[mechanism] ?? 0, "disk")} (${shareText(disks[mechanism] ?? 0, all)})`]
      .map(plotlyText)
      .join("<br>"),
  );
  // One snapshot has no area yet.
  if (moments.length === 1) {
    const width = 4 * 60 * 60 * 1000;
    return {
      type: "bar",
      name: legendName(mechanism),
      x,
      y,
      width,
      hovertext,
      hoverinfo: "text",
      marker: { color: colour, line: outline, ...(mechanism === "unknown" && { pattern: unknownPattern }) },
    };
  }
  return {
    type: "scatter",
    name: legendName(mechanism),
    mode: "lines+markers",
    x,
    y,
    stackgroup: "disks",
    line: outline,
    ...(mechanism === "unknown" && { fillpattern: unknownPattern }),
    fillcolor: colour,
    marker: { color: colour, symbol: "square", size: 5, line: outline },
    hovertext,
    hoverinfo: "text",
    hoveron: "points",
  };
}
