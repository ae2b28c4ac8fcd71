/**
 * What kind of request is to be sent. Requests of one scope may draw on the same buckets; those of one operation in it surely do. Which
 * buckets these are is learnt from the answers.
 */
export interface RequestKind {
  /** Whose quota it is: a subscription, a tenant. */
  readonly scope: string;
  readonly operation: string;
}

/** What an answer tells of one bucket of a quota. */
export interface BucketObservation {
  /** Its name within the scope. */
  readonly bucket: string;
  /** How many more requests it allows. */
  readonly left: number;
  /** How long an empty bucket takes to fill, as documented: a guess, which what is seen goes before. */
  readonly refillInMs?: number;
  /** When it is full again, as the answer itself says. */
  readonly resetsAfterInMs?: number;
}

/** What an answer tells of the quotas. */
export interface QuotaReport {
  readonly buckets: readonly BucketObservation[];
  /** Set: the request was refused for its rate (429). */
  readonly refused?: { readonly retryAfterInMs?: number };
}

/** A request under way. */
export type SentRequest = symbol;

/**
 * When the next request may be sent, so that a service's quota is used and not overdrawn.
 *
 * Pure: time is handed in, in milliseconds of any origin, and nothing waits here.
 */
export interface RequestPace {
  /** 0: now; undefined: not before the answer of a request that is under way. */
  waitInMs(kind: RequestKind, nowInMs: number): number | undefined;
  send(kind: RequestKind, nowInMs: number): SentRequest;
  /**
   * To be told of each request that was sent, once.
   *
   * @param report - undefined where the answer was lost.
   */
  answered(request: SentRequest, report: QuotaReport | undefined, nowInMs: number): void;
}

/** Where no document tells how fast a bucket fills. */
const UNDOCUMENTED_REFILL_IN_MS = 60_000;
/** For a refusal that names no time to wait. */
const DEFAULT_RETRY_AFTER_IN_MS = 1_000;
/** Retry-After counts whole seconds: within one of them, a bucket that is filled steadily shows many tokens at once. */
const RETRY_AFTER_GRAIN_IN_MS = 1_000;
/** So many tokens have to have flowed in before it is known how fast they come. */
const TOKENS_TO_MEASURE = 16;
/** Then as many are waited for at once as come in this time, and no more than so many. */
const PROBES_WITHIN_IN_MS = 400;
const MOST_PROBES_AT_ONCE = TOKENS_TO_MEASURE / 2;
/** A little later than a token is due: a service that counts in fractions has not quite a whole one at the very moment. */
const LATENESS = 1.05;

interface Bucket {
  /**
   * How many more requests are surely allowed; those under way are counted as drawn. Nothing is added for time that went by: what flowed
   * in shows in the next answer.
   */
  available: number;
  /** The most that was ever seen in it. */
  capacity: number;
  refillInMs: number;
  /** Numbers of the requests that are under way. */
  readonly underWay: Set<number>;
  /** How many requests were answered. */
  answers: number;
  /** Numbers of the requests under way that were sent for tokens which are due and were not seen. */
  readonly probes: Set<number>;
  /** How many such may go once the next tokens are due; looked at where none is available. */
  probesLeft: number;
  dueAtInMs: number;
  /** When an answer showed it empty for the first time since the last refusal, and how many there were by then: what was drawn since had flowed in. */
  emptied: { readonly atInMs: number; readonly answers: number } | undefined;
  measuredTokenInMs: number | undefined;
  emptySinceInMs: number | undefined;
  /** From one token to the next, where a refusal taught that it takes longer than documented. */
  learntTokenInMs: number;
  /** Where tokens come many at a time: when they last came, and after what time they come again. */
  step: { readonly atInMs: number; readonly periodInMs: number } | undefined;
  /** From a refusal to the first answer after it. */
  refusal: { readonly atInMs: number; readonly untilInMs: number } | undefined;
}

interface Kind {
  readonly scope: Scope;
  readonly buckets: Set<Bucket>;
  wasAnswered: boolean;
  underWay: number;
  /** After a refusal that named no bucket. */
  notBeforeInMs: number;
}

