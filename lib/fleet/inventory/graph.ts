import { defined, RunbookError } from "@runbooks/azure";
import {
  type InventoriedSubscription,
  type Inventory,
  type InventoryGap,
  type InventoryKind,
} from "../nouns/inventory";
import { type Connection } from "@runbooks/disk-encryption";
import { clientsOf, createPacedRequests } from "@runbooks/disk-encryption/clients";
import { adeCandidates, readInstanceViews } from "./arm/instance-views";
import { startReading } from "./arm/reading";
import { tellWhoHasNoAdeExtension } from "./graph/ade-extensions";
import { append, noRows, resourcesOf, type CollectedRows } from "./graph/collected-rows";
import { changedRemark, gapsOf, isWhole } from "./graph/gaps";
import { createQueryQuota } from "./graph/query-quota";
import type { GraphAnswer, PageReader, QueryScope } from "./graph/read-page";
import { readScope, type ScopeReading } from "./graph/read-scope";
import { settled } from "./graph/settled";
import { readingInterrupted } from "./interrupted";
import type { RowsById } from "./rows/read-rows";
import { createTextPool } from "./rows/text-pool";
import type { VirtualMachineRow } from "./rows/virtual-machine-row";
import { subscriptionsToRead } from "./subscriptions-to-read";

/** How far the reading is: how many of each kind were read. */
export interface GraphProgress extends Readonly<Record<InventoryKind, number>> {
  /** Answers with rows; each costs one of the quota of queries. */
  readonly requests: number;
  readonly rowsRead: number;
  /** Of as many as Resource Graph told of so far. */
  readonly rowsAnnounced: number;
  /** VMs to be looked at through Resource Manager, where that was asked for. */
  readonly candidates: number;
  readonly instanceViews: number;
  /** Set while all that is left to ask has to wait for the quota. */
  readonly waitingInMs?: number;
}

