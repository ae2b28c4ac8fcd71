const words: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "NoContent",
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  412: "PreconditionFailed",
};

/** An HTTP status as a deployment's operations write it. */
export function statusWord(status: number): string {
  return words[status] ?? String(status);
}
