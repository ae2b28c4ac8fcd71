import { AsyncLocalStorage } from "node:async_hooks";
import { isDeepStrictEqual } from "node:util";

import { RunbookError } from "../errors";
import { assertOnlyReads } from "./read-only-script";

/** A request as a plan shows it: what will be sent, word for word. */
export interface PlannedRequest {
  readonly method: "PUT" | "PATCH" | "POST" | "DELETE";
  /** Path from the endpoint's root, without the query: a resource id, or a resource id and a verb. */
  readonly path: string;
  readonly body?: unknown;
}

/** One changing request of an approved plan. */
export interface ChangeIntent {
  readonly planHash: string;
  readonly stepId: string;
  readonly title: string;
  readonly request: PlannedRequest;
}

export type ChangeOutcome =
  { readonly kind: "done" } | { readonly kind: "failed"; readonly code: string; readonly message: string };

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
 * The transport refuses every request that could change something unless it is sent inside {@link ChangeGate.perform} and equals the
 * intent's request, or inside {@link ChangeGate.ask} for a Run Command that reads the guest.
 */
export interface ChangeGate {
  /** Sends one planned request and all that belongs to it (polling included). */
  perform<T>(intent: ChangeIntent, send: () => Promise<T>): Promise<T>;
  /**
   * Sends a Run Command whose script only reads; the script was shown to the operator.
   *
   * @throws RunbookError `ChangeOutsidePlan` for any other request, and for a script with a line that is not known to only read.
   */
  ask<T>(request: PlannedRequest, send: () => Promise<T>): Promise<T>;
  /** @throws RunbookError `ChangeOutsidePlan` for a changing request that is not the announced one. */
  assertAnnounced(method: string, path: string, body: unknown): void;
}

// One for the process: each further store would slow every promise down for as long as the process lives.
const announcements = new AsyncLocalStorage<{ readonly gate: symbol; readonly request: PlannedRequest }>();

/** Makes the gate of one connection. */
export function createChangeGate(recorder: ChangeRecorder): ChangeGate {
  // What was announced to one connection is not announced to another.
  const gate = Symbol("gate");
  return {
    perform: async (intent, send) => {
      await recorder.before(intent);
      try {
        const result = await announcements.run({ gate, request: intent.request }, send);
        await recorder.after(intent, { kind: "done" });
        return result;
      } catch (error) {
        const { code, message } = codeAndMessage(error);
        await recorder.after(intent, { kind: "failed", code, message });
        throw error;
      }
    },

    ask: async (request, send) => {
      assertOnlyReads(request);
      return await announcements.run({ gate, request }, send);
    },

    assertAnnounced: (method, path, body) => {
      if (method === "GET" || method === "HEAD") return;
      const announcement = announcements.getStore();
      const request = announcement?.gate === gate ? announcement.request : undefined;
      if (
        request?.method === method &&
        request.path.toLowerCase() === path.toLowerCase() &&
        isDeepStrictEqual(plain(request.body), plain(body))
      ) {
        return;
      }
      throw new RunbookError(
        "ChangeOutsidePlan",
        `${method} ${path} would change Azure and is not the request of an approved plan.`,
        "Make a plan, approve it by name and apply it; changes are sent no other way.",
      );
    },
  };
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

// What JSON makes of it: a Date becomes a text, an undefined property goes.
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function codeAndMessage(error: unknown): { code: string; message: string } {
  if (error instanceof RunbookError) return { code: error.code, message: error.message };
  return { code: "Unknown", message: error instanceof Error ? error.message : String(error) };
}
