import {
  createDefaultHttpClient,
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";

import type { ChangeGate } from "./changes";
import { assertNoSecretValue, headersToShow, withoutSecrets, withoutSignatures } from "./secrets-on-the-wire";

/** What the sandbox offers the transport: the web's own `fetch`, inside the process. */
export interface InProcessService {
  fetch(request: Request): Promise<Response>;
}

/** One exchange as the transport saw it: for contract tests and for an operator who wants to see the wire. No token, no secret. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}

export interface TransportOptions {
  /** Undefined: the real network. */
  readonly service?: InProcessService;
  readonly changes: ChangeGate;
  /** Sees every exchange, once it is over. */
  readonly observe?: (exchange: Exchange) => void;
}

/**
 * The seam to the network: every request of every client goes through this one function.
 *
 * It lets reading through, refuses a change that no approved plan announced, refuses to read a secret's value, and in sandbox mode never
 * touches the network.
 */
export function createTransport({ service, changes, observe }: TransportOptions): HttpClient {
  const network = service === undefined ? createDefaultHttpClient() : inProcess(service);
  return {
    sendRequest: async (request) => {
      const requestBody = jsonOf(typeof request.body === "string" ? request.body : undefined);
      changes.assertAnnounced(request.method, decodeURIComponent(pathOf(request.url)), requestBody);
      assertNoSecretValue(request.method, request.url);
      const response = await network.sendRequest(request);
      if (request.method !== "GET") changes.noteAnswer(response.status);
      observe?.({
        method: request.method,
        url: withoutSignatures(request.url),
        requestBody: withoutSecrets(request.url, requestBody),
        status: response.status,
        responseHeaders: headersToShow(response.headers.toJSON()),
        responseBody: withoutSecrets(request.url, jsonOf(response.bodyAsText ?? undefined)),
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
          ...(typeof request.body === "string" ? { body: request.body } : {}),
        }),
      );
      return {
        request,
        status: response.status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
        bodyAsText: await response.text(),
      };
    },
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
