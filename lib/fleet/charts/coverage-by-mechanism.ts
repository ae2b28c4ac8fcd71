import { counted, firstNames, numberText } from "../coverage/counted";
import type { Coverage, CountedMechanism, RollUpDimension } from "../coverage/coverage";
import { diskGroups, type DiskGroup } from "../coverage/disk-groups";
import { gapSentence } from "../coverage/gap-words";
import { mechanismWords } from "../coverage/mechanism-words";
import type { Chart } from "./chart";
import {
  chartLayout,
  countTicks,
  emptyFigure,
  legendBelow,
  legendHeightInPixels,
  legendName,
  readableText,
  subtitleOf,
} from "./chart-layout";
import { plotlyText, shareText, shortened } from "./chart-text";
import { dimensionWords, largestGroups } from "./disk-groups";
import {
  chartColours,
  mechanismColours,
  mechanismOrder,
  mechanismTextColours,
  unknownPattern,
} from "./palette";
import type { BarTrace, PlotlyFigure } from "./plotly-figure";
import { weakDisksFinding } from "./weak-disks";

/** Of more groups, the smallest stand in one bar. */
const MOST_GROUPS = 16;
const BAR_HEIGHT_IN_PIXELS = 28;
const AXIS_HEIGHT_IN_PIXELS = 90;
const HALF_NUMBER_IN_PIXELS = 26;

/** A group with its disks by mechanism. */
interface Bar {
  readonly name: string;
  readonly all: number;
  /** Names of the disks. */
  readonly disks: ReadonlyMap<CountedMechanism, readonly string[]>;
}

/**
 * How many disks count for which mechanism, group by group.
 *
 * Where there are too many groups for a bar each, the smallest share one, and all bars are of one length: that of the others would dwarf the rest.
 *
 * @param by - what makes a group; subscriptions by default.
 * @example show(coverageByMechanism(coverage, "size-family"));
 */
export function coverageByMechanism(coverage: Coverage, by: RollUpDimension = "subscription"): Chart {
  const { disks, gaps } = coverage;
  const groups = diskGroups(disks, by);
  const all = barOf({ name: "all", disks });
  const present = mechanismOrder.filter((mechanism) => countOf(all, mechanism) > 0);
  const bars = groups.map(barOf);
  const shown = largestGroups(groups, MOST_GROUPS).map(barOf);
  const finding = weakDisksFinding(
    Object.fromEntries(present.map((mechanism) => [mechanism, countOf(all, mechanism)])),
  );
  const byWords = dimensionWords(by);
  const subtitle = subtitleOf(
    gaps,
    ...(disks.length === 0 ? [] : [`${rolesWords(coverage)}, by mechanism and ${byWords}`]),
  );
  return {
    title: `Disks by mechanism and ${byWords}`,
    finding,
    alternative: [
      `Stacked bars, one for each ${byWords}.`,
      `${finding}.`,
      `All: ${barWords(all, present)}.`,
      ...shown.slice(0, 5).map((bar) => `${bar.name}: ${barWords(bar, present)}.`),
      ...gapSentence(gaps),
    ].join(" "),
    subtitle,
    figure:
      disks.length === 0
        ? emptyFigure(finding, subtitle)
        : barsFigure(shown, present, groups.length > MOST_GROUPS, finding, subtitle),
    table: {
      columns: [byWords, "disks", ...present.map((mechanism) => mechanismWords[mechanism])],
      rows: bars.map((bar) => [bar.name, bar.all, ...present.map((mechanism) => countOf(bar, mechanism))]),
    },
  };
}

function barOf({ name, disks }: DiskGroup): Bar {
  const byMechanism = new Map<CountedMechanism, string[]>();
  for (const { mechanism, diskName } of disks) {
    const names = byMechanism.get(mechanism);
    if (names === undefined) byMechanism.set(mechanism, [diskName]);
    else names.push(diskName);
  }
  return { name, all: disks.length, disks: byMechanism };
}