interface Scope {
  readonly buckets: Map<string, Bucket>;
  readonly kinds: Map<string, Kind>;
  underWay: number;
}

interface Sent {
  readonly number: number;
  readonly atInMs: number;
  readonly kind: Kind;
  readonly drawn: ReadonlyMap<Bucket, Draw>;
}

/** How a request draws on a bucket. */
interface Draw {
  /** How many answers the bucket had seen when the request was sent. */
  readonly answersBefore: number;
  /** For a token that was due and not seen. */
  readonly isProbe: boolean;
}

/**
 * Makes a pace that knows nothing yet: the first request of a scope, and of an operation in it, goes alone, and its answer tells the buckets.
 *
 * As long as answers show tokens in all its buckets, a request may go at once, side by side with as many others as there are tokens. Once a bucket is
 * empty, one may go when the next token is due by the documents, and a few together once it was seen how fast they come; what else has come
 * shows in the answers, and is used. A refusal shows that tokens come later than documented, or many at a time: its Retry-After is kept, and the
 * bucket is taken from then on for what it showed itself to be.
 *
 * So a bucket that fills as documented does not refuse, and any other refuses once as a rule, as long as nobody else draws on it.
 */
export function createRequestPace(): RequestPace {
  const scopes = new Map<string, Scope>();
  const underWay = new Map<SentRequest, Sent>();
  let sentSoFar = 0;

  function kindOf({ scope: scopeName, operation }: RequestKind): Kind {
    let scope = scopes.get(scopeName);
    if (scope === undefined) {
      scope = { buckets: new Map(), kinds: new Map(), underWay: 0 };
      scopes.set(scopeName, scope);
    }
    let kind = scope.kinds.get(operation);
    if (kind === undefined) {
      kind = { scope, buckets: new Set(), wasAnswered: false, underWay: 0, notBeforeInMs: 0 };
      scope.kinds.set(operation, kind);
    }
    return kind;
  }

  return {
    waitInMs: (request, nowInMs) => {
      const kind = kindOf(request);
      if (!kind.wasAnswered && kind.underWay > 0) return undefined;
      if (kind.scope.underWay > 0 && !isKnown(kind.scope)) return undefined;
      let longest = Math.max(0, kind.notBeforeInMs - nowInMs);
      for (const bucket of bucketsOf(kind)) {
        const wait = waitFor(bucket, nowInMs);
        if (wait === undefined) return undefined;
        longest = Math.max(longest, wait);
      }
      return longest;
    },

    send: (request, nowInMs) => {
      const kind = kindOf(request);
      const number = sentSoFar++;
      const drawn = new Map<Bucket, Draw>();
      for (const bucket of bucketsOf(kind)) drawn.set(bucket, draw(bucket, number, nowInMs));
      kind.underWay += 1;
      kind.scope.underWay += 1;
      const sent: SentRequest = Symbol(request.operation);
      underWay.set(sent, { number, atInMs: nowInMs, kind, drawn });
      return sent;
    },

    answered: (request, report, nowInMs) => {
      const sent = underWay.get(request);
      if (sent === undefined)
        throw new TypeError("A request is sent before it is answered, and answered once.");
      underWay.delete(request);
      const { kind, number, drawn } = sent;
      kind.underWay -= 1;
      kind.scope.underWay -= 1;
      for (const bucket of drawn.keys()) {
        bucket.underWay.delete(number);
        bucket.answers += 1;
        bucket.probes.delete(number);
      }
      if (report !== undefined) learnFrom(report, sent, nowInMs);
      for (const bucket of drawn.keys()) if (bucket.available < 1) noteEmpty(bucket, nowInMs);
    },
  };
}

