import { counted, namesOf, numberText } from "../coverage/counted";
import type { Coverage, DiskCoverage } from "../coverage/coverage";
import { gapSentence } from "../coverage/gap-words";
import { mechanismWords } from "../coverage/mechanism-words";
import type { Chart, ChartTable } from "./chart";
import { chartLayout, mechanismLegend } from "./chart-layout";
import { plotlyText, shortened } from "./chart-text";
import {
  hierarchyTiles,
  OTHER_GROUPS,
  OTHER_SUBSCRIPTIONS,
  type Tile,
  type TileDepth,
  type Tiles,
} from "./hierarchy-tiles";
import { chartColours, mechanismColours, mechanismOrder, mechanismTextColours, patternsOf } from "./palette";
import type { PlotlyFigure } from "./plotly-figure";
import { isWeak } from "./weak-disks";

const HEIGHT_IN_PIXELS = 560;
/** On a smaller tile a text would be too small to read. */
const SMALLEST_SHARE_WITH_TEXT = 0.004;

/**
 * Where which disks are: subscription, resource group, VM and disk, each disk in the colour of its mechanism.
 *
 * As deep as can be read: of a large fleet the disks of a resource group are put together by mechanism, and the small groups of a subscription
 * too. The subtitle says so.
 */
export function coverageHierarchy(coverage: Coverage): Chart {
  const tiles = hierarchyTiles(coverage);
  const finding = weakestGroupFinding(coverage.disks);
  const shown = depthWords(tiles);
  const { resourceGroups, subscriptions } = tiles;
  const fleet = `${counted(coverage.disks.length, "disk")} in ${counted(subscriptions, "subscription")} and ${counted(resourceGroups, "resource group")}`;
  return {
    title: `Disks by place and mechanism, ${shown}`,
    finding,
    alternative: [
      `Tiles within tiles: ${fleet}, ${shown}.`,
      `${finding}.`,
      ...gapSentence(coverage.gaps),
    ].join(" "),
    figure: hierarchyFigure(coverage, tiles.tiles, finding, `${fleet}, ${shown}`),
    table: hierarchyTable(tiles),
  };
}

/** Which resource group has most of the disks that have no more than the platform's key. */
function weakestGroupFinding(disks: readonly DiskCoverage[]): string {
  const groups = new Map<string, { readonly disk: DiskCoverage; weak: number; all: number }>();
  for (const disk of disks) {
    const key = `${disk.subscriptionId}/${disk.resourceGroup}`;
    const group = groups.get(key) ?? { disk, weak: 0, all: 0 };
    groups.set(key, group);
    group.all += 1;
    if (isWeak(disk.mechanism)) group.weak += 1;
  }
  const [most] = [...groups.values()].sort((a, b) => b.weak - a.weak || a.all - b.all);
  if (most === undefined) return "No disk was read";
  if (most.weak === 0) return "No place has a disk that is known to have no more than the platform's key";
  const weak = disks.filter(({ mechanism }) => isWeak(mechanism)).length;
  const { resourceGroup, subscriptionName } = most.disk;
  return `Of ${counted(weak, "disk")} with no more than the platform's key, ${resourceGroup} in ${subscriptionName} has most: ${most.weak === most.all ? `all its ${numberText(most.all)}` : `${numberText(most.weak)} of its ${numberText(most.all)}`}`;
}

function depthWords({ depth, tiles, resourceGroups }: Tiles): string {
  switch (depth) {
    case "disk":
      return "down to each disk";
    case "virtual-machine":
      return "down to each VM";
    case "resource-group":
      return "down to each resource group";
    case "large-resource-group":
      return largeGroupsWords(tiles, resourceGroups);
    case "subscription":
      return tiles.some(({ label }) => label === OTHER_SUBSCRIPTIONS)
        ? "the largest subscriptions by name, the others together"
        : "by subscription";
  }
}

function largeGroupsWords(tiles: readonly Tile[], resourceGroups: number): string {
  const named = tiles.filter(
    ({ mechanism, path, label }) => mechanism === undefined && path.length === 2 && label !== OTHER_GROUPS,
  ).length;
  return named === 0
    ? "by subscription: each resource group is too small to be seen"
    : `down to the ${named === 1 ? "largest" : `${numberText(named)} largest`} of ${counted(resourceGroups, "resource group")}`;
}

