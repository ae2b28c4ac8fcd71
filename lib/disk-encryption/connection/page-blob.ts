import { createHttpHeaders, createPipelineRequest, type HttpClient } from "@azure/core-rest-pipeline";
import {
  AnonymousCredential,
  PageBlobClient,
  type HttpOperationResponse,
  type IHttpClient,
  type WebResource,
} from "@azure/storage-blob";

import { defined, type Redacted } from "@runbooks/azure";

/** A client of the blob behind a disk, on a connection's transport. The signed URL is opened here, and nowhere shown. */
export function openPageBlob(url: Redacted<string>, transport: HttpClient): PageBlobClient {
  return url.use(
    (signed) => new PageBlobClient(signed, new AnonymousCredential(), { httpClient: olderClient(transport) }),
  );
}

/** Storage's client still asks for the HTTP client of Azure's older libraries; this makes one of today's. */
function olderClient(transport: HttpClient): IHttpClient {
  return {
    sendRequest: async (resource) => {
      const { url, method, requestId, timeout, abortSignal, streamResponseStatusCodes } = resource;
      const body: unknown = resource.body;
      const response = await transport.sendRequest(
        createPipelineRequest({
          url,
          method,
          requestId,
          timeout,
          headers: createHttpHeaders(resource.headers.rawHeaders()),
          // Pages are sent from memory: other kinds of body don't occur.
          ...(typeof body === "string" || body instanceof Uint8Array ? { body } : {}),
          ...defined({ abortSignal, streamResponseStatusCodes }),
        }),
      );
      const { status, bodyAsText, readableStreamBody } = response;
      return {
        request: resource,
        status,
        headers: headersLike(resource, response.headers.toJSON()),
        ...defined({ bodyAsText, readableStreamBody }),
      };
    },
  };
}

/** The older kind of headers can't be made from nothing: a copy of the request's is emptied and filled. */
function headersLike(
  { headers }: WebResource,
  values: Readonly<Record<string, string>>,
): HttpOperationResponse["headers"] {
  const copy = headers.clone();
  for (const name of copy.headerNames()) copy.remove(name);
  for (const [name, value] of Object.entries(values)) copy.set(name, value);
  return copy;
}
