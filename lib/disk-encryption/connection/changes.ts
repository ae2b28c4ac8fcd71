import { AsyncLocalStorage } from "node:async_hooks";

import { RestError } from "@azure/core-rest-pipeline";

import { defined, RunbookError } from "@runbooks/azure";
import { azureError } from "./azure-error";
import { isPart, isPlanned, type SentRequest } from "./announced-request";
import { wipesVolumes } from "./destructive-request";
import { createDiskAccesses, type DiskAccesses } from "./disk-access";
import { isDeploymentPreview } from "./read-only-deployment";
import { isVaultNameCheck } from "./read-only-name-check";
import { isResourceGraphQuery } from "./read-only-query";
import { assertOnlyReads } from "./read-only-script";
import { plain, withHoles } from "./secret-hole";

/** A request as a plan shows it: what will be sent, word for word, but for secrets (see `secret-hole.ts`). */
export interface PlannedRequest {
  readonly method: "PUT" | "PATCH" | "POST" | "DELETE";
  /** Root of the service that it goes to, `https://<vault>.vault.azure.net`; absent: Resource Manager. */
  readonly endpoint?: string;
  /** Path from the endpoint's root, without the query: a resource id, or a resource id and a verb. */
  readonly path: string;
  readonly body?: unknown;
  /** Versioned URL of a key that the vault wraps the body's secret with beforehand (`POST <key>/wrapkey`), which changes nothing. */
  readonly wrapsWith?: string;
  /** Set: not one request, but the pages of the blob behind the disk that `path` names, in as many requests as it takes. */
  readonly pages?: PlannedPages;
}

/** What goes to the blob behind a disk while it is uploaded. */
export interface PlannedPages {
  /** The file that the pages come from, or the disk that they are copied from. */
  readonly source:
    | { readonly kind: "file"; readonly sha256: string; readonly dataInBytes: number }
    | { readonly kind: "disk"; readonly diskId: string };
  /** For how long access is asked for again, where it ends before the pages are there. */
  readonly accessDurationInSeconds: number;
}

/** A planned request on one line: where it goes, and what goes there. */
export function requestText({ method, endpoint = "", path, pages }: PlannedRequest): string {
  if (pages === undefined) return `${method} ${endpoint}${path}`;
  const { source } = pages;
  const what =
    source.kind === "disk"
      ? `the pages of ${source.diskId}`
      : `${(source.dataInBytes / 1024 ** 2).toFixed(1)} MiB of pages`;
  return `${method} ${what} to the blob behind ${path}`;
}

/** One changing request of an approved plan. */
export interface ChangeIntent {
  readonly planHash: string;
  readonly stepId: string;
  readonly title: string;
  readonly request: PlannedRequest;
  /** What it destroys for good, approved by name. */
  readonly destroys?: readonly string[];
}

export type ChangeOutcome =
  | { readonly kind: "done" }
  /** Azure refused it, or ended it badly. */
  | { readonly kind: "failed"; readonly code: string; readonly message: string }
  /** Azure accepted it and nobody saw how it ended: settled by reading Azure, never by sending it again. */
  | { readonly kind: "unknown"; readonly code: string; readonly message: string };

/**
 * Told of every change, before and after: the journal's place.
 *
 * `before` is awaited, so that an intent is on record before its request is on the wire.
 */
export interface ChangeRecorder {
  before(intent: ChangeIntent): Promise<void>;
  after(intent: ChangeIntent, outcome: ChangeOutcome): Promise<void>;
}

/**
 * The one way to change Azure.
 *
 * The transport refuses every request that could change something unless it is sent inside {@link performChange} and equals the
 * intent's request, or inside {@link ChangeGate.ask} for a Run Command that reads the guest or a deployment that is only tried out. A query of
 * Resource Graph, and the question whether a vault's name is free, are POSTs that only read, and pass as reading does.
 */
export interface ChangeGate {
  /**
   * Sends a POST that changes nothing: a Run Command whose script only reads and was shown to the operator, or the question what a
   * deployment would do.
   *
   * @throws RunbookError `ChangeOutsidePlan` for any other request, and for a script with a line that is not known to only read.
   */
  ask<T>(request: PlannedRequest, send: () => Promise<T>): Promise<T>;
  /**
   * @param dataPlane - of a request that does not go to Resource Manager.
   * @returns what it is to the announced request: a `part` of it settles nothing by its answer.
   * @throws RunbookError `ChangeOutsidePlan` for a changing request that is neither the announced one nor a part of it.
   */
  assertAnnounced(method: string, path: string, body: unknown, dataPlane?: DataPlaneRequest): AnnouncedPart;
  /** Told by the transport what Azure answered to a changing request; undefined where the answer was lost. */
  noteAnswer(status: number | undefined): void;
  /** The body of the request under way as its plan shows it: what may be looked at. */
  shownBody(body: unknown): unknown;
}

/** What a request is to the announced one. */
export type AnnouncedPart = "read" | "whole" | "part";

/** What the gate looks at of a request to a vault or a blob, beside its path and body. */
export interface DataPlaneRequest {
  /** Origin that it goes to. */
  readonly endpoint: string;
  /** The query's `comp`: `page` writes pages of a blob. */
  readonly comp?: string;
  /** URL that pages are to be copied from. */
  readonly copySource?: string;
}

/** What one announced request is known by while it is under way. */
interface Announcement {
  readonly gate: symbol;
  readonly request: PlannedRequest;
  /** Azure took the request, or may have taken it: whatever goes wrong afterwards, Azure may be at it. */
  accepted: boolean;
}

// One for the process: each further store would slow every promise down for as long as the process lives.
const announcements = new AsyncLocalStorage<Announcement>();