function hierarchyFigure(
  { disks, gaps }: Coverage,
  tiles: readonly Tile[],
  finding: string,
  subtitle: string,
): PlotlyFigure {
  const largestFirst = [...tiles].sort((a, b) => b.disks - a.disks || (a.id < b.id ? -1 : 1));
  const present = mechanismOrder.filter((mechanism) => tiles.some((tile) => tile.mechanism === mechanism));
  // Resource ids would be most of the figure.
  const numbers = new Map(largestFirst.map(({ id }, number) => [id, String(number)]));
  const numberOf = (id: string): string => numbers.get(id) ?? "";
  return {
    data: [
      {
        type: "treemap",
        ids: largestFirst.map(({ id }) => numberOf(id)),
        labels: largestFirst.map(({ label, disks: count }) =>
          plotlyText(`${shortened(label, 40)} (${numberText(count)})`),
        ),
        parents: largestFirst.map(({ parent }) => numberOf(parent)),
        values: largestFirst.map((tile) => tile.disks),
        branchvalues: "total",
        text: largestFirst.map((tile) =>
          tile.disks < disks.length * SMALLEST_SHARE_WITH_TEXT ? "" : textOn(tile),
        ),
        textinfo: "text",
        hovertext: largestFirst.map(hoverOf),
        hoverinfo: "text",
        textposition: "top left",
        textfont: {
          color: largestFirst.map(({ mechanism }) =>
            mechanism === undefined ? chartColours.text : mechanismTextColours[mechanism],
          ),
        },
        sort: true,
        tiling: { packing: "squarify", pad: 2 },
        pathbar: { visible: false },
        marker: {
          colors: largestFirst.map(({ mechanism }) =>
            mechanism === undefined ? chartColours.container : mechanismColours[mechanism],
          ),
          line: { color: chartColours.outline, width: 0.5 },
          pattern: patternsOf(largestFirst.map(({ mechanism }) => mechanism)),
          pad: { t: 18, l: 3, r: 3, b: 3 },
        },
      },
      ...mechanismLegend(present),
    ],
    layout: {
      ...chartLayout({ finding, subtitle, gaps, heightInPixels: HEIGHT_IN_PIXELS }),
      showlegend: true,
      legend: {
        orientation: "h",
        traceorder: "normal",
        x: 0,
        y: -0.01,
        xanchor: "left",
        yanchor: "top",
        itemclick: false,
        itemdoubleclick: false,
      },
      // The legend needs a pair of axes: they get no room.
      xaxis: { visible: false, domain: [0, 0.001], fixedrange: true },
      yaxis: { visible: false, domain: [0, 0.001], fixedrange: true },
    },
  };
}

/** What stands on a tile of disks: the role of a single disk, else how many they are; the colour says the rest. */
const textOn = ({ label, disks, mechanism }: Tile): string =>
  mechanism !== undefined && label !== mechanismWords[mechanism] ? label : numberText(disks);

function hoverOf({ path, mechanism, disks, weakDisks, names }: Tile): string {
  const lines =
    mechanism === undefined
      ? [`${counted(disks, "disk")}, ${numberText(weakDisks)} with no more than the platform's key`]
      : [`${mechanismWords[mechanism]}: ${counted(disks, "disk")}`, namesOf(names, disks)];
  return [path.join(" / "), ...lines].map(plotlyText).join("<br>");
}

const placeColumns: Readonly<Record<TileDepth, readonly string[]>> = {
  disk: ["subscription", "resource group", "VM", "disk"],
  "virtual-machine": ["subscription", "resource group", "VM"],
  "resource-group": ["subscription", "resource group"],
  "large-resource-group": ["subscription", "resource group"],
  subscription: ["subscription"],
};

function hierarchyTable({ depth, tiles }: Tiles): ChartTable {
  const columns = placeColumns[depth];
  const rows = tiles
    .filter(({ mechanism }) => mechanism !== undefined)
    .sort((a, b) => b.disks - a.disks)
    .map(({ path, mechanism, disks }) => [
      // A subscription whose groups are all small has no group by name.
      ...columns.map((_, index) => path[index] ?? "all groups"),
      mechanismWords[mechanism ?? "unknown"],
      ...(depth === "disk" ? [] : [disks]),
    ]);
  return { columns: [...columns, "mechanism", ...(depth === "disk" ? [] : ["disks"])], rows };
}
