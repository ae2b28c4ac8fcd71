import { z } from "zod";

import { startSandbox, type Sandbox } from "../../lib/sandbox/index";
import { production, readContoso } from "../sandbox/contoso";
import { recordedAt, type RecordedExchange } from "./recording";
import type { ComparedAnswer } from "./shape";

/** A recorded session that the sandbox is asked to repeat, request by request. */
export interface Replay {
  /** The recording's file below `../shared/azure/recorded`. */
  readonly recording: string;
  /** Contoso's group that takes the place of the recording's. */
  readonly resourceGroupName: string;
  /** Other names of the recording, and what they are called in Contoso, in URLs and bodies alike. */
  readonly names: Readonly<Record<string, string>>;
  /** What the recording left out, or did by other providers. */
  readonly before?: (send: SendToSandbox) => Promise<unknown>;
  /** A name for each exchange, and its place in the recording. */
  readonly steps: Readonly<Record<string, number | ResentStep>>;
}

/** A request that sends back what was read last, changed: as a client does that updates a resource. */
export interface ResentStep {
  readonly place: number;
  readonly body: (lastRead: unknown) => unknown;
}

export type SendToSandbox = (request: SandboxRequest) => Promise<ComparedAnswer>;

interface SandboxRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly withoutToken?: boolean;
}

/** What was recorded and what the sandbox answered to the same request. */
export interface ReplayedAnswer {
  readonly recorded: ComparedAnswer;
  readonly sandbox: ComparedAnswer;
}

// Longer than any operation on a VM takes.
const untilOverInMs = 2 * 60 * 60 * 1000;

/** Sends the recorded requests to a sandbox of its own, in order. */
export async function runReplay(replay: Replay): Promise<ReadonlyMap<string, ReplayedAnswer>> {
  const { recording, before, steps } = replay;
  const sandbox = startSandbox({ fleet: readContoso() });
  const send: SendToSandbox = (request) => sendTo(sandbox, request);
  await before?.(send);
  const answers = new Map<string, ReplayedAnswer>();
  let operation: Readonly<Record<string, string>> = {};
  let lastRead: unknown;
  for (const [name, step] of Object.entries(steps)) {
    const recorded = recordedAt(recording, typeof step === "number" ? step : step.place);
    const request = translate(recorded, replay);
    if (isOver(recorded)) sandbox.clock.advance(untilOverInMs);
    const answer = await send({
      ...request,
      url: pollingUrl(request.url, operation) ?? request.url,
      ...(typeof step === "number" ? {} : { body: step.body(lastRead) }),
    });
    if (!isPoll(request.url)) {
      if (request.method === "GET") lastRead = answer.body;
      else operation = answer.headers;
    }
    answers.set(name, { recorded: answerOf(recorded), sandbox: answer });
  }
  return answers;
}

/** One request of one's own making. */
async function sendTo(
  sandbox: Sandbox,
  { method, url, body, withoutToken }: SandboxRequest,
): Promise<ComparedAnswer> {
  const audience = url.includes(".vault.azure.net")
    ? "https://vault.azure.net"
    : "https://management.azure.com";
  const response = await sandbox.fetch(
    new Request(url, {
      method,
      headers: {
        "content-type": "application/json",
        ...(withoutToken === true ? {} : { authorization: `Bearer ${sandbox.issueToken(audience)}` }),
      },
      ...(body === undefined || body === null ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: text === "" ? undefined : (JSON.parse(text) as unknown),
  };
}

const sentRequest = z.object({ url: z.string(), body: z.unknown() });

function translate(
  { request, response }: RecordedExchange,
  { resourceGroupName, names }: Replay,
): SandboxRequest {
  const inContoso = JSON.stringify({ url: request.url, body: request.body })
    .replaceAll(/\/subscriptions\/[^/]+/g, production)
    .replaceAll(/\/resourceGroups\/[^/]+/gi, `/resourceGroups/${resourceGroupName}`);
  const renamed = Object.entries(names).reduce(
    (text, [recorded, name]) => text.replaceAll(recorded, name),
    inContoso,
  );
  const { url, body } = sentRequest.parse(JSON.parse(renamed));
  return { method: request.method, url, body, withoutToken: response.status === 401 };
}

const answerOf = ({ response: { status, headers, body } }: RecordedExchange): ComparedAnswer => ({
  status,
  headers,
  body,
});

const isPoll = (url: string): boolean => /\/(DiskOperations|operations|operationResults)\//i.test(url);

/** A poll goes to the URL that the sandbox gave for the operation, not to the recorded one. */
function pollingUrl(url: string, operation: Readonly<Record<string, string>>): string | undefined {
  if (!isPoll(url)) return undefined;
  const usesLocation = url.includes("monitor=true") || url.includes("operationResults");
  const polled = operation[usesLocation ? "location" : "azure-asyncoperation"];
  if (polled === undefined) throw new Error(`The sandbox gave no URL to poll where Azure did: ${url}`);
  return polled;
}

/** Whether Azure had ended the operation before it gave this answer; a read of a resource is such an answer too. */
function isOver({ request, response }: RecordedExchange): boolean {
  if (request.method !== "GET") return false;
  if (response.status === 202) return false;
  const { body } = response;
  const isRunning =
    typeof body === "object" && body !== null && "status" in body && body.status === "InProgress";
  return !isRunning;
}
