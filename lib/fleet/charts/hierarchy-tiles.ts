import type { Coverage, CountedMechanism, DiskCoverage } from "../coverage/coverage";
import { mechanismWords } from "../coverage/mechanism-words";
import { isWeak } from "./weak-disks";

/** More tiles than this can't be read, nor kept in a notebook. */
const MOST_TILES = 500;
/** So many subscriptions have a tile of their own where not all can. */
const MOST_SUBSCRIPTIONS = 40;
/** A smaller group has no room for its name, in a picture of 900 pixels. */
const SMALLEST_SHARE_OF_LARGE_GROUP = 0.015;
const NAMES_KEPT = 6;
/** How many of the large groups have tiles of their own: as many of these as there are tiles for. */
const namedGroups = [64, 32, 16, 8] as const;

/** What small places are called together. */
export const OTHER_GROUPS = "other groups";
export const OTHER_SUBSCRIPTIONS = "other subscriptions";

/** How deep the tiles go, from the deepest to the one that any fleet fits in. */
const tileDepths = [
  "disk",
  "virtual-machine",
  "resource-group",
  "large-resource-group",
  "subscription",
] as const;
export type TileDepth = (typeof tileDepths)[number];

/** A tile: a place that holds others, or disks of one mechanism in a place. */
export interface Tile {
  readonly id: string;
  readonly parent: string;
  readonly label: string;
  /** Absent of a place. */
  readonly mechanism?: CountedMechanism;
  /** Names of the places around it, its own or its disk's at the end. */
  readonly path: readonly string[];
  disks: number;
  weakDisks: number;
  /** Of its first disks. */
  readonly names: string[];
}

/** The tiles of a fleet, and how many places it has in all. */
export interface Tiles {
  readonly depth: TileDepth;
  readonly tiles: readonly Tile[];
  readonly resourceGroups: number;
  readonly subscriptions: number;
}

/** Disks that one tile can stand for: one, or those of a group with one mechanism. The first of them tells where they are. */
interface Bundle {
  readonly first: DiskCoverage;
  disks: number;
  readonly names: string[];
}

interface Place {
  readonly id: string;
  readonly label: string;
}

/** The tiles of a fleet, as deep as can be read. */
export function hierarchyTiles({ disks, virtualMachines }: Coverage): Tiles {
  const bundles = bundlesOf(disks);
  const counts = {
    resourceGroups: new Set(bundles.map(({ first }) => groupId(first))).size,
    subscriptions: new Set(bundles.map(({ first }) => first.subscriptionId)).size,
  };
  // What alone has more places than that need not be tried.
  const places: Readonly<Partial<Record<TileDepth, number>>> = {
    disk: disks.length,
    "virtual-machine": virtualMachines.length,
    "resource-group": counts.resourceGroups,
  };
  for (const depth of tileDepths) {
    if ((places[depth] ?? 0) > MOST_TILES) continue;
    for (const named of depth === "large-resource-group" ? namedGroups : [0]) {
      const tiles = tilesAt(depth, named, isDeep(depth) ? disks.map(bundleOf) : bundles);
      if (tiles.length <= MOST_TILES || depth === "subscription") return { depth, tiles, ...counts };
    }
  }
  throw new TypeError("A fleet fits in the tiles of its subscriptions.");
}

const isDeep = (depth: TileDepth): boolean => depth === "disk" || depth === "virtual-machine";

const groupId = ({ subscriptionId, resourceGroup }: DiskCoverage): string =>
  `${subscriptionId}/${resourceGroup}`;

const bundleOf = (disk: DiskCoverage): Bundle => ({ first: disk, disks: 1, names: [disk.diskName] });

function bundlesOf(disks: readonly DiskCoverage[]): readonly Bundle[] {
  const bundles = new Map<string, Bundle>();
  for (const disk of disks) {
    const key = `${groupId(disk)}/${disk.mechanism}`;
    const bundle = bundles.get(key);
    if (bundle === undefined) {
      bundles.set(key, bundleOf(disk));
    } else {
      bundle.disks += 1;
      if (bundle.names.length < NAMES_KEPT) bundle.names.push(disk.diskName);
    }
  }
  return [...bundles.values()];
}

