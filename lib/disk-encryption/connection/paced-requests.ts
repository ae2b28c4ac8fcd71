import { isRestError } from "@azure/core-rest-pipeline";

import type { Clock } from "./clock";
import { retryAfterInMs, type AnswerHeaders } from "./rate-limit-headers";
import { createRequestPace, type QuotaReport, type RequestKind } from "./request-pace";

/** An answer, as far as it is looked at here. */
export interface PacedAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
}

export interface PacedRequestsOptions<Answer extends PacedAnswer> {
  readonly clock: Clock;
  /** What an answer tells of the service's quotas. */
  readonly quotaOf: (answer: Answer, now: Date) => QuotaReport;
  /** How many requests are under way at once, at most. */
  readonly atOnce: number;
  /** Stops: what was not sent is not sent any more. */
  readonly signal?: AbortSignal;
  /** Told whenever all that is to be sent has to wait. */
  readonly onWait?: (durationInMs: number) => void;
}

/** Sends requests that change nothing, as fast as the service's quotas allow. */
export interface PacedRequests<Answer extends PacedAnswer> {
  /**
   * Sends one request as soon as its quota allows, and again where it was refused for its rate or failed for the moment: 408, 5xx, or a lost
   * connection. The last answer is given, whatever its status.
   *
   * @param send - sends it once; may be called several times. A request to change something does not belong here.
   * @throws what `send` throws at last, or the signal's reason.
   */
  send(kind: RequestKind, send: () => Promise<Answer>): Promise<Answer>;
}

/** How often a request that failed for the moment is sent again; its wait doubles each time. */
const RETRIES = 3;
const FIRST_RETRY_IN_MS = 1_000;
/** How often one that was refused for its rate is: the pace sees to it that once is enough, unless others draw on the same quota. */
const REFUSALS = 10;

interface Waiting<Answer> {
  readonly kind: RequestKind;
  readonly send: () => Promise<Answer>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  notBeforeInMs: number;
  failures: number;
  refusals: number;
}

/** Makes the sender of one run: one pace, one clock, and a single wait at a time, whoever else waits. */
export function createPacedRequests<Answer extends PacedAnswer>(
  options: PacedRequestsOptions<Answer>,
): PacedRequests<Answer> {
  const { clock, quotaOf, atOnce, signal, onWait } = options;
  const pace = createRequestPace();
  // By kind, so that one that has to wait keeps no other waiting; the kind that sent last is the last.
  const queues = new Map<string, Waiting<Answer>[]>();
  let underWay = 0;
  let wake: AbortController | undefined;

  const nowInMs = (): number => clock.now().getTime();
  const nameOf = ({ scope, operation }: RequestKind): string => `${scope}\n${operation}`;

  function enqueue(request: Waiting<Answer>, where: "first" | "last"): void {
    const name = nameOf(request.kind);
    const queue = queues.get(name);
    if (queue === undefined) queues.set(name, [request]);
    else if (where === "first") queue.unshift(request);
    else queue.push(request);
  }

  /** Sends what may be sent, and waits for the rest. */
  function proceed(): void {
    wake?.abort();
    wake = undefined;
    if (underWay >= atOnce) return;
    let shortest: number | undefined;
    for (const [name, queue] of [...queues]) {
      for (let first = queue[0]; first !== undefined && underWay < atOnce; first = queue[0]) {
        const wait = waitInMs(first);
        if (wait !== 0) {
          if (wait !== undefined) shortest = Math.min(wait, shortest ?? wait);
          break;
        }
        queue.shift();
        queues.delete(name);
        if (queue.length > 0) queues.set(name, queue);
        void carryOut(first);
      }
      if (underWay >= atOnce) return;
    }
    if (shortest !== undefined) void rest(shortest);
  }

  function waitInMs({ kind, notBeforeInMs }: Waiting<Answer>): number | undefined {
    const now = nowInMs();
    const wait = pace.waitInMs(kind, now);
    return wait === undefined ? undefined : Math.max(wait, notBeforeInMs - now);
  }

  async function rest(durationInMs: number): Promise<void> {
    const stop = new AbortController();
    wake = stop;
    if (underWay === 0) onWait?.(durationInMs);
    try {
      await clock.wait(durationInMs, stop.signal);
    } catch (error) {
      // Woken by an answer, which has the time to wait reckoned anew.
      if (stop.signal.aborted) return;
      throw error;
    }
    if (!stop.signal.aborted) proceed();
  }

  async function carryOut(request: Waiting<Answer>): Promise<void> {
    underWay += 1;
    const sent = pace.send(request.kind, nowInMs());
    try {
      const answer = await request.send();
      const now = clock.now();
      pace.answered(sent, quotaOf(answer, now), now.getTime());
      if (!isSentAgain(request, answer.status, retryAfterInMs(answer.headers, now))) request.resolve(answer);
    } catch (error) {
      pace.answered(sent, undefined, nowInMs());
      if (!isLost(error) || !isSentAgain(request, undefined, undefined)) request.reject(error);
    } finally {
      underWay -= 1;
      proceed();
    }
  }

  /** Puts a request that did not get through back into its queue; false where it is at its end. */
  function isSentAgain(
    request: Waiting<Answer>,
    status: number | undefined,
    retryAfter: number | undefined,
  ): boolean {
    if (signal?.aborted === true) return false;
    if (status === 429) {
      request.refusals += 1;
      if (request.refusals > REFUSALS) return false;
      // The pace has its Retry-After.
      enqueue(request, "first");
      return true;
    }
    if (status !== undefined && !isMomentary(status)) return false;
    request.failures += 1;
    if (request.failures > RETRIES) return false;
    request.notBeforeInMs = nowInMs() + (retryAfter ?? FIRST_RETRY_IN_MS * 2 ** (request.failures - 1));
    // Others of its kind go before it meanwhile.
    enqueue(request, "last");
    return true;
  }

  signal?.addEventListener(
    "abort",
    () => {
      const waiting = [...queues.values()].flat();
      queues.clear();
      wake?.abort();
      for (const { reject } of waiting) reject(reasonOf(signal));
    },
    { once: true },
  );

  return {
    send: (kind, send) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(reasonOf(signal));
          return;
        }
        enqueue({ kind, send, resolve, reject, notBeforeInMs: 0, failures: 0, refusals: 0 }, "last");
        proceed();
      }),
  };
}

const isMomentary = (status: number): boolean => [408, 500, 502, 503, 504].includes(status);

/** The connection failed, or the answer never came. */
const isLost = (error: unknown): boolean => isRestError(error) && error.statusCode === undefined;

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("The requests were stopped.");
}
