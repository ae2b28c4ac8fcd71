import type { Inventory, InventoriedSubscription, InventoryKind } from "../azure/inventory";
import { createPacedRequests } from "../client/paced-requests";
import type { Connection } from "../client/connection";
import { RunbookError } from "../errors";
import { append, noRows, resourcesOf, type CollectedRows } from "./graph/collected-rows";
import { gapsOf } from "./graph/gaps";
import { createQueryQuota } from "./graph/query-quota";
import type { GraphAnswer, PageReader, QueryScope } from "./graph/read-page";
import { readScope, type ScopeReading } from "./graph/read-scope";
import { settled } from "./graph/settled";
import { createTextPool } from "./rows/text-pool";
import { subscriptionsToRead } from "./subscriptions-to-read";

/** How far the reading is: how many of each kind were read. */
export interface GraphProgress extends Readonly<Record<InventoryKind, number>> {
  /** Answers with rows; each costs one of the quota of queries. */
  readonly requests: number;
  readonly rowsRead: number;
  /** Of as many as Resource Graph told of so far. */
  readonly rowsAnnounced: number;
  /** Set while all that is left to ask has to wait for the quota. */
  readonly waitingInMs?: number;
}

export interface GraphFleetOptions {
  /** All that the connection has, if none are named. */
  readonly subscriptionIds?: readonly string[];
  /** Management groups by id (their name, not what they are called), instead of subscriptions: all that lies below them. */
  readonly managementGroups?: readonly string[];
  /** Stops the reading. */
  readonly signal?: AbortSignal;
  /** Told after each answer. */
  readonly onProgress?: (progress: GraphProgress) => void;
}

/** "Guidance for throttled requests in Azure Resource Graph", Microsoft Learn: a group of subscriptions is to be below 300. */
const SUBSCRIPTIONS_IN_QUERY = 299;
/** What a page takes Azure to answer must not decide how much of the quota is used. */
const QUERIES_AT_ONCE = 4;

/**
 * Reads a fleet from Azure Resource Graph: one query for all that an inventory has, a thousand rows a page, of thousands of subscriptions or of management
 * groups. Azure's own engine goes through the subscriptions; the caller's quota of queries sets the pace, which is kept without being refused.
 *
 * What Resource Graph does not have is left out of the rows: how far Azure Disk Encryption is with a disk, and what extensions reported. It lags behind
 * Resource Manager by some seconds up to minutes. A page that can't be read and a subscription that it leaves out are gaps; of management groups it
 * does not tell which subscriptions it left out.
 *
 * @throws RunbookError `ArgumentInvalid`, `SubscriptionNotAccessible` where there is no subscription to ask of, `Interrupted`.
 */
export async function readFleetFromGraph(
  azure: Pick<Connection, "resourceGraph" | "subscriptions" | "principal" | "clock">,
  options: GraphFleetOptions = {},
): Promise<Inventory> {
  const observedAt = azure.clock.now();
  const asked = subscriptionsAsked(azure, options);
  const scopes = scopesOf(asked, options.managementGroups);
  const readings = await readScopes(azure, scopes, options);
  const all = noRows();
  for (const { rows } of readings) append(all, rows);
  const { remarks, ...rows } = settled(all);
  return {
    source: "graph",
    observedAt,
    subscriptions: asked.length > 0 ? asked : subscriptionsFound(all),
    ...rows,
    gaps: readings.flatMap((reading) => gapsOf(reading, asked)),
    remarks: [...remarks, ...readings.flatMap(changedRemark)],
  };
}

async function readScopes(
  azure: Pick<Connection, "resourceGraph" | "clock">,
  scopes: readonly QueryScope[],
  { signal, onProgress }: GraphFleetOptions,
): Promise<readonly ScopeReading[]> {
  const progress = {
    requests: 0,
    rowsRead: 0,
    rowsAnnounced: 0,
    virtualMachines: 0,
    disks: 0,
    snapshots: 0,
    images: 0,
    diskEncryptionSets: 0,
  };
  const reader: PageReader = {
    client: azure.resourceGraph(),
    requests: createPacedRequests<GraphAnswer>({
      clock: azure.clock,
      quotaOf: createQueryQuota(),
      atOnce: QUERIES_AT_ONCE,
      onWait: (waitingInMs) => onProgress?.({ ...progress, waitingInMs }),
      ...(signal === undefined ? {} : { signal }),
    }),
    signal,
  };
  let answers = 0;
  const shared = {
    pool: createTextPool(),
    nextAnswer: () => ++answers,
    onPage: (rows: CollectedRows, announced: number) => {
      progress.requests += 1;
      progress.rowsRead += rows.count;
      progress.rowsAnnounced += announced;
      for (const kind of kinds) progress[kind] += rows[kind].length;
      onProgress?.({ ...progress });
    },
  };
  return await Promise.all(scopes.map((scope) => readScope(reader, scope, shared)));
}

const kinds = ["virtualMachines", "disks", "snapshots", "images", "diskEncryptionSets"] as const;

function subscriptionsAsked(
  azure: Pick<Connection, "subscriptions" | "principal">,
  { subscriptionIds, managementGroups }: GraphFleetOptions,
): readonly InventoriedSubscription[] {
  if (managementGroups === undefined) return subscriptionsToRead(azure, subscriptionIds);
  if (subscriptionIds === undefined && managementGroups.length > 0) return [];
  throw new RunbookError(
    "ArgumentInvalid",
    subscriptionIds === undefined
      ? "The list of managementGroups is empty."
      : "Both subscriptions and management groups are named.",
    "Name subscriptionIds or managementGroups, or neither for all that the connection sees.",
  );
}

function scopesOf(
  asked: readonly InventoriedSubscription[],
  managementGroups: readonly string[] | undefined,
): readonly QueryScope[] {
  if (managementGroups !== undefined) return [{ managementGroups }];
  const ids = asked.map(({ subscriptionId }) => subscriptionId);
  return Array.from({ length: Math.ceil(ids.length / SUBSCRIPTIONS_IN_QUERY) }, (_, index) => ({
    subscriptions: ids.slice(index * SUBSCRIPTIONS_IN_QUERY, (index + 1) * SUBSCRIPTIONS_IN_QUERY),
  }));
}

/** Below management groups: those that have a row of their own, and those that only their resources tell of. */
function subscriptionsFound(rows: CollectedRows): readonly InventoriedSubscription[] {
  const found = new Map(rows.subscriptions.map((one) => [one.subscriptionId, one]));
  for (const { subscriptionId } of resourcesOf(rows))
    if (!found.has(subscriptionId))
      found.set(subscriptionId, { subscriptionId, displayName: subscriptionId });
  return [...found.values()];
}

function changedRemark({ totals }: ScopeReading): readonly string[] {
  if (totals.size < 2) return [];
  const counts = [...totals].sort((a, b) => a - b);
  return [
    `The fleet changed while it was read: Resource Graph told of ${counts[0] ?? 0} to ${counts.at(-1) ?? 0} rows, and one may have slipped from a page that was not read yet to one that was.`,
  ];
}
