import type { DataPlaneRequest, PlannedPages, PlannedRequest } from "./changes";
import { isBlobOf, type DiskAccesses } from "./disk-access";
import { isPlannedBody, plain } from "./secret-hole";

/** A request as it is about to be sent; its body as plain JSON. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly dataPlane?: DataPlaneRequest;
}

const same = (one: string | undefined, other: string | undefined): boolean =>
  one?.toLowerCase() === other?.toLowerCase();

/** Whether a request is the announced one, word for word but for secrets. */
export function isPlanned(planned: PlannedRequest, sent: SentRequest): boolean {
  return isAddressed(planned, sent) && isPlannedBody(plain(planned.body), sent.body);
}

function isAddressed({ method, endpoint, path, pages }: PlannedRequest, sent: SentRequest): boolean {
  return (
    pages === undefined &&
    method === sent.method &&
    same(endpoint, sent.dataPlane?.endpoint) &&
    same(path, sent.path)
  );
}

/**
 * Whether a request belongs to the announced one: a wrapping that changes nothing, pages of the blob, access to it asked for again.
 */
export function isPart(planned: PlannedRequest, sent: SentRequest, accesses: DiskAccesses): boolean {
  const { wrapsWith, pages, path: diskId } = planned;
  if (wrapsWith !== undefined && sent.method === "POST" && sent.dataPlane !== undefined)
    return same(`${wrapsWith}/wrapkey`, `${sent.dataPlane.endpoint}${sent.path}`);
  if (pages === undefined) return false;
  if (sent.method === "PUT" && sent.dataPlane?.comp === "page")
    return isPageOf(diskId, pages, sent.dataPlane, sent.path, accesses);
  const asksFor = (id: string, access: "Read" | "Write"): boolean =>
    same(`${id}/beginGetAccess`, sent.path) &&
    isPlannedBody({ access, durationInSeconds: pages.accessDurationInSeconds }, sent.body);
  return (
    sent.method === "POST" &&
    sent.dataPlane === undefined &&
    (asksFor(diskId, "Write") || (pages.source.kind === "disk" && asksFor(pages.source.diskId, "Read")))
  );
}

function isPageOf(
  diskId: string,
  { source }: PlannedPages,
  { endpoint, copySource }: DataPlaneRequest,
  path: string,
  accesses: DiskAccesses,
): boolean {
  const target = accesses.of(diskId);
  if (target?.access !== "Write" || !isBlobOf(target, `${endpoint}${path}`)) return false;
  if (source.kind === "file") return copySource === undefined;
  const from = accesses.of(source.diskId);
  return from !== undefined && copySource !== undefined && isBlobOf(from, copySource);
}
