import { ADE_RETIREMENT_DATE, daysUntilRetirement } from "@runbooks/azure";
import { counted, firstNames, numberText } from "../coverage/counted";
import type { Coverage, DiskCoverage } from "../coverage/coverage";
import { gapSentence } from "../coverage/gap-words";
import type { Chart } from "./chart";
import {
  chartLayout,
  countTicks,
  emptyFigure,
  legendBelow,
  legendHeightInPixels,
  subtitleOf,
} from "./chart-layout";
import { plotlyText, shortened } from "./chart-text";
import { chartColours, mechanismColours, unknownPattern } from "./palette";
import type { BarTrace, PlotlyFigure } from "./plotly-figure";

/** Of more, only the first are told by name; the others stand in one bar. */
const MOST_SUBSCRIPTIONS = 15;
/** With two lines beside it. */
const BAR_HEIGHT_IN_PIXELS = 36;
const AXIS_HEIGHT_IN_PIXELS = 110;
const HALF_NUMBER_IN_PIXELS = 26;
const DAYS_A_MONTH = 365.25 / 12;

/** The disks of a subscription that stop unlocking, and those of which it is not known. */
interface ExposedSubscription {
  readonly name: string;
  readonly exposed: readonly DiskCoverage[];
  readonly unknown: readonly DiskCoverage[];
}

/**
 * Which disks stop unlocking once Azure Disk Encryption retires, by subscription, and how many VMs a month have to leave it in order to be done in
 * time.
 *
 * A month is a twelfth of a year. A disk without a VM is counted among the disks, and has no part in the months.
 */
export function adeExposure(coverage: Coverage, now: Date): Chart {
  const subscriptions = subscriptionsOf(coverage.disks);
  const all: ExposedSubscription = {
    name: "all subscriptions",
    exposed: subscriptions.flatMap(({ exposed }) => exposed),
    unknown: subscriptions.flatMap(({ unknown }) => unknown),
  };
  const days = daysUntilRetirement(now);
  const finding = findingOf(all, days);
  const subtitle = subtitleOf(
    coverage.gaps,
    ...(coverage.disks.length === 0 ? [] : [shownWords(coverage, subscriptions, days)]),
  );
  return {
    title: `Disks that stop unlocking after ${ADE_RETIREMENT_DATE}, by subscription`,
    finding,
    alternative: [
      "Bars, one for each subscription.",
      `${finding}.`,
      ...subscriptions
        .slice(0, 5)
        .map((subscription) => `${subscription.name}: ${barText(subscription, days)}.`),
      ...gapSentence(coverage.gaps),
    ].join(" "),
    subtitle,
    figure:
      subscriptions.length === 0
        ? emptyFigure(finding, subtitle)
        : exposureFigure(withOthers(subscriptions), days, finding, subtitle),
    table: {
      columns: ["subscription", "exposed disks", "their VMs", "to leave in time", "not known"],
      rows: subscriptions.map(({ name, exposed, unknown }) => [
        name,
        exposed.length,
        virtualMachinesOf(exposed),
        paceText(exposed, days)[0] ?? "–",
        unknown.length,
      ]),
    },
  };
}

function shownWords(
  { disks }: Coverage,
  subscriptions: readonly ExposedSubscription[],
  days: number,
): string {
  const before = days === 0 ? "" : `, ${counted(days, "day")} before the end`;
  if (subscriptions.length === 0) return `of ${counted(disks.length, "disk")}${before}`;
  return days === 0
    ? "exposed disks, by subscription"
    : `exposed disks, by subscription${before}; below each name its VMs, and how many have to leave in which time`;
}

function subscriptionsOf(disks: readonly DiskCoverage[]): readonly ExposedSubscription[] {
  const byId = new Map<string, { name: string; exposed: DiskCoverage[]; unknown: DiskCoverage[] }>();
  for (const disk of disks) {
    if (disk.exposed2028 === "no") continue;
    const { subscriptionId, subscriptionName } = disk;
    const kept = byId.get(subscriptionId) ?? { name: subscriptionName, exposed: [], unknown: [] };
    byId.set(subscriptionId, kept);
    (disk.exposed2028 === "yes" ? kept.exposed : kept.unknown).push(disk);
  }
  return [...byId.values()].sort(
    (a, b) =>
      b.exposed.length - a.exposed.length ||
      b.unknown.length - a.unknown.length ||
      (a.name < b.name ? -1 : 1),
  );
}

function withOthers(subscriptions: readonly ExposedSubscription[]): readonly ExposedSubscription[] {
  if (subscriptions.length <= MOST_SUBSCRIPTIONS) return subscriptions;
  const others = subscriptions.slice(MOST_SUBSCRIPTIONS - 1);
  return [
    ...subscriptions.slice(0, MOST_SUBSCRIPTIONS - 1),
    {
      name: `${numberText(others.length)} others`,
      exposed: others.flatMap(({ exposed }) => exposed),
      unknown: others.flatMap(({ unknown }) => unknown),
    },
  ];
}

const virtualMachinesOf = (disks: readonly DiskCoverage[]): number =>
  new Set(disks.flatMap(({ vmId }) => (vmId === null ? [] : [vmId.toLowerCase()]))).size;

