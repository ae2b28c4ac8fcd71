import { counted, firstNames, namesOf, numberText } from "../coverage/counted";
import type { Coverage } from "../coverage/coverage";
import { gapSentence } from "../coverage/gap-words";
import { mechanismWords } from "../coverage/mechanism-words";
import type { Chart, ChartTable } from "./chart";
import {
  chartLayout,
  emptyFigure,
  legendBelow,
  mechanismLegend,
  readableText,
  subtitleOf,
} from "./chart-layout";
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

const HEIGHT_IN_PIXELS = 560;

/**
 * Where which disks are: subscription, resource group, VM and disk, each disk in the colour of its mechanism.
 *
 * As deep as can be read: of a large fleet the disks of a resource group are put together by mechanism, and the small groups of a subscription
 * too. The subtitle says so.
 */
export function coverageHierarchy(coverage: Coverage): Chart {
  const tiles = hierarchyTiles(coverage);
  const finding = weakestPlaceFinding(coverage.disks.length, tiles);
  const shown = depthWords(tiles);
  const { resourceGroups, subscriptions } = tiles;
  const fleet = `${counted(coverage.disks.length, "disk")} in ${counted(subscriptions, "subscription")} and ${counted(resourceGroups, "resource group")}`;
  const subtitle = subtitleOf(coverage.gaps, ...(coverage.disks.length === 0 ? [] : [`${fleet}, ${shown}`]));
  return {
    title: `Disks by place and mechanism, ${shown}`,
    finding,
    alternative: [
      `Tiles within tiles: ${fleet}, ${shown}.`,
      `${finding}.`,
      ...gapSentence(coverage.gaps),
    ].join(" "),
    subtitle,
    figure:
      coverage.disks.length === 0
        ? emptyFigure(finding, subtitle)
        : hierarchyFigure(tiles.tiles, finding, subtitle),
    table: hierarchyTable(tiles),
  };
}

/**
 * Which place has most of the disks that have no more than the platform's key: a resource group where any is shown, else a subscription. Always one
 * that the chart and its table have.
 */
function weakestPlaceFinding(all: number, { tiles, depth, resourceGroups, subscriptions }: Tiles): string {
  if (all === 0) return "No disk was read";
  const weak = tiles.find(({ parent }) => parent === "")?.weakDisks ?? 0;
  if (weak === 0) return "No place has a disk that is known to have no more than the platform's key";
  const groups = namedPlaces(tiles, GROUP_DEPTH);
  const [places, number, noun] =
    depth !== "subscription" && groups.length > 0
      ? [groups, resourceGroups, "resource groups"]
      : [namedPlaces(tiles, SUBSCRIPTION_DEPTH), subscriptions, "subscriptions"];
  const [most] = [...places].sort((a, b) => b.weakDisks - a.weakDisks || a.disks - b.disks);
  const platform = `${counted(weak, "disk")} with no more than the platform's key`;
  // Without a place of its own with a weak disk, all of them are in small places.
  if (most === undefined || most.weakDisks === 0)
    return `None of ${platform} is in one of the ${noun} shown by name`;
  const tied = places.filter(({ weakDisks }) => weakDisks === most.weakDisks);
  if (tied.length > 1 && tied.length === number)
    return `Of ${platform}, each of the ${numberText(number)} ${noun} has ${numberText(most.weakDisks)}`;
  const share = shareOf(tied);
  return places.length === number
    ? `Of ${platform}, ${share("most")}`
    : `${counted(weak, "disk")} ${weak === 1 ? "has" : "have"} no more than the platform's key; of the ${noun} shown by name, ${share("most of them")}`;
}

/** All places that have as many: to name one of them alone would say that the others have fewer. */
function shareOf(places: readonly Tile[]): (most: string) => string {
  const names = places.map(({ path }) => [...path].reverse().join(" in "));
  const [first] = places;
  const weak = numberText(first?.weakDisks ?? 0);
  if (places.length > 1)
    return (most) =>
      `${places.length <= MOST_TIES_NAMED ? names.join(" and ") : firstNames(names, MOST_TIES_NAMED)} have ${most}: ${weak} each`;
  const all = numberText(first?.disks ?? 0);
  return (most) => `${names.join("")} has ${most}: ${weak === all ? "all its" : `${weak} of its`} ${all}`;
}

const MOST_TIES_NAMED = 3;

const SUBSCRIPTION_DEPTH = 1;
const GROUP_DEPTH = 2;

/** The tiles of the places at that depth, without those that small places share. */
const namedPlaces = (tiles: readonly Tile[], depth: number): readonly Tile[] =>
  tiles.filter(
    ({ parent, mechanism, path, label }) =>
      parent !== "" &&
      mechanism === undefined &&
      path.length === depth &&
      label !== OTHER_GROUPS &&
      label !== OTHER_SUBSCRIPTIONS,
  );

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
  const named = namedPlaces(tiles, GROUP_DEPTH).length;
  return named === 0
    ? "by subscription: each resource group is too small to be seen"
    : `down to the ${named === 1 ? "largest" : `${numberText(named)} largest`} of ${counted(resourceGroups, "resource group")}`;
}

function hierarchyFigure(tiles: readonly Tile[], finding: string, subtitle: readonly string[]): PlotlyFigure {
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
        text: largestFirst.map(textOn),
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
      ...chartLayout({ finding, subtitle, heightInPixels: HEIGHT_IN_PIXELS }),
      uniformtext: readableText,
      showlegend: true,
      legend: { ...legendBelow, itemclick: false, itemdoubleclick: false },
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
