import { Readable } from "node:stream";

import type { HttpOperationResponse, IHttpClient, WebResource } from "@azure/storage-blob";

/**
 * The way from the sandbox to its own blob service: straight to the loopback, whatever proxy the machine is set up for.
 *
 * Bodies are bytes: the sandbox hands nothing else to the client.
 */
export const loopbackClient: IHttpClient = {
  sendRequest: async (request) => {
    const body: unknown = request.body;
    const response = await fetch(request.url, {
      method: request.method,
      headers: withoutConnection(request.headers.rawHeaders()),
      ...(body instanceof Uint8Array || typeof body === "string" ? { body } : {}),
    });
    return await toOperationResponse(request, response);
  },
};

const connectionHeaders: readonly string[] = ["host", "connection", "content-length", "accept-encoding"];

/** Headers that belong to one connection are made anew for the next. */
export function withoutConnection(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !connectionHeaders.includes(name.toLowerCase())),
  );
}

async function toOperationResponse(request: WebResource, response: Response): Promise<HttpOperationResponse> {
  const headers = request.headers.clone();
  for (const name of headers.headerNames()) headers.remove(name);
  response.headers.forEach((value, name) => {
    headers.set(name, value);
  });
  const common = { request, status: response.status, headers };
  return request.streamResponseStatusCodes?.has(response.status) === true
    ? {
        ...common,
        readableStreamBody: response.body === null ? Readable.from([]) : Readable.fromWeb(response.body),
      }
    : { ...common, bodyAsText: await response.text() };
}