/**
 * How many VMs have to leave in order to be done in time: `143 VMs` with `a month`, `1 VM` with `in 11 months`; undefined where none has to, or it is
 * too late.
 */
function paceOf(
  disks: readonly DiskCoverage[],
  days: number,
): { readonly virtualMachines: number; readonly time: string } | undefined {
  const virtualMachines = virtualMachinesOf(disks);
  if (virtualMachines === 0 || days === 0) return undefined;
  const pace = virtualMachines / Math.max(1, days / DAYS_A_MONTH);
  const months = Math.floor(1 / pace);
  if (months > 1) return { virtualMachines: 1, time: `in ${counted(months, "month")}` };
  // Rounded up: with less they are not all out in time. A tenth of a VM says something only of a few.
  return { virtualMachines: pace < 10 ? Math.ceil(pace * 10) / 10 : Math.ceil(pace), time: "a month" };
}

function findingOf({ exposed, unknown }: ExposedSubscription, days: number): string {
  const notKnown = unknown.length === 0 ? "" : `; of ${numberText(unknown.length)} it is not known`;
  if (exposed.length === 0)
    return unknown.length === 0
      ? "No disk is exposed to the end of Azure Disk Encryption"
      : `No disk is known to be exposed to the end of Azure Disk Encryption${notKnown}`;
  const virtualMachines = virtualMachinesOf(exposed);
  const disks = `${counted(exposed.length, "disk")} ${virtualMachines === 0 ? "without a VM" : `on ${counted(virtualMachines, "VM")}`}`;
  const pace = paceOf(exposed, days);
  const onTime =
    pace === undefined ? "" : `; to be done in time: ${counted(pace.virtualMachines, "VM")} ${pace.time}`;
  return days === 0
    ? `Azure Disk Encryption has retired: ${disks} may not unlock at the next reboot${notKnown}`
    : `${disks} ${exposed.length === 1 ? "stops" : "stop"} unlocking after ${ADE_RETIREMENT_DATE}${onTime}${notKnown}`;
}

function barText({ exposed }: ExposedSubscription, days: number): string {
  if (exposed.length === 0) return "none known";
  return [counted(virtualMachinesOf(exposed), "VM"), ...paceText(exposed, days)].join(", ");
}

function paceText(exposed: readonly DiskCoverage[], days: number): readonly string[] {
  const pace = paceOf(exposed, days);
  return pace === undefined ? [] : [`${numberText(pace.virtualMachines)} ${pace.time}`];
}

function exposureFigure(
  bars: readonly ExposedSubscription[],
  days: number,
  finding: string,
  subtitle: readonly string[],
): PlotlyFigure {
  const rows = bars.map((_, row) => row);
  const largest = Math.max(1, ...bars.map(({ exposed, unknown }) => exposed.length + unknown.length));
  const hover = (disksOf: (bar: ExposedSubscription) => readonly DiskCoverage[], words: string) =>
    bars.map((bar) =>
      [
        bar.name,
        `${counted(disksOf(bar).length, "disk")} ${words}, on ${counted(virtualMachinesOf(disksOf(bar)), "VM")}`,
        firstNames(disksOf(bar).map(({ diskName }) => diskName)),
      ]
        .map(plotlyText)
        .join("<br>"),
    );
  const common = { type: "bar", orientation: "h", y: rows, hoverinfo: "text" } as const;
  const outline = { color: chartColours.outline, width: 0.5 };
  const hasUnknown = bars.some(({ unknown }) => unknown.length > 0);
  const exposed: BarTrace = {
    ...common,
    name: "stops unlocking",
    x: bars.map((bar) => bar.exposed.length),
    hovertext: hover((bar) => bar.exposed, "exposed"),
    marker: { color: mechanismColours["azure-disk-encryption"], line: outline },
  };
  const unknown: BarTrace = {
    ...common,
    name: "not known",
    x: bars.map((bar) => bar.unknown.length),
    hovertext: hover((bar) => bar.unknown, "of which it is not known"),
    marker: { color: mechanismColours.unknown, line: outline, pattern: unknownPattern },
  };
  return {
    data: hasUnknown ? [exposed, unknown] : [exposed],
    layout: {
      ...chartLayout({
        finding,
        subtitle,
        heightInPixels:
          AXIS_HEIGHT_IN_PIXELS +
          BAR_HEIGHT_IN_PIXELS * Math.max(2, bars.length) +
          (hasUnknown ? legendHeightInPixels(2) : 0),
        marginRightInPixels: HALF_NUMBER_IN_PIXELS,
      }),
      barmode: "stack",
      bargap: 0.25,
      showlegend: hasUnknown,
      legend: legendBelow,
      xaxis: {
        type: "linear",
        title: { text: "disks", standoff: 6 },
        rangemode: "tozero",
        ...countTicks(largest),
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
        // Behind a bar such a text would run out of a narrow figure.
        ticktext: bars.map(
          (bar) =>
            `${plotlyText(shortened(bar.name, 32))}<br><span style="color:${chartColours.quietText}">${plotlyText(barText(bar, days))}</span>`,
        ),
        ticks: "",
        automargin: true,
        showgrid: false,
        zeroline: false,
        fixedrange: true,
      },
    },
  };
}