const countOf = ({ disks }: Bar, mechanism: CountedMechanism): number => disks.get(mechanism)?.length ?? 0;

function barWords(bar: Bar, present: readonly CountedMechanism[]): string {
  return present
    .filter((mechanism) => countOf(bar, mechanism) > 0)
    .map((mechanism) => `${numberText(countOf(bar, mechanism))} ${mechanismWords[mechanism]}`)
    .join(", ");
}

/** What is counted: a temporary disk is one of the fleet's disks too. */
function rolesWords({ disks }: Coverage): string {
  const roles = (["os", "data", "temporary", "unattached"] as const)
    .map((role) => ({ role, count: disks.filter((disk) => disk.role === role).length }))
    .filter(({ count }) => count > 0)
    .map(({ role, count }) => `${numberText(count)} ${role === "os" ? "OS" : role}`);
  return `${counted(disks.length, "disk")} (${roles.join(", ")})`;
}

function barsFigure(
  bars: readonly Bar[],
  present: readonly CountedMechanism[],
  asShares: boolean,
  finding: string,
  subtitle: readonly string[],
): PlotlyFigure {
  const rows = bars.map((_, row) => row);
  const longest = Math.max(0, ...bars.map(({ all }) => all));
  return {
    data: present.map((mechanism): BarTrace => {
      const lengths = bars.map((bar) =>
        asShares ? (100 * countOf(bar, mechanism)) / bar.all : countOf(bar, mechanism),
      );
      const texts = bars.map((bar) =>
        asShares ? shareText(countOf(bar, mechanism), bar.all) : numberText(countOf(bar, mechanism)),
      );
      return {
        type: "bar",
        orientation: "h",
        name: legendName(mechanism),
        x: lengths,
        y: rows,
        text: texts.map((text, row) => (lengths[row] === 0 ? "" : text)),
        textposition: "inside",
        insidetextanchor: "middle",
        textangle: 0,
        textfont: { color: mechanismTextColours[mechanism] },
        hovertext: bars.map((bar) => hoverOf(bar, mechanism)),
        hoverinfo: "text",
        marker: {
          color: mechanismColours[mechanism],
          line: { color: chartColours.outline, width: 0.5 },
          ...(mechanism === "unknown" && { pattern: unknownPattern }),
        },
      };
    }),
    layout: {
      ...chartLayout({
        finding,
        subtitle,
        heightInPixels:
          AXIS_HEIGHT_IN_PIXELS +
          BAR_HEIGHT_IN_PIXELS * Math.max(3, bars.length) +
          legendHeightInPixels(present.length),
        marginRightInPixels: HALF_NUMBER_IN_PIXELS,
      }),
      barmode: "stack",
      bargap: 0.25,
      uniformtext: readableText,
      showlegend: true,
      legend: legendBelow,
      xaxis: {
        type: "linear",
        title: { text: asShares ? "share of a group's disks" : "disks", standoff: 6 },
        ...(asShares
          ? { range: [0, 100], ticksuffix: " %" }
          : { rangemode: "tozero", ...countTicks(longest) }),
        automargin: true,
        gridcolor: chartColours.grid,
        zeroline: false,
        fixedrange: true,
      },
      yaxis: {
        type: "linear",
        range: [Math.max(1, bars.length) - 0.5, -0.5],
        tickmode: "array",
        tickvals: rows,
        ticktext: bars.map(({ name, all }) => plotlyText(`${shortened(name, 34)} (${numberText(all)})`)),
        ticks: "",
        automargin: true,
        showgrid: false,
        zeroline: false,
        fixedrange: true,
      },
    },
  };
}

function hoverOf(bar: Bar, mechanism: CountedMechanism): string {
  const names = bar.disks.get(mechanism) ?? [];
  return [
    bar.name,
    `${mechanismWords[mechanism]}: ${numberText(names.length)} of ${counted(bar.all, "disk")} (${shareText(names.length, bar.all)})`,
    firstNames(names),
  ]
    .map(plotlyText)
    .join("<br>");
}