function learnFrom({ buckets, refused }: QuotaReport, sent: Sent, nowInMs: number): void {
  const { kind } = sent;
  kind.wasAnswered = true;
  const seen = buckets.map((observation) => ({ observation, bucket: bucketNamed(kind.scope, observation) }));
  const empty = seen.filter(({ observation }) => observation.left <= 0).map(({ bucket }) => bucket);
  // One that had a token for this very request is empty by it, and did not refuse it.
  const doubted = empty.filter((bucket) => sent.drawn.get(bucket)?.isProbe !== false);
  const refusing = refused === undefined ? [] : doubted.length > 0 ? doubted : empty;
  const untilInMs = nowInMs + (refused?.retryAfterInMs ?? DEFAULT_RETRY_AFTER_IN_MS);
  for (const { observation, bucket } of seen) {
    kind.buckets.add(bucket);
    if (refusing.includes(bucket)) refuse(bucket, nowInMs, untilInMs);
    else observe(bucket, observation, sent, nowInMs);
  }
  if (refused !== undefined && refusing.length === 0) kind.notBeforeInMs = untilInMs;
}

const isKnown = (scope: Scope): boolean => [...scope.kinds.values()].some(({ wasAnswered }) => wasAnswered);

/** Those that a kind's answers told of; before the first answer, those that all the others of its scope draw on. */
function bucketsOf(kind: Kind): Iterable<Bucket> {
  if (kind.wasAnswered) return kind.buckets;
  const others = [...kind.scope.kinds.values()].filter(({ wasAnswered }) => wasAnswered);
  return [...kind.scope.buckets.values()].filter((bucket) =>
    others.every(({ buckets }) => buckets.has(bucket)),
  );
}

function bucketNamed(
  { buckets }: Scope,
  { bucket: name, refillInMs = UNDOCUMENTED_REFILL_IN_MS }: BucketObservation,
): Bucket {
  const known = buckets.get(name);
  if (known !== undefined) return known;
  const bucket: Bucket = {
    available: Number.POSITIVE_INFINITY,
    capacity: 1,
    refillInMs,
    underWay: new Set(),
    answers: 0,
    probes: new Set(),
    probesLeft: 0,
    emptied: undefined,
    measuredTokenInMs: undefined,
    dueAtInMs: 0,
    emptySinceInMs: undefined,
    learntTokenInMs: 0,
    step: undefined,
    refusal: undefined,
  };
  buckets.set(name, bucket);
  return bucket;
}

function waitFor(bucket: Bucket, nowInMs: number): number | undefined {
  if (bucket.refusal !== undefined && nowInMs < bucket.refusal.untilInMs)
    return bucket.refusal.untilInMs - nowInMs;
  if (bucket.available >= 1) return 0;
  return bucket.probesLeft > 0 ? Math.max(0, bucket.dueAtInMs - nowInMs) : undefined;
}

function draw(bucket: Bucket, number: number, nowInMs: number): Draw {
  const isProbe = bucket.available < 1;
  bucket.underWay.add(number);
  if (isProbe) {
    bucket.probes.add(number);
    bucket.probesLeft -= 1;
  } else {
    bucket.available -= 1;
    if (bucket.available < 1) noteEmpty(bucket, nowInMs);
  }
  return { answersBefore: bucket.answers, isProbe };
}

function observe(bucket: Bucket, observation: BucketObservation, sent: Sent, nowInMs: number): void {
  const { left, resetsAfterInMs } = observation;
  if (bucket.refusal !== undefined) {
    // Answers that were under way at the refusal are older news than the refusal.
    if (sent.atInMs < bucket.refusal.untilInMs) return;
    learn(bucket, bucket.refusal, left + 1, nowInMs);
  }
  bucket.capacity = Math.max(bucket.capacity, left + 1);
  // Answers overtake each other. Those that came since this request was sent, and those still to come, may have been counted after it or before.
  const answersBefore = sent.drawn.get(bucket)?.answersBefore;
  const answersSince = answersBefore === undefined ? 0 : bucket.answers - 1 - answersBefore;
  const maybeLater = answersSince + bucket.underWay.size;
  const surelyLater = [...bucket.underWay].filter((number) => number > sent.number).length;
  const atLeast = left - maybeLater;
  const atMost = left - surelyLater;
  bucket.available = Math.max(0, Math.min(atMost, Math.max(bucket.available, atLeast)));
  // What was due shows in what is left.
  bucket.probesLeft = 0;
  if (bucket.available >= 1) {
    bucket.emptySinceInMs = undefined;
    return;
  }
  if (left <= 0 && bucket.underWay.size === 0) measure(bucket, nowInMs);
  noteEmpty(bucket, nowInMs);
  if (resetsAfterInMs !== undefined) bucket.dueAtInMs = nowInMs + resetsAfterInMs;
}