/** Whether a POST only asks. */
const onlyAsks = (method: string, path: string, body: unknown): boolean =>
  isResourceGraphQuery(method, path, body) || isVaultNameCheck(method, path, body);

type Perform = <T>(intent: ChangeIntent, send: () => Promise<T>) => Promise<T>;

// Who holds a connection holds its gate, but not this: only the library's own `apply` changes Azure.
const performers = new WeakMap<ChangeGate, Perform>();

/**
 * Sends one request of an approved plan, and all that belongs to it (polling included). For `apply` alone; not part of the front door.
 *
 * @throws what `send` throws, as RunbookError; where Azure had accepted the request already, the hint says so.
 */
export function performChange<T>(gate: ChangeGate, intent: ChangeIntent, send: () => Promise<T>): Promise<T> {
  const perform = performers.get(gate);
  if (perform === undefined) throw new TypeError("This is not the gate of a connection.");
  return perform(intent, send);
}

/** Makes the gate of one connection. */
export function createChangeGate(
  recorder: ChangeRecorder,
  accesses: DiskAccesses = createDiskAccesses(),
): ChangeGate {
  // What was announced to one connection is not announced to another.
  const id = Symbol("gate");
  // A copy: what was evaluated is what is compared at the moment of sending, whatever becomes of the caller's object.
  const announce = (request: PlannedRequest): Announcement => ({
    gate: id,
    request: structuredClone(request),
    accepted: false,
  });

  const gate: ChangeGate = {
    ask: async (request, send) => {
      const announcement = announce(request);
      if (!isDeploymentPreview(announcement.request)) assertOnlyReads(announcement.request);
      return await announcements.run(announcement, send);
    },

    assertAnnounced: (method, path, body, dataPlane) => {
      if (method === "GET" || method === "HEAD") return "read";
      if (dataPlane === undefined && onlyAsks(method, path, body)) return "read";
      const announcement = announcements.getStore();
      const request = announcement?.gate === id ? announcement.request : undefined;
      const sent: SentRequest = {
        method,
        path,
        body: plain(body),
        ...defined({ dataPlane }),
      };
      if (request !== undefined && isPlanned(request, sent)) return "whole";
      if (request !== undefined && isPart(request, sent, accesses)) return "part";
      throw new RunbookError(
        "ChangeOutsidePlan",
        `${method} ${path} would change Azure and is not the request of an approved plan.`,
        "Make a plan, approve it by name and apply it; changes are sent no other way.",
      );
    },

    noteAnswer: (status) => {
      const announcement = announcements.getStore();
      // A server's own error says nothing of what it did before.
      const isRefused = status !== undefined && status >= 400 && status < 500;
      if (announcement !== undefined && !isRefused) announcement.accepted = true;
    },

    shownBody: (body) => {
      const announcement = announcements.getStore();
      return announcement?.gate === id ? withHoles(plain(announcement.request.body), body) : body;
    },
  };

  performers.set(gate, async (intent, send) => {
    assertDestructionNamed(intent);
    const announcement = announce(intent.request);
    await recorder.before(intent);
    try {
      const result = await announcements.run(announcement, send);
      await recorder.after(intent, { kind: "done" });
      return result;
    } catch (error) {
      dropSentBodies(error);
      const failure = azureError(error, `step ${intent.stepId}`);
      const undecided = announcement.accepted && isNoVerdict(failure);
      const { code, message } = failure;
      await recorder.after(intent, { kind: undecided ? "unknown" : "failed", code, message });
      throw undecided && code !== "Interrupted" ? mayBeAtIt(failure) : failure;
    }
  });
  return gate;
}

/** The last door: whatever made the intent, nothing is wiped that was not approved by name. */
function assertDestructionNamed({ request, destroys = [], title }: ChangeIntent): void {
  if (destroys.length > 0 || !wipesVolumes(request.body)) return;
  throw new RunbookError(
    "ChangeOutsidePlan",
    `'${title}' would format volumes that nobody approved by name.`,
    "Plan it with formatAndEncrypt.plan(...), and approve what it wipes with approveDestruction(...).",
  );
}

/** An error carries no body that was sent: it may hold a secret, and what was planned stands in the plan. */
function dropSentBodies(error: unknown): void {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (!(inner instanceof RestError)) continue;
    for (const request of [inner.request, inner.response?.request])
      if (request?.body !== undefined) delete request.body;
  }
}

/** Whether an error says nothing of the operation itself: the waiting was stopped, nobody was signed in any more, or no status could be read. */
function isNoVerdict({ code, cause }: RunbookError): boolean {
  return code === "Interrupted" || code === "CredentialUnavailable" || cause instanceof RestError;
}

function mayBeAtIt(failure: RunbookError): RunbookError {
  return new RunbookError(
    failure.code,
    failure.message,
    "Azure had accepted the request, or may have, and may be at it: look how it stands (watch, verify) before you plan again.",
    { cause: failure.cause },
  );
}

/** A recorder that keeps what it is told in memory: a list of what was sent and how it ended. */
export interface ChangeLog extends ChangeRecorder {
  readonly entries: readonly ChangeLogEntry[];
}

export interface ChangeLogEntry {
  readonly at: Date;
  readonly intent: ChangeIntent;
  readonly outcome?: ChangeOutcome;
}

/** Makes an empty log. */
export function createChangeLog(now: () => Date): ChangeLog {
  const entries: ChangeLogEntry[] = [];
  return {
    entries,
    before: (intent) => {
      entries.push({ at: now(), intent });
      return Promise.resolve();
    },
    after: (intent, outcome) => {
      const index = entries.findIndex((entry) => entry.intent === intent);
      const entry = entries[index];
      if (entry !== undefined) entries[index] = { ...entry, outcome };
      return Promise.resolve();
    },
  };
}
