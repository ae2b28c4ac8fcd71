import {
  diskEncryptionSetType,
  diskType,
  extensionType,
  imageType,
  runCommandType,
  snapshotType,
  virtualMachineType,
} from "../resource-types";
import { isAuthorized } from "../authorization/access";
import type { Call } from "../http";
import type { Json } from "../json";
import type { Subscription } from "../state";
import type { GraphRow } from "./kql/graph-row";
import type { CompiledQuery, Leg } from "./kql/compile";
import { resourceGroupRow, resourceRow, subscriptionRow } from "./resource-rows";
import { createReadingRights } from "./scope";

/** Rows that lie side by side: they can be gone through, and any stretch of them be made again. */
interface Run {
  readonly leg: Leg;
  /** Undefined: a row that the caller may not read. */
  readonly each: () => Iterable<GraphRow | undefined>;
  readonly stretch: (offset: number, count: number) => readonly GraphRow[];
}

/**
 * Which rows a query's result has, in its order: where each stands, not what is in it. A page's rows are made when the page is asked for, so a result of a
 * million rows takes a few megabytes.
 */
export interface Result {
  readonly totalRecords: number;
  page(offset: number, count: number): readonly { readonly leg: Leg; readonly row: GraphRow }[];
}

/** Looks through the tables for a query's rows, and sorts them. */
export function resultOf(call: Call, query: CompiledQuery, subscriptions: readonly Subscription[]): Result {
  const runs = query.legs.flatMap((leg) => runsOf(call, leg, subscriptions));
  const { runAt, offsetAt } = sortedPlaces(runs);
  const totalRecords = Math.min(runAt.length, query.take ?? Infinity);
  return {
    totalRecords,
    page: (offset, count) => {
      const rows: { leg: Leg; row: GraphRow }[] = [];
      const end = Math.min(offset + count, totalRecords);
      let at = offset;
      while (at < end) {
        const run = runAt[at] ?? 0;
        const first = offsetAt[at] ?? 0;
        // Neighbours in a table are often neighbours in the result too.
        let length = 1;
        while (at + length < end && runAt[at + length] === run && offsetAt[at + length] === first + length)
          length += 1;
        const found = runs[run];
        for (const row of found?.stretch(first, length) ?? []) if (found) rows.push({ leg: found.leg, row });
        at += length;
      }
      return rows;
    },
  };
}

/** In which run each row of the result stands, and where in it. */
interface Places {
  readonly runAt: Uint32Array;
  readonly offsetAt: Uint32Array;
}

function sortedPlaces(runs: readonly Run[]): Places {
  const runOf: number[] = [];
  const offsetOf: number[] = [];
  const keys: Json[][] = [];
  runs.forEach(({ leg, each }, run) => {
    let offset = 0;
    for (const row of each()) {
      if (row !== undefined && leg.accepts(row)) {
        runOf.push(run);
        offsetOf.push(offset);
        leg.sortKeys.forEach(({ of }, key) => (keys[key] ??= []).push(of(row)));
      }
      offset += 1;
    }
  });
  const order = runOf.map((_, index) => index);
  const directions = (runs[0]?.leg.sortKeys ?? []).map(({ direction }) => direction);
  if (directions.length > 0) order.sort((a, b) => compareRows(keys, directions, a, b));
  return {
    runAt: Uint32Array.from(order, (index) => runOf[index] ?? 0),
    offsetAt: Uint32Array.from(order, (index) => offsetOf[index] ?? 0),
  };
}

function compareRows(
  keys: readonly (readonly Json[])[],
  directions: readonly ("asc" | "desc")[],
  a: number,
  b: number,
): number {
  for (const [key, direction] of directions.entries()) {
    const order = compare(keys[key]?.[a], keys[key]?.[b]);
    if (order !== 0) return direction === "asc" ? order : -order;
  }
  return a - b;
}

/** Nothing comes first, and texts are compared letter by letter. */
function compare(a: Json, b: Json): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return sortText(a) < sortText(b) ? -1 : 1;
}

const sortText = (value: Exclude<Json, null | undefined>): string =>
  typeof value === "string" ? value : JSON.stringify(value);

const spelledTypes = new Map(
  [
    virtualMachineType,
    extensionType,
    runCommandType,
    diskType,
    snapshotType,
    imageType,
    diskEncryptionSetType,
  ].map((type) => [type.toLowerCase(), type]),
);

function runsOf(call: Call, leg: Leg, subscriptions: readonly Subscription[]): readonly Run[] {
  return leg.table === "resources"
    ? subscriptions.flatMap((subscription) => resourceRuns(call, leg, subscription))
    : [containers(call, leg, subscriptions)];
}

function resourceRuns(call: Call, leg: Leg, { subscriptionId }: Subscription): readonly Run[] {
  const { world } = call;
  const { resources } = world;
  const scope = `/subscriptions/${subscriptionId}`;
  const mayRead = createReadingRights(call);
  const types = leg.types ?? new Set([...resources.each(undefined, scope)].map(({ type }) => type));
  return [...types].map((lowerCase) => {
    const type = spelledTypes.get(lowerCase) ?? lowerCase;
    function* each(): Iterable<GraphRow | undefined> {
      for (const resource of resources.each(type, scope))
        yield mayRead(resource.type, resource.id) ? resourceRow(world, resource) : undefined;
    }
    return {
      leg,
      each,
      stretch: (offset, count) =>
        resources.page([type], [scope], offset, count).map((resource) => resourceRow(world, resource)),
    };
  });
}

/** Subscriptions that the caller may read as such, and their resource groups. */
function containers(call: Call, leg: Leg, subscriptions: readonly Subscription[]): Run {
  const { world, caller } = call;
  const mayRead = createReadingRights(call);
  const inScope = new Set(subscriptions.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  const rows = [
    ...subscriptions
      .filter(({ subscriptionId }) =>
        isAuthorized(
          world,
          caller,
          "Microsoft.Resources/subscriptions/read",
          `/subscriptions/${subscriptionId}`,
        ),
      )
      .map(subscriptionRow),
    ...[...world.resourceGroups.values()]
      .filter(({ subscriptionId, name }) => {
        const id = `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
        return (
          inScope.has(subscriptionId.toLowerCase()) &&
          mayRead("Microsoft.Resources/subscriptions/resourceGroups", id)
        );
      })
      .map((group) => resourceGroupRow(world, group)),
  ];
  return { leg, each: () => rows, stretch: (offset, count) => rows.slice(offset, offset + count) };
}
