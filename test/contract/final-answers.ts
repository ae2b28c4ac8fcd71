import type { Exchange } from "../../lib/disk-encryption/connection/exchange";

/**
 * What long-running operations answered at their end, as if the first request had been answered so at once: that is what the
 * documents describe as its 200.
 */
export function finalAnswers(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.flatMap((first) => {
    const { location, "azure-asyncoperation": status } = first.responseHeaders;
    return exchanges
      .filter((later) => later.status === 200)
      .flatMap((later) => {
        const end = { ...first, status: 200, responseHeaders: later.responseHeaders };
        if (later.url === location) return [{ ...end, responseBody: later.responseBody }];
        const output = later.url === status ? outputOf(later.responseBody) : undefined;
        return output === undefined ? [] : [{ ...end, responseBody: output }];
      });
  });
}

/** Operations of disks and Run Command have their result in the status document too. */
function outputOf(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("properties" in body)) return undefined;
  const { properties } = body;
  return typeof properties === "object" && properties !== null && "output" in properties
    ? properties.output
    : undefined;
}