export interface GraphFleetOptions {
  /** All that the connection has, if none are named. */
  readonly subscriptionIds?: readonly string[];
  /** Management groups by id (their name, not what they are called), instead of subscriptions: all that lies below them. */
  readonly managementGroups?: readonly string[];
  /**
   * Also asks Resource Manager what the extensions of VMs with Azure Disk Encryption last reported, one request for each such VM; `false` if not
   * said.
   */
  readonly withInstanceViews?: boolean;
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
 * What Resource Graph does not have is left out of the rows: what extensions reported, and with it how far Azure Disk Encryption is with the disks of
 * Linux VMs; `withInstanceViews` asks for that. It lags behind Resource Manager by some seconds up to minutes. A page that can't be read, a
 * subscription that it leaves out, and fewer rows than it told of are gaps; of management groups it does not tell which subscriptions it left out.
 *
 * @throws RunbookError `ArgumentInvalid`, `SubscriptionNotAccessible` where there is no subscription to ask of, `Interrupted`.
 */
export async function readFleetFromGraph(
  azure: Pick<Connection, "handle" | "get" | "visibleSubscriptions" | "principal" | "clock">,
  options: GraphFleetOptions = {},
): Promise<Inventory> {
  const observedAt = azure.clock.now();
  const asked = subscriptionsAsked(azure, options);
  const scopes = scopesOf(asked, options.managementGroups);
  const watch = startWatch(options);
  const readings = await readScopes(azure, scopes, watch);
  const all = noRows();
  for (const { rows } of readings) append(all, rows);
  const subscriptions = asked.length > 0 ? withFoundNames(asked, all) : subscriptionsFound(all);
  const views =
    options.withInstanceViews === true ? await readViews(azure, subscriptions, all, watch) : noViews;
  const { remarks, repeatedRows, ...rows } = settled(all, views.rows);
  for (const reading of readings) if (isWhole(reading, repeatedRows)) tellWhoHasNoAdeExtension(reading.rows);
  return {
    source: "graph",
    observedAt,
    subscriptions,
    ...rows,
    gaps: [...readings.flatMap((reading) => gapsOf(reading, subscriptions, repeatedRows)), ...views.gaps],
    remarks: [...remarks, ...readings.flatMap((reading) => changedRemark(reading, repeatedRows))],
  };
}

/** What all parts of a reading have in common. */
interface Watch {
  readonly signal: AbortSignal | undefined;
  readonly nextAnswer: () => number;
  readonly progress: { -readonly [Field in keyof Required<Omit<GraphProgress, "waitingInMs">>]: number };
  /** Tells whoever watches. */
  readonly tell: (waitingInMs?: number) => void;
}

function startWatch({ signal, onProgress }: GraphFleetOptions): Watch {
  let answers = 0;
  const progress = {
    requests: 0,
    rowsRead: 0,
    rowsAnnounced: 0,
    virtualMachines: 0,
    disks: 0,
    snapshots: 0,
    images: 0,
    diskEncryptionSets: 0,
    candidates: 0,
    instanceViews: 0,
  };
  return {
    signal,
    nextAnswer: () => ++answers,
    progress,
    tell: (waitingInMs) => onProgress?.({ ...progress, ...defined({ waitingInMs }) }),
  };
}

async function readScopes(
  azure: Pick<Connection, "handle" | "clock">,
  scopes: readonly QueryScope[],
  { signal, nextAnswer, progress, tell }: Watch,
): Promise<readonly ScopeReading[]> {
  const reader: PageReader = {
    client: clientsOf(azure).resourceGraph(),
    requests: createPacedRequests<GraphAnswer>({
      clock: azure.clock,
      quotaOf: createQueryQuota(),
      atOnce: QUERIES_AT_ONCE,
      onWait: tell,
      ...defined({ signal }),
    }),
    signal,
  };
  const shared = {
    pool: createTextPool(),
    nextAnswer,
    onPage: (rows: CollectedRows, announced: number) => {
      progress.requests += 1;
      progress.rowsRead += rows.count;
      progress.rowsAnnounced += announced;
      for (const kind of kinds) progress[kind] += rows[kind].length;
      tell();
    },
  };
  return await Promise.all(scopes.map((scope) => readScope(reader, scope, shared)));
}

/** VMs as Resource Manager answers them with their instance view, by lower-case id. */
interface Views {
  readonly rows: RowsById<VirtualMachineRow>;
  readonly gaps: readonly InventoryGap[];
}

const noViews: Views = { rows: new Map(), gaps: [] };

async function readViews(
  azure: Pick<Connection, "get" | "clock">,
  subscriptions: readonly InventoriedSubscription[],
  { virtualMachines, disks }: CollectedRows,
  { signal, nextAnswer, progress, tell }: Watch,
): Promise<Views> {
  const reading = startReading(azure, {
    ...defined({ signal }),
    onProgress: ({ candidates, instanceViews, waitingInMs }) => {
      Object.assign(progress, { candidates, instanceViews });
      tell(waitingInMs);
    },
  });
  const listed = new Map(virtualMachines.map((one) => [one.row.id.toLowerCase(), one]));
  const candidates = adeCandidates(listed, new Map(disks.map((one) => [one.row.id.toLowerCase(), one])));
  const rows: RowsById<VirtualMachineRow> = new Map(
    candidates.flatMap((id) => {
      const one = listed.get(id);
      return one === undefined ? [] : [[id, one]];
    }),
  );
  const gaps = await Promise.all(
    subscriptions.map((subscription) =>
      readInstanceViews(
        { ...reading, nextAnswer },
        subscription,
        rows,
        candidates.filter((id) => id.startsWith(`/subscriptions/${subscription.subscriptionId}/`)),
      ),
    ),
  );
  if (signal?.aborted === true) throw readingInterrupted(signal.reason);
  return { rows, gaps: gaps.flat() };
}

const kinds = ["virtualMachines", "disks", "snapshots", "images", "diskEncryptionSets"] as const;

function subscriptionsAsked(
  azure: Pick<Connection, "visibleSubscriptions" | "principal">,
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

/** With the names that Resource Graph tells: the connection knows only those of subscriptions that it sees. */
function withFoundNames(
  asked: readonly InventoriedSubscription[],
  { subscriptions }: CollectedRows,
): readonly InventoriedSubscription[] {
  const found = new Map(subscriptions.map((one) => [one.subscriptionId, one]));
  return asked.map((one) => found.get(one.subscriptionId) ?? one);
}

/** Below management groups: those that have a row of their own, and those that only their resources tell of. */
function subscriptionsFound(rows: CollectedRows): readonly InventoriedSubscription[] {
  const found = new Map(rows.subscriptions.map((one) => [one.subscriptionId, one]));
  for (const { subscriptionId } of resourcesOf(rows))
    if (!found.has(subscriptionId))
      found.set(subscriptionId, { subscriptionId, displayName: subscriptionId });
  return [...found.values()];
}
