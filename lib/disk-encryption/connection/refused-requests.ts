import type { PipelineRequest } from "@azure/core-rest-pipeline";

// Paging in Azure's clients drops the body of an answer that is no page, and with it what Azure said.
const messages = new WeakMap<PipelineRequest, string>();

/** Keeps what Azure said of a request that it refused, for the error that the client makes of it. */
export function noteRefusal(request: PipelineRequest, body: unknown): void {
  const message = messageIn(body);
  if (message !== undefined) messages.set(request, message);
}

/** What Azure said of a refused request; undefined where it said nothing, or the request was not refused. */
export function refusalOf(request: PipelineRequest | undefined): string | undefined {
  return request === undefined ? undefined : messages.get(request);
}

/** The message of Azure's error envelope, wrapped in `error` or not; undefined where there is none. */
export function messageIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const inner: unknown = "error" in body ? body.error : body;
  return typeof inner === "object" &&
    inner !== null &&
    "message" in inner &&
    typeof inner.message === "string"
    ? inner.message
    : undefined;
}
