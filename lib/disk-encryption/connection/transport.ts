import { Readable } from "node:stream";

import {
  createDefaultHttpClient,
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";

import { defined } from "@runbooks/azure";
import type { ChangeGate, DataPlaneRequest } from "./changes";
import { noteRefusal } from "./refused-requests";
import { assertNoSecretValue, headersToShow, withoutSecrets, withoutSignatures } from "./secrets-on-the-wire";
import type { InProcessService, Exchange } from "./exchange";

export interface TransportOptions {
  /** Undefined: the real network. */
  readonly service?: InProcessService;
  readonly changes: ChangeGate;
  /** Root of Resource Manager: every other host is a data plane's. */
  readonly resourceManagerEndpoint: string;
  /** Sees every exchange, once it is over. */
  readonly observe?: (exchange: Exchange) => void;
}

/**
 * The seam to the network: every request of every client goes through this one function.
 *
 * It lets reading through, refuses a change that no approved plan announced, refuses to read a secret's value, and in sandbox mode never
 * reaches beyond this machine.
 */
export function createTransport({
  service,
  changes,
  resourceManagerEndpoint,
  observe,
}: TransportOptions): HttpClient {
  const network = service === undefined ? createDefaultHttpClient() : inProcess(service);
  return {
    sendRequest: async (request) => {
      const bytes = bytesOf(request);
      const requestBody = bytes === undefined ? jsonOf(textOf(request)) : `(${bytes.length} bytes)`;
      const part = changes.assertAnnounced(
        request.method,
        decodeURIComponent(pathOf(request.url)),
        requestBody,
        dataPlaneOf(request, resourceManagerEndpoint),
      );
      assertNoSecretValue(request.method, request.url);
      const response = await network.sendRequest(request).catch((error: unknown) => {
        if (part === "whole") changes.noteAnswer(undefined);
        throw error;
      });
      // Parsed only where somebody looks: the pages of a large list are parsed once more by whoever asked for them.
      const responseBody =
        observe !== undefined || response.status >= 400
          ? jsonOf(response.bodyAsText ?? undefined)
          : undefined;
      if (response.status >= 400) noteRefusal(request, responseBody);
      if (part === "whole") changes.noteAnswer(response.status);
      observe?.({
        method: request.method,
        url: withoutSignatures(request.url),
        requestBody: withoutSecrets(request.url, changes.shownBody(requestBody)),
        status: response.status,
        responseHeaders: headersToShow(response.headers.toJSON()),
        responseBody: withoutSecrets(request.url, responseBody),
      });
      return response;
    },
  };
}

function inProcess(service: InProcessService): HttpClient {
  return {
    sendRequest: async (request: PipelineRequest): Promise<PipelineResponse> => {
      const response = await service.fetch(
        new Request(request.url, {
          method: request.method,
          headers: request.headers.toJSON(),
          ...bodyOf(request),
        }),
      );
      const head = {
        request,
        status: response.status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
      };
      // Asked for by whoever reads a blob: its bytes are no text.
      return request.streamResponseStatusCodes?.has(response.status) === true
        ? { ...head, readableStreamBody: streamOf(response) }
        : { ...head, bodyAsText: await response.text() };
    },
  };
}

function bodyOf(request: PipelineRequest): { readonly body?: string | Uint8Array } {
  const body = bytesOf(request) ?? textOf(request);
  return body === undefined ? {} : { body };
}

const textOf = ({ body }: PipelineRequest): string | undefined =>
  typeof body === "string" ? body : undefined;
const bytesOf = ({ body }: PipelineRequest): Uint8Array | undefined =>
  body instanceof Uint8Array ? body : undefined;

const streamOf = ({ body }: Response): NodeJS.ReadableStream =>
  body === null ? Readable.from([]) : Readable.fromWeb(body);

/** What the gate gets to know of a request that does not go to Resource Manager. */
function dataPlaneOf(
  { url, headers }: PipelineRequest,
  resourceManagerEndpoint: string,
): DataPlaneRequest | undefined {
  const { origin, searchParams } = new URL(url);
  if (origin === new URL(resourceManagerEndpoint).origin) return undefined;
  const comp = searchParams.get("comp");
  const copySource = headers.get("x-ms-copy-source");
  return {
    endpoint: origin,
    ...(comp === null ? {} : { comp }),
    ...defined({ copySource }),
  };
}

const pathOf = (url: string): string => new URL(url).pathname.replace(/\/{2,}/g, "/");

function jsonOf(text: string | undefined): unknown {
  if (text === undefined || text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