/** Says when the next tokens of an empty bucket are due, and how many may be asked for then; nothing new while such are under way. */
function noteEmpty(bucket: Bucket, nowInMs: number): void {
  bucket.emptySinceInMs ??= nowInMs;
  if (bucket.probes.size > 0 || bucket.probesLeft > 0) return;
  if (bucket.refusal !== undefined) {
    bucket.probesLeft = 1;
    return;
  }
  if (bucket.step !== undefined) {
    const { atInMs, periodInMs } = bucket.step;
    bucket.probesLeft = 1;
    bucket.dueAtInMs = atInMs + Math.max(1, Math.floor((nowInMs - atInMs) / periodInMs) + 1) * periodInMs;
    return;
  }
  const tokenInMs = Math.max(
    bucket.learntTokenInMs,
    bucket.refillInMs / bucket.capacity,
    bucket.measuredTokenInMs ?? 0,
  );
  const most = Math.min(MOST_PROBES_AT_ONCE, Math.floor(PROBES_WITHIN_IN_MS / tokenInMs));
  bucket.probesLeft = bucket.measuredTokenInMs === undefined ? 1 : Math.max(1, most);
  bucket.dueAtInMs = nowInMs + Math.ceil(tokenInMs * bucket.probesLeft * LATENESS);
}

/** Of a bucket that is empty by an answer, with no other request under way: how fast tokens came since it was so for the first time. */
function measure(bucket: Bucket, nowInMs: number): void {
  bucket.emptied ??= { atInMs: nowInMs, answers: bucket.answers };
  const flowedIn = bucket.answers - bucket.emptied.answers;
  if (flowedIn >= TOKENS_TO_MEASURE) bucket.measuredTokenInMs = (nowInMs - bucket.emptied.atInMs) / flowedIn;
}

function refuse(bucket: Bucket, nowInMs: number, untilInMs: number): void {
  bucket.available = 0;
  bucket.emptySinceInMs ??= nowInMs;
  bucket.refusal = { atInMs: nowInMs, untilInMs: Math.max(untilInMs, bucket.refusal?.untilInMs ?? 0) };
  bucket.dueAtInMs = bucket.refusal.untilInMs;
  bucket.probesLeft = 1;
  bucket.emptied = undefined;
  bucket.measuredTokenInMs = undefined;
}

/**
 * Takes the bucket for what it showed itself to be: by how many tokens had come when the time of a refusal was over, the one of the request that
 * was answered included.
 *
 * A refusal says that they don't come as fast as documented. If they came nevertheless, or over more than a second, they come all at once.
 */
function learn(
  bucket: Bucket,
  { atInMs, untilInMs }: NonNullable<Bucket["refusal"]>,
  tokens: number,
  nowInMs: number,
): void {
  bucket.refusal = undefined;
  const emptyForInMs = nowInMs - (bucket.emptySinceInMs ?? atInMs);
  const documented = (emptyForInMs * bucket.capacity) / bucket.refillInMs;
  if (tokens >= 2 && (untilInMs - atInMs > RETRY_AFTER_GRAIN_IN_MS || tokens > 2 * documented + 1)) {
    const share = Math.min(1, tokens / Math.max(bucket.capacity, tokens));
    const sinceTheLastInMs = bucket.step === undefined ? 0 : untilInMs - bucket.step.atInMs;
    bucket.step = { atInMs: untilInMs, periodInMs: Math.max(bucket.refillInMs * share, sinceTheLastInMs) };
  } else {
    // One of them may have been there in part when the bucket was emptied.
    bucket.learntTokenInMs = Math.max(bucket.learntTokenInMs, emptyForInMs / Math.max(1, tokens - 1));
  }
}