function tilesAt(depth: TileDepth, named: number, bundles: readonly Bundle[]): readonly Tile[] {
  const tiles = new Map<string, Tile>();
  const placesOf = placesAt(depth, named, bundles);
  for (const [index, bundle] of bundles.entries()) {
    const { mechanism, role, diskName } = bundle.first;
    let parent = addTo(tiles, bundle, { id: "fleet", parent: "", label: "all disks", path: ["all disks"] });
    let path: readonly string[] = [];
    for (const { id, label } of placesOf(bundle.first)) {
      path = [...path, label];
      parent = addTo(tiles, bundle, { id: `${parent}/${id}`, parent, label, path });
    }
    addTo(
      tiles,
      bundle,
      depth === "disk"
        ? { id: `${parent}/${index}`, parent, label: role, mechanism, path: [...path, diskName] }
        : { id: `${parent}/${mechanism}`, parent, label: mechanismWords[mechanism], mechanism, path },
    );
  }
  return [...tiles.values()];
}

function addTo(
  tiles: Map<string, Tile>,
  { first, disks, names }: Bundle,
  tile: Omit<Tile, "disks" | "weakDisks" | "names">,
): string {
  const kept = tiles.get(tile.id) ?? { ...tile, disks: 0, weakDisks: 0, names: [] };
  tiles.set(tile.id, kept);
  kept.disks += disks;
  if (isWeak(first.mechanism)) kept.weakDisks += disks;
  kept.names.push(...names.slice(0, NAMES_KEPT - kept.names.length));
  return tile.id;
}

/** The places around a disk, from the outermost to the one that holds its tile. */
function placesAt(
  depth: TileDepth,
  named: number,
  bundles: readonly Bundle[],
): (disk: DiskCoverage) => readonly Place[] {
  const subscription = ({ subscriptionId, subscriptionName }: DiskCoverage): Place => ({
    id: subscriptionId,
    label: subscriptionName,
  });
  const group = ({ resourceGroup }: DiskCoverage): Place => ({ id: resourceGroup, label: resourceGroup });
  switch (depth) {
    case "disk":
    case "virtual-machine":
      return (disk) => [subscription(disk), group(disk), virtualMachine(disk)];
    case "resource-group":
      return (disk) => [subscription(disk), group(disk)];
    case "large-resource-group": {
      const large = largeGroups(bundles, named);
      const withLarge = new Set(
        bundles.flatMap(({ first }) => (large.has(groupId(first)) ? [first.subscriptionId] : [])),
      );
      // "Other groups" says something only beside one with a name.
      return (disk) => [
        subscription(disk),
        ...(large.has(groupId(disk))
          ? [group(disk)]
          : withLarge.has(disk.subscriptionId)
            ? [{ id: "/others", label: OTHER_GROUPS }]
            : []),
      ];
    }
    case "subscription": {
      const largest = largestSubscriptions(bundles);
      return (disk) => [
        largest.has(disk.subscriptionId) ? subscription(disk) : { id: "/others", label: OTHER_SUBSCRIPTIONS },
      ];
    }
  }
}

const virtualMachine = ({ vmId, vmName }: DiskCoverage): Place =>
  vmId === null || vmName === null
    ? { id: "/no VM", label: "no VM" }
    : { id: vmId.toLowerCase(), label: vmName };

function largeGroups(bundles: readonly Bundle[], most: number): ReadonlySet<string> {
  const all = bundles.reduce((sum, { disks }) => sum + disks, 0);
  const large = [...sizesOf(bundles, groupId)].filter(
    ([, disks]) => disks >= all * SMALLEST_SHARE_OF_LARGE_GROUP,
  );
  return new Set(largestFirst(large).slice(0, most));
}

const largestSubscriptions = (bundles: readonly Bundle[]): ReadonlySet<string> =>
  new Set(
    largestFirst([...sizesOf(bundles, ({ subscriptionId }) => subscriptionId)]).slice(0, MOST_SUBSCRIPTIONS),
  );

const largestFirst = (sizes: readonly (readonly [string, number])[]): readonly string[] =>
  [...sizes]
    .sort(([a, disksOfA], [b, disksOfB]) => disksOfB - disksOfA || (a < b ? -1 : 1))
    .map(([place]) => place);

function sizesOf(
  bundles: readonly Bundle[],
  placeOf: (disk: DiskCoverage) => string,
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { first, disks } of bundles) {
    const place = placeOf(first);
    sizes.set(place, (sizes.get(place) ?? 0) + disks);
  }
  return sizes;
}
