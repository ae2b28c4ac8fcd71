import { defined, RunbookError } from "@runbooks/azure";
import { type InventoriedSubscription, type InventoryGap, type InventoryKind } from "../../nouns/inventory";
import { type Connection } from "@runbooks/disk-encryption";
import {
  azureError,
  createPacedRequests,
  type PacedRequests,
  quotaReportOf,
  type RawAnswer,
  refusalIn,
} from "@runbooks/disk-encryption/clients";
import { isJsonRecord, type JsonRecord } from "../rows/json-fields";
import { createTextPool, type TextPool } from "../rows/text-pool";

/** How far the reading of a fleet is: how many of each were read, in all subscriptions together. */
export interface FleetProgress extends Readonly<Record<InventoryKind, number>> {
  /** Answers, those included that were refused and asked for again. */
  readonly requests: number;
  /** VMs that have Azure Disk Encryption or had it, as far as the lists are read. */
  readonly candidates: number;
  readonly instanceViews: number;
  /** Set while all that is left to ask has to wait for Azure's quotas. */
  readonly waitingInMs?: number;
}

/** One reading of a fleet: what all its parts have in common. */
export interface Reading {
  /**
   * Sends one request as its subscription's quotas allow, and reads the JSON object that it answers.
   *
   * @throws RunbookError with Azure's code, or `AzureOperationFailed` for an answer that is no JSON object.
   */
  json(request: FleetRequest): Promise<JsonRecord>;
  readonly pool: TextPool;
  /** The place of an answer among all answers. */
  nextAnswer(): number;
  /** Adds to what was read, and tells whoever watches. */
  note(read: Partial<Record<Exclude<keyof FleetProgress, "requests" | "waitingInMs">, number>>): void;
}

/** A GET, in words too. */
export interface FleetRequest {
  readonly subscription: InventoriedSubscription;
  /** Requests of one name draw on the same quota. */
  readonly operation: string;
  readonly url: string;
  /** For the error: "listing the disks of 'Contoso'". */
  readonly doing: string;
}

/** Requests under way at once: one subscription allows 25 a second, and an answer takes a good part of one. */
const AT_ONCE = 32;

/** Starts a reading on a connection. */
export function startReading(
  azure: Pick<Connection, "get" | "clock">,
  {
    signal,
    onProgress,
  }: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: FleetProgress) => void;
  },
): Reading {
  const read = {
    requests: 0,
    virtualMachines: 0,
    disks: 0,
    snapshots: 0,
    images: 0,
    diskEncryptionSets: 0,
    candidates: 0,
    instanceViews: 0,
  };
  const requests: PacedRequests<RawAnswer> = createPacedRequests<RawAnswer>({
    clock: azure.clock,
    quotaOf: ({ status, headers }, now) => quotaReportOf(status, headers, now),
    atOnce: AT_ONCE,
    onWait: (waitingInMs) => onProgress?.({ ...read, waitingInMs }),
    ...defined({ signal }),
  });
  let answers = 0;

  async function get(url: string): Promise<RawAnswer> {
    const answer = await azure.get(url, signal);
    read.requests += 1;
    return answer;
  }

  return {
    pool: createTextPool(),
    nextAnswer: () => ++answers,
    note: (more) => {
      for (const name of [
        "virtualMachines",
        "disks",
        "snapshots",
        "images",
        "diskEncryptionSets",
        "candidates",
        "instanceViews",
      ] as const)
        read[name] += more[name] ?? 0;
      onProgress?.({ ...read });
    },
    json: async ({ subscription: { subscriptionId }, operation, url, doing }) => {
      try {
        const answer = await requests.send({ scope: subscriptionId, operation }, () => get(url));
        if (answer.status !== 200) throw refusalIn(answer);
        const body = jsonOf(answer.body);
        if (isJsonRecord(body)) return body;
      } catch (error) {
        throw azureError(error, doing);
      }
      throw strangeAnswer(doing, "Azure's answer is not what was asked for");
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The error for an answer that makes no sense. */
export function strangeAnswer(doing: string, what: string): RunbookError {
  return new RunbookError(
    "AzureOperationFailed",
    `${doing.charAt(0).toUpperCase()}${doing.slice(1)}: ${what}.`,
    "Read the fleet again; if it stays so, look at the answer with `az rest`. A proxy on the way may have cut or changed it.",
  );
}

/** What could not be read of a subscription, by the error that ended it. */
export function gapOf(
  { subscriptionId, displayName }: InventoriedSubscription,
  { code, message }: RunbookError,
  { scope = displayName, ...gap }: Pick<InventoryGap, "kind" | "readBefore"> & { readonly scope?: string },
): InventoryGap {
  return { subscriptionId, scope, ...gap, code, reason: message };
}
